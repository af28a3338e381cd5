import { EVENT_TYPES, type EventType, type LifecycleEvent } from "../../src/approval/event";

export const CONSOLE = "https://approvals.contoso.com";
const TARGET =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7";

const common = {
  at: "2026-03-02T09:00:00.000Z",
  instanceId: `pec-${"0123456789".repeat(4)}`,
  connectionId: `${TARGET}/privateEndpointConnections/plant-7-pe`,
  requestId: "r1",
  requestedBy: "line-4-simulation",
  desiredStatus: "Approved",
  correlationId: "change-4711",
  justification: "Rehearse the new shift plan.",
  about: {
    consumer: { owner: "Line 4", tenant: "Contoso", subscription: "6f0f1c57", endpoint: "pe-line-4" },
    target: { id: TARGET, name: "plant-7", env: "prod", location: "westeurope" },
  },
} as const;
const decision = { verdict: "escalate", rule: "production", reason: "a production twin needs two people" } as const;
const asking = {
  people: { role: "Approver", quorum: 2, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" },
  askedAt: "2026-03-02T09:00:05.000Z",
  deadline: "2026-03-05T09:00:05.000Z",
  approvals: 1,
  reminder: 0,
} as const;

/** One event of each type, with all that it carries: what the documentation shows, too. */
export const EXAMPLES: { readonly [Type in EventType]: LifecycleEvent } = {
  "request.accepted": {
    ...common,
    id: "e-accepted",
    type: "request.accepted",
    text: "Request r1 of line-4-simulation was accepted.",
  },
  "request.refused": {
    id: "e-refused",
    type: "request.refused",
    at: common.at,
    requestId: "m-42",
    text: "The message could not be read: conectionId is not a field of a request.",
  },
  "decision.needed": {
    ...common,
    id: "e-needed",
    type: "decision.needed",
    text: "Line 4 wants to connect to plant-7, and policy asks people.",
    decision,
    asking,
  },
  "decision.made": {
    ...common,
    id: "e-made",
    type: "decision.made",
    text: "Ada Approver approved.",
    decision,
    answer: { by: { id: "8d1f", name: "Ada Approver" }, verdict: "approve", comment: "Known team." },
  },
  "connection.updated": {
    ...common,
    id: "e-updated",
    type: "connection.updated",
    text: "The connection is Approved.",
    decision,
    asking: { ...asking, approvals: 2 },
    outcome: {
      kind: "applied",
      code: "ReadBack",
      reason: "The connection is Approved: the new status was read back.",
      next: "Nothing: the consumer can connect.",
      status: "Approved",
    },
  },
  "connection.failed": {
    ...common,
    id: "e-failed",
    type: "connection.failed",
    text: "The change did not come to rest.",
    decision: { verdict: "approve", rule: "own-subscription", reason: "the consumer is ours" },
    outcome: { kind: "timedOut", code: "AzureDidNotFinish", reason: "It did not come to rest.", next: "Look at it." },
  },
  "request.closed": {
    ...common,
    id: "e-closed",
    type: "request.closed",
    text: "Nobody decided.",
    decision,
    asking,
    outcome: { kind: "escalationExpired", code: "NobodyDecided", reason: "Nobody decided.", next: "Ask again." },
  },
};

export const ALL: readonly LifecycleEvent[] = EVENT_TYPES.map((type) => EXAMPLES[type]);
