import type { Entry } from "../../src/approval/entry";
import type {
  ApprovalRequest,
  Connection,
  Decision,
  Facts,
  Fault,
  PollAnswer,
  PutAnswer,
  ReadBack,
  Sight,
} from "../../src/approval/model";
import { type AuditStore, storeOn } from "../../src/audit/store";
import { shownHashOf } from "../../src/people/shown-hash";
import { closeQuestion, readVotes } from "../../src/people/votes";
import { approveConnection } from "../../src/workflow/approve-connection";
import { memoryMedium } from "../memory-medium";
import { type Call, type Options, type Run, runOrchestration } from "../run-orchestration";

export const START = Date.parse("2026-03-02T09:00:00Z");
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

export const fault: Fault = { code: "OperationFailed", reason: "no capacity", next: "ask again" };

export const factsWith = (status: string, more: Partial<Connection> = {}): Facts => ({
  request,
  connection: { id: request.connectionId, name: "c1", status, groupIds: ["API"], ...more },
  target: { id: TARGET, name: "plant-7", subscription: "s", resourceGroup: "twins", type: "t" },
  consumer: {},
  readAt: "2026-03-02T09:00:00.000Z",
  readFrom: "target",
});

export const decided = (verdict: Decision["verdict"], more: Partial<Decision> = {}): Decision => ({
  verdict,
  rule: "own-tenant",
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
  ...more,
});

/** What each step answers, in turn; the last answer stays. An Error is thrown. */
export type Script = {
  readonly request?: Partial<ApprovalRequest>;
  readonly sights?: readonly Sight[];
  readonly decision?: Decision | Error;
  readonly mode?: "enforce" | "observe";
  readonly puts?: readonly PutAnswer[];
  readonly polls?: readonly PollAnswer[];
  readonly reads?: readonly (ReadBack | Error)[];
};

export const accepted = (retryAfterSeconds?: number): PutAnswer => ({
  kind: "accepted",
  httpStatus: 202,
  tracker: { kind: "operation", url: "https://management.azure.com/op?t=1" },
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

export const shows = (status: string, provisioningState?: string): ReadBack => ({
  kind: "pending",
  status,
  ...(provisioningState !== undefined && { provisioningState }),
});

/** Carries a request through in a world that goes by its script. */
export function approvalIn(script: Script = {}, options: Options = {}): Promise<Run> {
  return runOrchestration(approveConnection, { ...request, ...script.request }, worldOf(script), options);
}

export function worldOf(script: Script, log: AuditStore = storeOn(memoryMedium())) {
  return {
    gatherFacts: inTurn(script.sights ?? [{ kind: "found", facts: factsWith("Pending") }]),
    judge: (facts: Facts) => ({
      decision: orThrow(script.decision ?? decided("approve")),
      mode: script.mode ?? "enforce",
      shownHash: shownHashOf(facts),
    }),
    putState: inTurn(script.puts ?? [accepted(10)]),
    poll: inTurn(script.polls ?? [{ kind: "running", retryAfterSeconds: 10 }, { kind: "succeeded" }]),
    verify: inTurn(script.reads ?? [{ kind: "settled", status: "Approved" }]),
    record: async ({ connectionId, entry }: { readonly connectionId: string; readonly entry: Entry }) => {
      const { index, hash } = await log.append(connectionId, entry);
      return { index, hash };
    },
    readVotes: (asking: Parameters<typeof readVotes>[0]) => readVotes(asking, log),
    closeQuestion: (asking: Parameters<typeof closeQuestion>[0], at: number) =>
      closeQuestion(asking, log, () => new Date(START + at)),
    announce: () => ({ deliveries: 0 }),
  };
}

export const named = (calls: readonly Call[], name: string) => calls.filter((call) => call.name === name);

/** The seconds from each call of a step to its next. */
export function gaps(calls: readonly Call[], name: string): readonly number[] {
  const at = named(calls, name).map((call) => call.at / 1000);
  return at.slice(1).map((time, index) => time - (at[index] ?? 0));
}

/** What was recorded, entry by entry. */
export function entriesIn(calls: readonly Call[]): readonly { readonly kind: string; readonly outcome?: unknown }[] {
  return named(calls, "record").map(
    ({ input }) => (input as { readonly entry: { readonly kind: string; readonly outcome?: unknown } }).entry,
  );
}

function inTurn<T>(answers: readonly (T | Error)[]): () => T {
  let turn = 0;
  return () => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    return orThrow(answer as T | Error);
  };
}

function orThrow<T>(value: T | Error): T {
  if (value instanceof Error) throw value;
  return value;
}
