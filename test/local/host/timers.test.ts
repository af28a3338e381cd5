import { parseSchedule } from "../../../local/host/ncrontab";
import { openRealm } from "../../../local/host/realm";
import { delayMs } from "../../../local/host/retry";
import { afterRun, checkPastDue } from "../../../local/host/timer-status";
import { noFaults, seededRandom } from "../../../local/seams";
import { openStore, type SqlStore } from "../../../local/store/sqlite";
import { type VirtualClock, virtualClock } from "../../virtual-clock";
import { hostOf } from "./host-for-tests";

type Call = { readonly name: string; readonly timer: Record<string, unknown>; readonly retry?: { retryCount: number } };

const HOUR = 3_600_000;

let store: SqlStore;
beforeEach(() => {
  store = openStore(":memory:");
});
afterEach(() => store.close());

const start = (clock: VirtualClock) =>
  hostOf("timer", {
    environment: { HOURLY: "0 0 * * * *" },
    store,
    seams: { clock, random: seededRandom(1), faults: noFaults },
  });

/** What the app recorded since it was loaded, in Node's own realm. */
function calls(name: string): readonly Call[] {
  const vm = openRealm().Module.createRequire(__filename)("node:vm") as typeof import("node:vm");
  const all: Call[] = vm.runInThisContext("globalThis.timerCalls");
  return all.filter((call) => call.name === name);
}

test("a timer fires at each time of its schedule, with what it should know", async () => {
  const clock = virtualClock(Date.parse("2026-03-02T09:30:00Z"));
  const host = await start(clock);
  await clock.advance(2 * HOUR);
  await host.stop();
  const hourly = calls("hourly");
  expect(hourly).toHaveLength(2);
  expect(JSON.parse(JSON.stringify(hourly[1]?.timer))).toEqual({
    schedule: { adjustForDST: true },
    scheduleStatus: {
      last: "2026-03-02T10:00:00.000+00:00",
      lastUpdated: "2026-03-02T10:00:00.000+00:00",
      next: "2026-03-02T11:00:00.000+00:00",
    },
    isPastDue: false,
  });
});

test("an occurrence missed while the host was down is made up for once, and marked", async () => {
  const before = virtualClock(Date.parse("2026-03-02T09:30:00Z"));
  const first = await start(before);
  await before.advance(HOUR);
  await first.stop();
  const later = virtualClock(Date.parse("2026-03-02T14:20:00Z"));
  const second = await start(later);
  await later.advance(HOUR);
  await second.stop();
  expect(calls("hourly").map(({ timer }) => timer["isPastDue"])).toEqual([true, false]);
});

test("runOnStartup fires at once, and without a monitor there is no record to show", async () => {
  const clock = virtualClock();
  const host = await start(clock);
  await clock.advance(1000);
  await host.stop();
  expect(calls("unwatched").map(({ timer }) => timer["scheduleStatus"])).toEqual([null]);
});

test("a timer that throws is retried as its policy says, and keeps its schedule", async () => {
  const clock = virtualClock(Date.parse("2026-03-02T00:29:00Z"));
  const host = await start(clock);
  await clock.advance(25 * HOUR);
  await host.stop();
  expect(calls("stubborn").map(({ retry }) => retry?.retryCount ?? 0)).toEqual([0, 1, 2, 0, 1, 2]);
});

test("a schedule that cannot be read, or whose setting is missing, is the fault of its function alone", async () => {
  const host = await start(virtualClock());
  await host.stop();
  const errors = Object.fromEntries(host.functions.map(({ name, error }) => [name, error]));
  expect(errors).toMatchObject({ hourly: undefined, stubborn: undefined });
  expect(errors["unreadable"]).toContain('"every day" is neither');
  expect(errors["unresolved"]).toContain("%NO_SUCH_SETTING% in its schedule does not resolve");
});

test("a schedule that was changed while the host was down does not count as missed", () => {
  const parsed = parseSchedule("0 0 8 * * *");
  const schedule = parsed.kind === "schedule" ? parsed.schedule : { kind: "interval" as const, ms: 1 };
  const [last, next, now] = ["2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z", "2026-03-02T09:00:00Z"].map((text) =>
    Date.parse(text),
  );
  const recorded = { last, next: next ?? 0, updated: last ?? 0 };
  expect(checkPastDue(schedule, recorded, now ?? 0)).toEqual({
    status: { last: undefined, next: Date.parse("2026-03-03T08:00:00Z"), updated: now },
    isPastDue: false,
  });
});

test("a timer that fires a little early does not fire twice", () => {
  const schedule = { kind: "interval" as const, ms: HOUR };
  const status = { last: undefined, next: 10 * HOUR, updated: 0 };
  expect(afterRun(schedule, status, 10 * HOUR - 3, true)).toEqual({
    last: 10 * HOUR,
    next: 11 * HOUR,
    updated: 10 * HOUR,
  });
});

test("exponential backoff doubles from the least to the most", () => {
  const policy = {
    retryStrategy: "exponentialBackoff" as const,
    maxRetryCount: -1,
    minimumInterval: { seconds: 1 },
    maximumInterval: { seconds: 10 },
  };
  expect([1, 2, 3, 4, 5, 99].map((count) => delayMs(policy, count))).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
});
