import fc from "fast-check";
import type { Fault } from "../../src/approval/model";
import type { Status } from "../../src/approval/status";
import { approvalIn, decided, factsWith, shows } from "./world";

const whatOf = (status: unknown) => (status as Status).timeline.map(({ what }) => what);

test("the status tells each thing that happened, in order, and is told again in every episode", async () => {
  const { statuses } = await approvalIn();
  expect(whatOf(statuses.at(-1))).toEqual([
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

test("the status says what comes next while there is something to come, and nothing when it is over", async () => {
  const { statuses } = await approvalIn();
  const stages = statuses.map((status) => status as Status);
  expect(stages.filter(({ stage, next }) => stage !== "ended" && stage !== "judging" && !next)).toEqual([
    expect.objectContaining({ stage: "changing" }),
  ]);
  expect(stages.at(-1)).not.toHaveProperty("next");
  expect(stages.at(-1)).toMatchObject({
    stage: "ended",
    outcome: { kind: "applied" },
    decision: { verdict: "approve" },
  });
});

test("a connection that is so already is told to be read back, not to be judged", async () => {
  const { statuses } = await approvalIn({ sights: [{ kind: "found", facts: factsWith("Approved") }] });
  expect(whatOf(statuses.at(-1))).toEqual(["accepted", "factsRead", "asWanted", "ended", "recorded"]);
  expect(statuses.map((status) => (status as Status).stage)).not.toContain("judging");
});

test("the end says where the log has it", async () => {
  const { statuses } = await approvalIn();
  expect((statuses.at(-1) as Status).text).toMatch(/^It is entry 1 of the connection's log, [0-9a-f]{12}…$/);
});

test("a decision that no rule made says so", async () => {
  const { rule: _, ...noRule } = decided("escalate");
  const { statuses } = await approvalIn({ decision: noRule });
  expect(JSON.stringify(statuses.at(-1))).toContain("No rule decided: escalate, because");
});

test.each([
  ["no percentage and no pause", { kind: "running" } as const, "Azure is working"],
  [
    "both",
    { kind: "running", percentComplete: 40, retryAfterSeconds: 10 } as const,
    "Azure is working (40 %) and asks to be asked again after 10 s",
  ],
])("progress is told as Azure tells it: %s", async (_, answer, text) => {
  const { statuses } = await approvalIn({ polls: [answer, { kind: "succeeded" }] });
  expect((statuses.at(-1) as Status).timeline.find(({ what }) => what === "running")?.text).toBe(text);
});

test("the status fits what the extension takes, whatever texts Azure, a rule or a sender bring", async () => {
  const anyText = fc.string({ unit: "binary", maxLength: 3000, size: "max" });
  await fc.assert(
    fc.asyncProperty(anyText, anyText, anyText, async (one, two, three) => {
      const azure = { code: one, message: two, requestId: three };
      const fault: Fault = { code: one, reason: two, next: three, azure };
      // The driver refuses a status above 16 KB.
      const run = await approvalIn({
        request: { requestId: one, requestedBy: two, justification: three },
        decision: decided("approve", { rule: one, reason: two, note: three }),
        puts: [
          { kind: "unknown", why: three },
          { kind: "refused", fault },
        ],
        reads: [shows(one, two), shows(two, one)],
      });
      expect(run.outcome).toMatchObject({ kind: "refused" });
    }),
    { numRuns: 25, endOnFailure: true }, // Shrinking such texts takes minutes.,
  );
});
