import type { Attempt } from "../../src/approval/delivery";
import { EVENT_TYPES, type LifecycleEvent } from "../../src/approval/event";
import type { Channel, Place } from "../../src/notify/channels";
import { restsOf } from "../../src/notify/rests";
import { type Courier, sendEvent } from "../../src/notify/send";
import { CONSOLE, EXAMPLES } from "./events";

type Given = { readonly takes?: () => Attempt; readonly tookMs?: number; readonly isOver?: boolean };
const quiet = { info: () => undefined };
const event = EXAMPLES["decision.needed"];

/** A topic stands for every channel: it answers as it is told, and time goes by as it is told. */
function office(places: Readonly<Record<string, Place>>) {
  let now = Date.parse("2026-03-02T09:00:00Z");
  let given: Given = {};
  let asked = 0;
  const clock = () => new Date(now);
  const channels = Object.entries(places).map(([name, place]): Channel => ({ name, place, events: EVENT_TYPES }));
  const courier: Courier = {
    channels,
    consoleUrl: CONSOLE,
    // Nothing is at this port: an attempt fails at once, without a name being looked up.
    rules: { allowPrivate: true },
    topic: async () => ({
      async send() {
        asked += 1;
        now += given.tookMs ?? 0;
        return given.takes?.() ?? { kind: "delivered" };
      },
    }),
    isOver: async () => given.isOver ?? false,
    rests: restsOf(clock),
    now: clock,
  };
  return {
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    asked: () => asked,
    send: (channel: string, how: Given = {}, what: LifecycleEvent = event) => {
      given = how;
      return sendEvent({ deliveryId: "ntf-1", channel, event: what }, courier, quiet);
    },
  };
}

const TOPIC: Place = { kind: "topic" };
const NOWHERE = "http://127.0.0.1:1/";
const busy = (): Attempt => ({ kind: "tryAgain", why: "it did not answer in time" });
const slowly: Given = { takes: busy, tookMs: 15_000 };

test("a channel that kept an attempt waiting is left alone by all others for a minute, and other channels are not", async () => {
  const { send, asked, pass } = office({ silent: TOPIC, well: TOPIC });
  await send("silent", slowly);
  pass(20);
  expect(await send("silent", slowly)).toEqual({
    kind: "tryAgain",
    why: "it did not answer others in time, a moment ago",
    retryAfterSeconds: 40,
  });
  expect(asked()).toBe(1);
  expect(await send("well")).toEqual({ kind: "delivered" });
});

test("after its rest one attempt tries for all, and when it is taken all go on", async () => {
  const { send, asked, pass } = office({ silent: TOPIC });
  await send("silent", slowly);
  pass(60);
  const [first, second] = await Promise.all([send("silent"), send("silent")]);
  expect([first, second?.kind]).toEqual([{ kind: "delivered" }, "tryAgain"]);
  expect(asked()).toBe(2);
  expect(await send("silent")).toEqual({ kind: "delivered" });
});

test("a channel that refuses at once, or is slow and takes it, is not left alone", async () => {
  const { send, asked } = office({ a: TOPIC });
  await send("a", { takes: busy, tookMs: 50 });
  await send("a", { tookMs: 14_000 });
  expect(await send("a")).toEqual({ kind: "delivered" });
  expect(asked()).toBe(3);
});

test("in a chat nobody is asked about a request that has ended, and machines are told of everything", async () => {
  const webhook: Place = {
    kind: "webhook",
    url: NOWHERE,
    secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0123456789ab"],
  };
  const { send } = office({ chat: { kind: "slack", url: NOWHERE }, team: { kind: "teams", url: NOWHERE }, webhook });
  const kindOf = async (channel: string, isOver: boolean, what = event) => (await send(channel, { isOver }, what)).kind;
  for (const channel of ["chat", "team"]) {
    expect([channel, await kindOf(channel, true)]).toEqual([channel, "givenUp"]);
    expect([channel, await kindOf(channel, false)]).toEqual([channel, "tryAgain"]);
    expect([channel, await kindOf(channel, true, EXAMPLES["request.closed"])]).toEqual([channel, "tryAgain"]);
  }
  expect(await kindOf("webhook", true)).toBe("tryAgain");
});

test("a delivery to a channel that is no longer configured ends, and says so", async () => {
  expect(await office({}).send("gone")).toEqual({
    kind: "givenUp",
    why: "no channel of this name is configured any more",
  });
});
