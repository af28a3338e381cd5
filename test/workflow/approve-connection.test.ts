import fc from "fast-check";
import type { Fault, PollAnswer, PutAnswer, ReadBack } from "../../src/approval/model";
import { approveConnection } from "../../src/workflow/approve-connection";
import { runOrchestration } from "../run-orchestration";
import { accepted, decided, factsWith, request, type Script, worldOf } from "./world";

const run = (script: Script = {}, more: Record<string, () => unknown> = {}) =>
  runOrchestration(approveConnection, request, { ...worldOf(script), ...more });
const named = (calls: readonly { readonly name: string; readonly at: number }[], name: string) =>
  calls.filter((call) => call.name === name);
const fault: Fault = { code: "OperationFailed", reason: "no capacity", next: "ask again" };

test("Azure is changed once, polled when it asks to be, and the outcome is recorded", async () => {
  const { output, calls, runtimeStatus } = await run();
  expect(runtimeStatus).toBe("Completed");
  expect(output).toMatchObject({ kind: "applied", status: "Approved" });
  expect(calls.map(({ name }) => name)).toEqual([
    "gatherFacts",
    "judge",
    "record",
    "putState",
    "poll",
    "poll",
    "verify",
    "record",
  ]);
  const [sent] = named(calls, "putState");
  const [first, second] = named(calls, "poll");
  expect((first?.at ?? 0) - (sent?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
});

test("the order that Azure gets names the request, the rule's note and the status that the decision rests on", async () => {
  const { calls } = await run();
  expect(calls.find(({ name }) => name === "putState")?.input).toMatchObject({
    connectionId: request.connectionId,
    requestId: "r1",
    wanted: "Approved",
    seen: "Pending",
    note: "Approved by policy own-tenant, request r1",
  });
});

test("the status tells people each step, and fits what the extension takes", async () => {
  const { statuses } = await run();
  const last = statuses.at(-1) as { timeline: { what: string }[]; outcome: unknown };
  expect(last.timeline.map(({ what }) => what)).toEqual([
    "accepted",
    "factsRead",
    "decided",
    "sending",
    "sent",
    "running",
    "operationDone",
    "ended",
    "recorded",
  ]);
  expect(statuses.every((status) => status !== undefined)).toBe(true);
});

const ends: readonly [string, Script, object][] = [
  ["a connection that is gone", { sights: [{ kind: "gone", why: "gone" }] }, { kind: "vanished" }],
  [
    "facts that may not be read",
    { sights: [{ kind: "denied", fault }] },
    { kind: "refused", by: "azure", code: "OperationFailed" },
  ],
  [
    "a connection that is so already",
    { sights: [{ kind: "found", facts: factsWith("Approved") }] },
    { kind: "unchanged", code: "AlreadyAsWanted" },
  ],
  [
    "a connection that was rejected before",
    { sights: [{ kind: "found", facts: factsWith("Rejected") }] },
    { kind: "refused", code: "RejectedIsFinal" },
  ],
  [
    "a connection whose consumer has left",
    { sights: [{ kind: "found", facts: factsWith("Disconnected") }] },
    { kind: "vanished", code: "Disconnected" },
  ],
  ["observe mode", { mode: "observe" }, { kind: "unchanged", code: "Observing" }],
  [
    "a rule that rejects",
    { decision: decided("reject"), reads: [{ kind: "settled", status: "Rejected" }] },
    { kind: "refused", by: "policy", status: "Rejected" },
  ],
  ["a change that Azure refuses", { puts: [{ kind: "refused", fault }] }, { kind: "refused", by: "azure" }],
  [
    "somebody who was quicker",
    { puts: [{ kind: "superseded", status: "Rejected" }] },
    { kind: "superseded", status: "Rejected" },
  ],
  ["a connection that goes before the change", { puts: [{ kind: "gone" }] }, { kind: "vanished" }],
  ["our own earlier change", { puts: [{ kind: "already", status: "Approved", ours: true }] }, { kind: "applied" }],
  [
    "somebody else's same change",
    { puts: [{ kind: "already", status: "Approved", ours: false }] },
    { kind: "unchanged" },
  ],
  [
    "an operation that fails",
    { polls: [{ kind: "failed", fault }], reads: [{ kind: "pending", status: "Pending" }] },
    { kind: "failed", code: "OperationFailed", status: "Pending" },
  ],
  [
    "an operation that is canceled",
    {
      polls: [{ kind: "canceled", fault: { ...fault, code: "OperationCanceled" } }],
      reads: [{ kind: "pending", status: "Pending" }],
    },
    { kind: "failed", code: "OperationCanceled" },
  ],
  [
    "an operation that says failed though the change is there",
    { polls: [{ kind: "failed", fault }] },
    { kind: "applied" },
  ],
  [
    "a provisioning that breaks",
    { reads: [{ kind: "broken", status: "Approved", provisioningState: "Failed" }] },
    { kind: "failed", code: "ProvisioningFailed" },
  ],
  ["a connection that goes during the change", { reads: [{ kind: "gone" }] }, { kind: "vanished" }],
  [
    "another status that is read back",
    { reads: [{ kind: "elsewhere", status: "Disconnected" }] },
    { kind: "superseded", status: "Disconnected" },
  ],
  ["a synchronous answer", { puts: [{ kind: "accepted", httpStatus: 200 }] }, { kind: "applied" }],
];
test.each(ends)("%s ends in one recorded outcome", async (_, script, outcome) => {
  const { output, calls } = await run(script);
  expect(output).toMatchObject(outcome);
  expect(calls.at(-1)?.name).toBe("record");
  expect(
    calls.filter(({ input }) => (input as { entry?: { kind: string } } | null)?.entry?.kind === "ended"),
  ).toHaveLength(1);
});

test("an unreadable status never fails the operation: the connection itself is asked in the end", async () => {
  const { output, calls } = await run({ polls: [{ kind: "unreadable", why: "503" }] });
  expect(output).toMatchObject({ kind: "applied" });
  expect(named(calls, "poll")).toHaveLength(3);
});

test("a PUT of which nobody knows what became is waited for, looked at and sent again", async () => {
  const unknown: PutAnswer = { kind: "unknown", why: "Azure answered 429", retryAfterSeconds: 30 };
  const { output, calls } = await run({ puts: [unknown, unknown, accepted(10)] });
  expect(output).toMatchObject({ kind: "applied" });
  const [first, second] = named(calls, "putState");
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
});

test("an operation that never ends is given up after half an hour, with what was seen last", async () => {
  const { output, elapsedMs, calls, history } = await run({
    polls: [{ kind: "running", retryAfterSeconds: 1 }],
    reads: [{ kind: "pending", status: "Approved", provisioningState: "Updating" }],
  });
  expect(output).toMatchObject({ kind: "timedOut", code: "AzureDidNotFinish" });
  expect(named(calls, "poll").length).toBeLessThanOrEqual(50);
  expect(elapsedMs).toBeLessThan(60 * 60_000);
  expect(history).toBeLessThan(600);
});

test("Azure that is busy is asked again as it asks to be, and an hour later the request ends without a decision", async () => {
  const { output, calls } = await run({ sights: [{ kind: "busy", why: "Azure answered 429", retryAfterSeconds: 20 }] });
  expect(output).toMatchObject({ kind: "failed", code: "AzureUnreachable" });
  const at = named(calls, "gatherFacts").map((call) => call.at);
  expect(at.slice(1).every((time, index) => time - (at[index] ?? 0) >= 20_000)).toBe(true);
});

test("a step of ours that fails for good ends the request with an outcome, and the record of it", async () => {
  const { output, runtimeStatus } = await run(
    {},
    {
      judge: () => {
        throw new Error("disk is full");
      },
    },
  );
  expect(runtimeStatus).toBe("Completed");
  expect(output).toMatchObject({ kind: "failed", code: "InternalError" });
});

test("a step that fails for a moment is tried again", async () => {
  let failures = 2;
  const { output } = await run(
    {},
    {
      verify: () => {
        if (failures-- > 0) throw new Error("for a moment");
        return { kind: "settled", status: "Approved" };
      },
    },
  );
  expect(output).toMatchObject({ kind: "applied" });
});

const seconds = fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined });
const asking = (retryAfterSeconds: number | undefined) =>
  retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
