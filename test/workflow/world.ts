import type {
  ApprovalRequest,
  Decision,
  Facts,
  PollAnswer,
  PutAnswer,
  ReadBack,
  Sight,
} from "../../src/approval/model";

const TARGET =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7";

export const request: ApprovalRequest = {
  requestId: "r1",
  connectionId: `${TARGET}/privateEndpointConnections/c1`,
  desiredStatus: "Approved",
  requestedBy: "line 4",
  justification: "telemetry",
  door: "queue",
  receivedAt: "2026-03-02T09:00:00.000Z",
};

export const factsWith = (status: string): Facts => ({
  request,
  connection: { id: request.connectionId, name: "c1", status, groupIds: ["API"] },
  target: { id: TARGET, name: "plant-7", subscription: "s", resourceGroup: "twins", type: "t" },
  consumer: {},
  readAt: "2026-03-02T09:00:00.000Z",
  readFrom: "target",
});

export const decided = (verdict: Decision["verdict"], rule = "own-tenant"): Decision => ({
  verdict,
  rule,
  reason: "the consumer is ours",
  note: "Approved by policy own-tenant, request r1",
  explanation: [],
  policyHash: "p",
  factsHash: "f",
  appVersion: "0.1.0",
  decidedAt: "2026-03-02T09:00:01.000Z",
  ...(verdict === "escalate" && {
    people: { role: "Approver", quorum: 1, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" as const },
  }),
});

/** What each step answers, in turn; the last answer stays. */
export type Script = {
  readonly sights?: readonly Sight[];
  readonly decision?: Decision;
  readonly mode?: "enforce" | "observe";
  readonly puts?: readonly PutAnswer[];
  readonly polls?: readonly PollAnswer[];
  readonly reads?: readonly ReadBack[];
};

export const accepted = (retryAfterSeconds?: number): PutAnswer => ({
  kind: "accepted",
  httpStatus: 202,
  tracker: { kind: "operation", url: "https://management.azure.com/op?t=1" },
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** The steps of a world that goes by its script. */
export function worldOf(script: Script) {
  const turn = { sights: 0, puts: 0, polls: 0, reads: 0 };
  const next = <T>(list: readonly T[], name: keyof typeof turn): T => {
    const answer = list[Math.min(turn[name], list.length - 1)] as T;
    turn[name] += 1;
    return answer;
  };
  let entries = 0;
  return {
    gatherFacts: () => next(script.sights ?? [{ kind: "found", facts: factsWith("Pending") }], "sights"),
    judge: () => ({ decision: script.decision ?? decided("approve"), mode: script.mode ?? "enforce" }),
    putState: () => next(script.puts ?? [accepted(10)], "puts"),
    poll: () => next(script.polls ?? [{ kind: "running", retryAfterSeconds: 10 }, { kind: "succeeded" }], "polls"),
    verify: () => next(script.reads ?? [{ kind: "settled", status: "Approved" }], "reads"),
    record: () => {
      entries += 1;
      return { index: entries - 1, hash: "0123456789abcdef" };
    },
  };
}
