import fc from "fast-check";
import type { Attempt, Errand } from "../../src/approval/delivery";
import { deliverEvent } from "../../src/workflow/deliver-event";
import { type Options, type Run, runOrchestration } from "../run-orchestration";
import { gaps, named } from "./world";

const errand: Errand = {
  deliveryId: "ntf-1",
  channel: "security-team",
  event: { id: "e1", type: "decision.needed", at: "2026-03-02T09:00:00.000Z", requestId: "r1", text: "Somebody asks" },
};
const DAY = 24 * 3_600;

/** What the channel answers, in turn; the last answer stays. An Error is thrown. */
function delivery(answers: readonly (Attempt | Error)[], options: Options = {}): Promise<Run> {
  let turn = 0;
  const sendEvent = () => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return runOrchestration(deliverEvent, errand, { sendEvent }, { instanceId: errand.deliveryId, ...options });
}
const busy = (retryAfterSeconds?: number): Attempt => ({
  kind: "tryAgain",
  why: "it answered 503",
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});
const taken: Attempt = { kind: "delivered" };

test("an event is delivered at the first attempt, and the status says so", async () => {
  const { outcome, statuses, calls } = await delivery([taken]);
  expect(outcome).toEqual({ kind: "delivered", attempts: 1 });
  expect(named(calls, "sendEvent").map(({ input }) => input)).toEqual([errand]);
  const where = { channel: "security-team", event: "decision.needed", requestId: "r1" };
  expect(statuses).toEqual([
    { ...where, stage: "sending", text: "Attempt 1" },
    { ...where, stage: "ended", text: "It was delivered." },
  ]);
});

test("a channel that is down is tried again, later each time, and given up after about three days", async () => {
  const { outcome, calls, elapsedMs, history } = await delivery([busy()]);
  expect(outcome).toEqual({
    kind: "givenUp",
    attempts: 11,
    why: "it was not taken in 11 attempts; last: it answered 503",
  });
  const waits = gaps(calls, "sendEvent");
  expect(waits).toEqual([...waits].sort((one, other) => one - other));
  expect(elapsedMs / 1000).toBeGreaterThan(2 * DAY);
  expect(elapsedMs / 1000).toBeLessThan(3.5 * DAY);
  expect(history).toBeLessThan(100);
});

test("while it waits, the status says why and when it is tried again", async () => {
  const { statuses } = await delivery([busy(), taken]);
  expect(statuses[1]).toMatchObject({
    stage: "waiting",
    text: "It was not taken: it answered 503",
    next: { what: "It is tried again.", at: expect.stringMatching(/^2026-03-02T09:00:1/) },
  });
});

test("a channel is never asked before it asked to be, and a pause of weeks is cut to a day", async () => {
  const { calls } = await delivery([busy(30), busy(700), busy(40 * DAY), taken]);
  const [first = 0, second = 0, third = 0] = gaps(calls, "sendEvent");
  expect(first).toBeGreaterThanOrEqual(30);
  expect(second).toBeGreaterThanOrEqual(700);
  expect(third).toBeGreaterThanOrEqual(DAY);
  expect(third).toBeLessThan(1.2 * DAY);
});

test("what no further attempt can mend ends the delivery at once", async () => {
  const { outcome, calls } = await delivery([busy(), { kind: "givenUp", why: "it answered 400" }]);
  expect(outcome).toEqual({ kind: "givenUp", attempts: 2, why: "it answered 400" });
  expect(named(calls, "sendEvent")).toHaveLength(2);
});

test("a step of ours that fails for good ends the delivery as data, without the worker's stack", async () => {
  const { outcome } = await delivery([new Error("no disk\nat line 1")]);
  expect(outcome).toMatchObject({ kind: "givenUp", attempts: 1, why: expect.stringContaining("no disk") });
  expect(JSON.stringify(outcome)).not.toContain("line 1");
});

test("whatever a channel answers, a delivery ends, within its attempts, its days and a bounded history", async () => {
  const answer = fc.oneof(
    { weight: 6, arbitrary: fc.option(fc.integer({ min: 0, max: 30 * DAY }), { nil: undefined }).map(busy) },
    { weight: 1, arbitrary: fc.constantFrom<Attempt>(taken, { kind: "givenUp", why: "it answered 410" }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 12 }), async (answers) => {
      const { outcome, calls, elapsedMs, history } = await delivery(answers);
      expect(outcome).toMatchObject({ attempts: named(calls, "sendEvent").length });
      expect(named(calls, "sendEvent").length).toBeLessThanOrEqual(11);
      expect(elapsedMs / 1000).toBeLessThanOrEqual(10 * 1.2 * DAY);
      expect(history).toBeLessThan(100);
    }),
    { numRuns: 100 },
  );
});
