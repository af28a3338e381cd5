import fc from "fast-check";
import type { PutAnswer } from "../../src/approval/model";
import type { Status } from "../../src/approval/status";
import { accepted, approvalIn, entriesIn, gaps, named, shows } from "./world";

const retryAfter = fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined });
const asking = (seconds: number | undefined) => (seconds === undefined ? {} : { retryAfterSeconds: seconds });

test("an unreadable status never fails the operation: the connection itself is asked in the end", async () => {
  const { outcome, calls } = await approvalIn({ polls: [{ kind: "unreadable", why: "503" }] });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(named(calls, "poll")).toHaveLength(3);
});

test("unreadable answers between readable ones do not count together", async () => {
  const unreadable = { kind: "unreadable", why: "404" } as const;
  const running = { kind: "running" } as const;
  const { outcome, calls } = await approvalIn({
    polls: [unreadable, unreadable, running, unreadable, unreadable, { kind: "succeeded" }],
  });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(named(calls, "poll")).toHaveLength(6);
});

test("the pause that a busy status page asks for is kept once, and then the operation's own pace again", async () => {
  const { calls } = await approvalIn({
    puts: [accepted(10)],
    polls: [{ kind: "unreadable", why: "503", retryAfterSeconds: 300 }, { kind: "running" }, { kind: "succeeded" }],
  });
  const [afterBusy = 0, afterRunning = 0] = gaps(calls, "poll");
  expect(afterBusy).toBeGreaterThanOrEqual(300);
  expect(afterRunning).toBeLessThan(100);
});

test("a status page that moves is followed to where it moved", async () => {
  const moved = { kind: "operation", url: "https://management.azure.com/op?t=2" } as const;
  const { calls } = await approvalIn({ polls: [{ kind: "running", tracker: moved }, { kind: "succeeded" }] });
  expect(named(calls, "poll").map(({ input }) => (input as { tracker: { url: string } }).tracker.url)).toEqual([
    "https://management.azure.com/op?t=1",
    "https://management.azure.com/op?t=2",
  ]);
});

test("without a word of Azure's the first look comes after its default of a minute", async () => {
  const { calls } = await approvalIn({ puts: [accepted()], polls: [{ kind: "succeeded" }] });
  const wait = (named(calls, "poll")[0]?.at ?? 0) - (named(calls, "putState")[0]?.at ?? 0);
  expect(wait).toBeGreaterThanOrEqual(60_000);
  expect(wait).toBeLessThan(70_000);
});

test.each<[string, PutAnswer, number]>([
  ["202 without a status page", { kind: "accepted", httpStatus: 202 }, 60],
  ["200 that asks for a pause", { kind: "accepted", httpStatus: 200, retryAfterSeconds: 7 }, 7],
])("%s: the connection is read after the pause", async (_, put, seconds) => {
  const { calls, outcome } = await approvalIn({ puts: [put] });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect((named(calls, "verify")[0]?.at ?? 0) - (named(calls, "putState")[0]?.at ?? 0)).toBeGreaterThanOrEqual(
    seconds * 1000,
  );
});

test("a 429 on the PUT is looked at again, when Azure says, before anything is sent again", async () => {
  const unknown: PutAnswer = { kind: "unknown", why: "Azure answered 429", retryAfterSeconds: 30 };
  const { outcome, calls } = await approvalIn({ puts: [unknown, unknown, accepted(10)] });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(gaps(calls, "putState").every((seconds) => seconds >= 30)).toBe(true);
});

test("a PUT that Azure never takes is given up, with Azure's last word as the reason", async () => {
  const { outcome, calls } = await approvalIn({
    puts: [{ kind: "unknown", why: "Azure answered 503 ServerBusy" }],
    reads: [shows("Pending")],
  });
  expect(outcome).toMatchObject({ kind: "failed", code: "AzureDoesNotTakeIt", status: "Pending" });
  expect(outcome).toHaveProperty("reason", "Azure answered 503 ServerBusy");
  expect(named(calls, "putState").length).toBeLessThanOrEqual(8);
});

test("the connection is not read back before the pause is over that the last refusal to take it asked for", async () => {
  const { calls } = await approvalIn({
    puts: [{ kind: "unknown", why: "429", retryAfterSeconds: 100 }],
    reads: [shows("Pending")],
  });
  const [lastPut, read] = [named(calls, "putState").at(-1)?.at ?? 0, named(calls, "verify")[0]?.at ?? 0];
  expect(read - lastPut).toBeGreaterThanOrEqual(100_000);
});

test("a PUT that Azure takes late has its own half hour to come to its end", async () => {
  const busy: PutAnswer = { kind: "unknown", why: "429", retryAfterSeconds: 600 };
  const { outcome, calls } = await approvalIn({ puts: [busy, busy, busy, accepted(10)] });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(named(calls, "poll").length).toBeGreaterThan(0);
});

test("an operation that never ends is given up after half an hour, with what was seen last", async () => {
  const { outcome, elapsedMs } = await approvalIn({
    polls: [{ kind: "running", retryAfterSeconds: 1 }],
    reads: [shows("Approved", "Updating")],
  });
  expect(outcome).toMatchObject({
    kind: "timedOut",
    reason: expect.stringContaining("Azure shows Approved with provisioningState Updating"),
  });
  expect(elapsedMs).toBeLessThan(45 * 60_000);
});

test.each([
  ["old status without a provisioningState", shows("Pending"), "Azure shows Pending."],
  ["connection that cannot be read", { kind: "unreadable", why: "Azure answered 503" } as const, "503"],
])("a %s is not taken for success, however long it is shown", async (_, read, seen) => {
  const { outcome } = await approvalIn({ polls: [{ kind: "succeeded" }], reads: [read] });
  expect(outcome).toMatchObject({ kind: "timedOut", reason: expect.stringContaining(seen) });
});

test("at most 50 looks are taken at a change, and its history stays short, whatever Retry-After is", async () => {
  await fc.assert(
    fc.asyncProperty(retryAfter, fc.integer({ min: 0, max: 999 }), async (seconds, earlyMs) => {
      const { calls, history, elapsedMs } = await approvalIn(
        {
          puts: [accepted(seconds)],
          polls: [{ kind: "running", ...asking(seconds) }],
          reads: [{ kind: "pending", status: "Pending", ...asking(seconds) }],
        },
        { earlyMs: () => earlyMs },
      );
      const looks = named(calls, "poll").length + named(calls, "verify").length;
      expect(looks).toBeLessThanOrEqual(50);
      expect(history).toBeLessThanOrEqual(60 + 10 * looks);
      expect(elapsedMs).toBeLessThan(75 * 60_000);
      expect(entriesIn(calls)).toHaveLength(2);
    }),
    { numRuns: 40 },
  );
});

test("the time that people are told is when Azure is asked at the earliest, and no later than it is asked", async () => {
  const { statuses, calls } = await approvalIn({
    polls: [...Array(20).fill({ kind: "running", retryAfterSeconds: 5 }), { kind: "succeeded" }],
  });
  const told = statuses
    .filter((status): status is Status => (status as Status).stage === "following")
    .map(({ next }) => (Date.parse(next?.at ?? "") - Date.parse("2026-03-02T09:00:00Z")) / 1000);
  const asked = named(calls, "poll").map(({ at }) => at / 1000);
  const distinct = [...new Set(told)];
  expect(distinct).toHaveLength(asked.length);
  distinct.forEach((time, index) => {
    expect(Math.abs((asked[index] ?? 0) - time)).toBeLessThanOrEqual(1);
  });
});
