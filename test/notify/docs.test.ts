import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Attempt } from "../../src/approval/delivery";
import { EVENT_TYPES } from "../../src/approval/event";
import { channelsIn } from "../../src/notify/channel-settings";
import { cloudEventOf } from "../../src/notify/cloud-event";
import { type Message, messageOf } from "../../src/notify/message";
import { attemptOf } from "../../src/notify/verdict";
import { deliverEvent } from "../../src/workflow/deliver-event";
import { examplesIn, tableIn } from "../examples";
import { ROOT } from "../product";
import { runOrchestration } from "../run-orchestration";
import { gaps } from "../workflow/world";
import { CONSOLE, EXAMPLES } from "./events";

const text = readFileSync(join(ROOT, "docs/notifications.md"), "utf8");
const [event = "", , list = ""] = examplesIn("notifications.md", "json");

test("the documentation has every event that there is, and no other", () => {
  expect(tableIn("notifications.md", "type").map(([type]) => type)).toEqual([...EVENT_TYPES]);
});

test("the event in the documentation is what goes out", () => {
  expect(JSON.parse(event)).toEqual(JSON.parse(JSON.stringify(cloudEventOf(EXAMPLES["decision.needed"], CONSOLE))));
});

test("the messages in the documentation are what people read", () => {
  const shown = ({ title, text, rows, page }: Message) =>
    [title, text, ...rows.map(({ label, value }) => `${label}: ${value}`), `Open the request: ${page}`, ""].join("\n");
  const [asked, closed] = [EXAMPLES["decision.needed"], EXAMPLES["connection.updated"]];
  expect(examplesIn("notifications.md", "text")).toEqual([asked, closed].map((one) => shown(messageOf(one, CONSOLE))));
});

test("the channels in the documentation can be set as they stand there", () => {
  const lines = examplesIn("notifications.md", "ini").join("").trim().split("\n");
  const settings = Object.fromEntries(lines.map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
  const { channels, faults } = channelsIn({ NOTIFY_CHANNELS: list, ...settings }, false);
  expect(faults).toEqual([]);
  expect(channels.map(({ name, place }) => [name, place.kind])).toEqual([
    ["approvers", "teams"],
    ["siem", "webhook"],
    ["ops-room", "slack"],
  ]);
  expect(channels[0]?.events).toEqual(["decision.needed", "connection.failed"]);
  expect(channels[1]?.events).toEqual(EVENT_TYPES);
});

const SECONDS = { second: 1, minute: 60, hour: 3_600 } as const;

test("a delivery waits as long as the documentation says, and not much longer", async () => {
  const [, line = ""] = /^> after (.*)$/m.exec(text) ?? [];
  const waits = [...line.matchAll(/(\d+) (second|minute|hour)s?/g)].map(
    ([, count, unit]) => Number(count) * SECONDS[unit as keyof typeof SECONDS],
  );
  const busy: Attempt = { kind: "tryAgain", why: "it answered 503" };
  const errand = { deliveryId: "ntf-1", channel: "a", event: EXAMPLES["decision.needed"] };
  const { calls } = await runOrchestration(deliverEvent, errand, { sendEvent: () => busy });
  const waited = gaps(calls, "sendEvent");
  expect(waited).toHaveLength(waits.length);
  for (const [index, wait] of waits.entries()) {
    expect(waited[index]).toBeGreaterThanOrEqual(wait);
    expect(waited[index]).toBeLessThan(wait * 1.1 + 3);
  }
});

test("an answer means what the documentation says", () => {
  const [taken, final, moved] = tableIn("notifications.md", "answer").map(([answer = "", what = ""]) => [answer, what]);
  expect([taken, moved].map((row) => row?.[0])).toEqual(["2xx", "3xx"]);
  const named = (final?.[0] ?? "").split(", ").map(Number);
  for (let status = 200; status < 600; status += 1) {
    const isFinal = named.includes(status) || Math.floor(status / 100) === 3;
    const expected = status < 300 ? "delivered" : isFinal ? "givenUp" : "tryAgain";
    expect([status, attemptOf({ kind: "answered", status }).kind]).toEqual([status, expected]);
  }
});
