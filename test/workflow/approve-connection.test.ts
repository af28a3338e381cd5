import { accepted, approvalIn, decided, entriesIn, factsWith, fault, gaps, named, type Script, shows } from "./world";

const names = (calls: readonly { readonly name: string }[]) => calls.map(({ name }) => name);

test("Azure is changed once, polled when it asks to be, and the outcome is recorded", async () => {
  const { outcome, calls, elapsedMs } = await approvalIn();
  expect(outcome).toMatchObject({ kind: "applied", status: "Approved" });
  const steps = names(calls).filter((name) => name !== "announce");
  expect(steps).toEqual(["gatherFacts", "judge", "record", "putState", "poll", "poll", "verify", "record"]);
  expect(gaps(calls, "poll").every((seconds) => seconds >= 10)).toBe(true);
  expect(entriesIn(calls)).toMatchObject([{ kind: "decided" }, { kind: "ended", outcome }]);
  expect(elapsedMs).toBeLessThan(30_000);
});

test("the order that Azure gets names the request, the rule's note and the status that the decision rests on", async () => {
  const { calls } = await approvalIn();
  expect(named(calls, "putState")[0]?.input).toMatchObject({
    requestId: "r1",
    wanted: "Approved",
    seen: "Pending",
    note: "Approved by policy own-tenant, request r1",
    run: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("the outcome names the change as Azure's own activity log does", async () => {
  const put = { ...accepted(10), azureRequestId: "a-1" };
  const { outcome } = await approvalIn({ puts: [put] });
  expect(outcome).toMatchObject({ kind: "applied", azureRequestId: "a-1" });
});

const rejected = { decision: decided("reject"), reads: [{ kind: "settled", status: "Rejected" }] } as const;
const untouched: readonly [string, Script, object][] = [
  ["a connection that is gone", { sights: [{ kind: "gone", why: "no such thing" }] }, { kind: "vanished" }],
  ["facts that may not be read", { sights: [{ kind: "denied", fault }] }, { kind: "refused", by: "azure" }],
  [
    "a connection that is so already",
    { sights: [{ kind: "found", facts: factsWith("Approved") }] },
    { kind: "unchanged", code: "AlreadyAsWanted", status: "Approved" },
  ],
  [
    "another's change that is still under way, and then comes to rest",
    {
      sights: [{ kind: "found", facts: factsWith("Approved", { provisioningState: "Updating" }) }],
      reads: [shows("Approved", "Updating"), { kind: "settled", status: "Approved" }],
    },
    { kind: "unchanged", code: "AlreadyAsWanted" },
  ],
  [
    "another's change that breaks",
    {
      sights: [{ kind: "found", facts: factsWith("Approved", { provisioningState: "Updating" }) }],
      reads: [{ kind: "broken", status: "Approved", provisioningState: "Failed" }],
    },
    { kind: "failed", code: "ProvisioningFailed" },
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
    "a rejection in observe mode",
    { mode: "observe", decision: decided("reject") },
    { kind: "unchanged", code: "Observing" },
  ],
  [
    "what policy escalates",
    { decision: decided("escalate") },
    { kind: "escalationExpired", code: "NobodyDecided", status: "Pending" },
  ],
  [
    "a wish to reject what policy approves",
    { request: { desiredStatus: "Rejected" } },
    { kind: "escalationExpired", status: "Pending" },
  ],
  [
    "a step of ours that fails for good",
    { decision: new Error("disk is full") },
    { kind: "failed", code: "InternalError", reason: expect.stringContaining("disk is full") },
  ],
];
test.each(untouched)("%s ends in one recorded outcome, and Azure is not changed", async (_, script, expected) => {
  const { outcome, calls } = await approvalIn(script);
  expect(outcome).toMatchObject(expected);
  expect(named(calls, "putState")).toEqual([]);
  expect(entriesIn(calls).filter(({ kind }) => kind === "ended")).toMatchObject([{ outcome }]);
});

const changed: readonly [string, Script, object][] = [
  ["a rule that rejects", rejected, { kind: "refused", by: "policy", code: "PolicyRejected", status: "Rejected" }],
  [
    "a rule that rejects, without a name",
    { ...rejected, decision: { ...decided("reject"), rule: "" } },
    { kind: "refused", reason: "the consumer is ours" },
  ],
  [
    "a rejection that was asked for and that policy grants",
    { ...rejected, request: { desiredStatus: "Rejected" } },
    { kind: "applied", status: "Rejected" },
  ],
  [
    "a rejection that somebody else had made by then",
    { ...rejected, puts: [{ kind: "already", status: "Rejected", ours: false }] },
    { kind: "refused", by: "policy" },
  ],
  [
    "a rejection that Azure refuses",
    { ...rejected, puts: [{ kind: "refused", fault }] },
    { kind: "refused", by: "azure" },
  ],
  ["a change that Azure refuses", { puts: [{ kind: "refused", fault }] }, { kind: "refused", by: "azure" }],
  [
    "somebody who was quicker",
    { puts: [{ kind: "superseded", status: "Rejected" }] },
    { kind: "superseded", status: "Rejected" },
  ],
  ["a connection that goes before the change", { puts: [{ kind: "gone" }] }, { kind: "vanished" }],
  [
    "our own earlier change",
    { puts: [{ kind: "already", status: "Approved", ours: true }] },
    { kind: "applied", status: "Approved" },
  ],
  [
    "somebody else's same change",
    { puts: [{ kind: "already", status: "Approved", ours: false }] },
    { kind: "unchanged", reason: expect.stringContaining("another hand") },
  ],
  [
    "an operation that fails",
    { polls: [{ kind: "failed", fault }], reads: [shows("Pending")] },
    { kind: "failed", code: "OperationFailed", status: "Pending" },
  ],
  [
    "an operation that is canceled",
    { polls: [{ kind: "canceled", fault: { ...fault, code: "OperationCanceled" } }], reads: [shows("Pending")] },
    { kind: "failed", code: "OperationCanceled" },
  ],
  [
    "an operation that says failed though the change is there",
    { polls: [{ kind: "failed", fault }] },
    { kind: "applied" },
  ],
  [
    "an operation that says failed while the connection still moves to where it should",
    {
      polls: [{ kind: "failed", fault }],
      reads: [shows("Approved", "Updating"), { kind: "settled", status: "Approved" }],
    },
    { kind: "applied" },
  ],
  [
    "an operation that fails, and a connection that cannot be read at first",
    { polls: [{ kind: "failed", fault }], reads: [{ kind: "unreadable", why: "503" }, shows("Pending")] },
    { kind: "failed", status: "Pending" },
  ],
  [
    "an operation that fails, and a connection that can never be read",
    { polls: [{ kind: "failed", fault }], reads: [{ kind: "unreadable", why: "503" }] },
    { kind: "failed", code: "OperationFailed" },
  ],
  [
    "a provisioning that breaks",
    { reads: [{ kind: "broken", status: "Approved", provisioningState: "Failed" }] },
    { kind: "failed", code: "ProvisioningFailed", status: "Approved" },
  ],
  ["a connection that goes during the change", { reads: [{ kind: "gone" }] }, { kind: "vanished" }],
  [
    "another status that is read back",
    { reads: [{ kind: "elsewhere", status: "Rejected" }] },
    { kind: "superseded", status: "Rejected" },
  ],
  [
    "a consumer that leaves before the change",
    { puts: [{ kind: "superseded", status: "Disconnected" }] },
    { kind: "vanished", code: "Disconnected" },
  ],
  [
    "a consumer that leaves during the change",
    { reads: [{ kind: "elsewhere", status: "Disconnected" }] },
    { kind: "vanished", code: "Disconnected" },
  ],
  ["a synchronous answer", { puts: [{ kind: "accepted", httpStatus: 200 }] }, { kind: "applied" }],
  [
    "reading back that fails for good on our side",
    { reads: [new Error("no disk\nat line 1")] },
    { kind: "failed", code: "InternalError", reason: expect.not.stringContaining("line 1") },
  ],
];
test.each(changed)("%s ends in one recorded outcome", async (_, script, expected) => {
  const { outcome, calls } = await approvalIn(script);
  expect(outcome).toMatchObject(expected);
  const kinds = entriesIn(calls).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== "asked")).toEqual(["decided", "ended"]);
  expect(names(calls).slice(-2)).toEqual(["record", "announce"]);
});

test("Azure that is busy is asked again as it asks to be, and in the end the request ends without a decision", async () => {
  const { outcome, calls, elapsedMs } = await approvalIn({
    sights: [{ kind: "busy", why: "Azure answered 429", retryAfterSeconds: 20 }],
  });
  expect(outcome).toMatchObject({ kind: "failed", code: "AzureUnreachable" });
  expect(gaps(calls, "gatherFacts").every((seconds) => seconds >= 20)).toBe(true);
  expect(named(calls, "judge")).toEqual([]);
  expect(elapsedMs).toBeLessThan(2 * 3_600_000);
});

test("Azure that is busy for a while is waited for", async () => {
  const busy = { kind: "busy", why: "no answer in time" } as const;
  const { outcome } = await approvalIn({ sights: [busy, busy, { kind: "found", facts: factsWith("Pending") }] });
  expect(outcome).toMatchObject({ kind: "applied" });
});

test("a step that fails for a moment is tried again, later each time", async () => {
  const { outcome, calls } = await approvalIn({
    reads: [new Error("blip"), new Error("blip"), { kind: "settled", status: "Approved" }],
  });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(gaps(calls, "verify").map(Math.ceil)).toEqual([5, 10]);
});