const puts = fc.oneof(
  seconds.map(accepted),
  seconds.map((s): PutAnswer => ({ kind: "unknown", why: "x", ...asking(s) })),
  fc.constant<PutAnswer>({ kind: "already", status: "Approved", ours: true }),
);
const polls = fc.oneof(
  { weight: 4, arbitrary: seconds.map((s): PollAnswer => ({ kind: "running", ...asking(s) })) },
  { weight: 1, arbitrary: seconds.map((s): PollAnswer => ({ kind: "unreadable", why: "x", ...asking(s) })) },
  { weight: 1, arbitrary: fc.constantFrom<PollAnswer>({ kind: "succeeded" }, { kind: "failed", fault }) },
);
const reads = fc.oneof(
  seconds.map((s): ReadBack => ({ kind: "pending", status: "Pending", ...asking(s) })),
  fc.constantFrom<ReadBack>(
    { kind: "settled", status: "Approved" },
    { kind: "unreadable", why: "x" },
    { kind: "gone" },
    { kind: "elsewhere", status: "Rejected" },
  ),
);
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 6 });

test("whatever Azure answers: no look is earlier than it asked for, one recorded outcome, applied only if read back", async () => {
  await fc.assert(
    fc.asyncProperty(list(puts), list(polls), list(reads), async (putList, pollList, readList) => {
      const { output, calls } = await run({ puts: putList, polls: pollList, reads: readList });
      expect(patient(calls, putList, pollList, readList)).toEqual([]);
      const { kind } = output as { kind: string };
      const lastRead = readList[Math.min(named(calls, "verify").length, readList.length) - 1];
      if (kind === "applied") expect(lastRead).toEqual({ kind: "settled", status: "Approved" });
      expect(named(calls, "record")).toHaveLength(2);
      expect(named(calls, "poll").length).toBeLessThanOrEqual(50);
    }),
    { numRuns: 40 },
  );
}, 60_000);

/** Every call to Azure that came earlier than the answer before it had asked for. */
function patient(
  calls: readonly { readonly name: string; readonly at: number }[],
  ...[putList, pollList, readList]: readonly (readonly object[])[]
): readonly string[] {
  const lists: Record<string, readonly object[]> = {
    putState: putList ?? [],
    poll: pollList ?? [],
    verify: readList ?? [],
  };
  const turns: Record<string, number> = {};
  const early: string[] = [];
  let notBefore = 0;
  for (const { name, at } of calls) {
    const list = lists[name];
    if (!list) continue;
    // A terminal answer is read back at once; only an answer that asks for a pause is owed one.
    if (at < notBefore) early.push(`${name} at ${at}, asked for ${notBefore}`);
    const turn = turns[name] ?? 0;
    turns[name] = turn + 1;
    const answer = list[Math.min(turn, list.length - 1)] as { kind: string; retryAfterSeconds?: number };
    notBefore = answer.retryAfterSeconds === undefined ? 0 : at + answer.retryAfterSeconds * 1000;
  }
  return early;
}
