import type { PrivateEndpoint } from "./connection-id";

/** What somebody asks for. The same from every door; strict; what arrives is parsed into this before anything else happens. */
export type ApprovalRequest = {
  /** Identifies the delivery: the Service Bus message id, else the sender's requestId, else one made at the door. */
  readonly requestId: string;
  readonly connectionId: string;
  readonly desiredStatus: DesiredStatus;
  /** The name that somebody signed in with; in a message, the sender's words. */
  readonly requestedBy: string;
  /** Who signed in to send it: their own decision never counts. Absent where nobody had to. */
  readonly requesterId?: string;
  readonly justification: string;
  readonly correlationId?: string;
  readonly door: Door;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
};

export type DesiredStatus = "Approved" | "Rejected";
export type Door = "queue" | "http" | "webhook" | "event";

/** Somebody who signed in. The name is for people to read; the id is what counts. */
export type Person = { readonly id: string; readonly name: string };

/** App roles (docs/identity.md). */
export const ROLES = ["Requester", "Approver", "Operator", "Auditor"] as const;
export type Role = (typeof ROLES)[number];

/** A connection as Azure shows it. What Azure left out is absent here, never filled in. */
export type Connection = {
  readonly id: string;
  readonly name: string;
  /** Pending, Approved, Rejected, Disconnected; some services say other words on the way (arm-facts 3.2). */
  readonly status: string;
  readonly description?: string;
  readonly actionsRequired?: string;
  readonly groupIds?: readonly string[];
  readonly provisioningState?: string;
  readonly privateEndpoint?: PrivateEndpoint;
};

export type Target = {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly type: string;
  readonly location?: string;
  readonly tags?: { readonly [name: string]: string };
  readonly publicNetworkAccess?: string;
  /** Every connection on the target, the one in question included, in short: a target can have hundreds. */
  readonly connections?: readonly Neighbour[];
};

export type Neighbour = {
  readonly name: string;
  readonly status: string;
  readonly subscription?: string;
  readonly groupIds?: readonly string[];
};

/** Who is behind the endpoint. Azure gives the subscription; tenant, owner and contact are what the policy's own directory says. */
export type Consumer = {
  readonly subscription?: string;
  readonly tenant?: string;
  readonly owner?: string;
  readonly contact?: string;
};

/** Everything a policy may look at. An absent fact is absent, never a default. */
export type Facts = {
  readonly request: ApprovalRequest;
  readonly connection: Connection;
  readonly target: Target;
  readonly consumer: Consumer;
  /** When Azure was asked; ISO 8601, UTC. */
  readonly readAt: string;
  /** Which answers the facts come from: the target's body carries its connections, and where it lacks ours one more GET brings it. */
  readonly readFrom: "target" | "targetAndConnection";
};

/** What a look at Azure brought. */
export type Sight =
  | { readonly kind: "found"; readonly facts: Facts }
  | { readonly kind: "gone"; readonly why: string }
  | { readonly kind: "denied"; readonly fault: Fault }
  | { readonly kind: "busy"; readonly why: string; readonly retryAfterSeconds?: number };

/** Something that went against us, in a person's words: what, why, and what to do about it. */
export type Fault = {
  readonly code: string;
  readonly reason: string;
  readonly next: string;
  /** Azure's own words, where it had any. */
  readonly azure?: { readonly code: string; readonly message: string; readonly requestId?: string };
};

export type VerdictKind = "approve" | "reject" | "escalate";

/** What became of one rule, and why: stored with every decision. */
export type RuleTrace = {
  readonly rule: string;
  readonly result: "matched" | "notMatched" | "unknown" | "notReached";
  /** The expression, and what it saw or lacked. */
  readonly when: string;
  readonly because?: string;
  /** What the rule says where it matches. */
  readonly verdict?: VerdictKind;
  /** A rule on trial: it is recorded and decides nothing. */
  readonly mode?: "observe";
};

/** Who decides what policy escalates, and how long they have. Durations are ISO 8601. */
export type People = {
  /** One of the two is there: a role of the app, or a group of the organisation. */
  readonly role?: string;
  readonly group?: string;
  /** So many approvers have to agree, none of them the requester. */
  readonly quorum: number;
  /** `false`: a rejection is one vote, and it takes a quorum of them. Absent: any one rejection ends it. */
  readonly veto?: false;
  readonly remindEvery: string;
  readonly deadline: string;
  readonly atDeadline: "keepPending" | "reject";
};

/** What policy alone says of a connection. The same facts and the same policy always give the same. */
export type Judgement = {
  readonly verdict: VerdictKind;
  /** The rule that decided; absent where none did. */
  readonly rule?: string;
  readonly reason: string;
  /** What is written into Azure's description; at most 140 characters. */
  readonly note: string;
  readonly explanation: readonly RuleTrace[];
  /** Whom to ask; there with every escalation, and only then. */
  readonly people?: People;
  /** How long an approval lasts; ISO 8601. Absent: without end. */
  readonly expiresAfter?: string;
  /** The fact that nobody knew, where that is why it escalates. */
  readonly unknown?: string;
  readonly policyHash: string;
  readonly factsHash: string;
};

/** What policy says of a connection, and everything needed to check it later. */
export type Decision = Judgement & {
  readonly appVersion: string;
  readonly decidedAt: string;
};

/** How a request ended. Exactly one, recorded, with what to do next. */
export type Outcome = {
  readonly kind: OutcomeKind;
  readonly code: string;
  readonly reason: string;
  readonly next: string;
  /** Who refused, where somebody did. */
  readonly by?: "policy" | "person" | "azure";
  /** The status that was read back last. */
  readonly status?: string;
  /** Azure's own id of the change, which its activity log knows; there where Azure took one. */
  readonly azureRequestId?: string;
  readonly azure?: { readonly code: string; readonly message: string; readonly requestId?: string };
};

export type OutcomeKind =
  | "applied"
  | "unchanged"
  | "escalationExpired"
  | "refused"
  | "superseded"
  | "vanished"
  | "failed"
  | "timedOut"
  | "withdrawn";

/** The change to carry out. */
export type Order = {
  readonly connectionId: string;
  readonly requestId: string;
  readonly wanted: DesiredStatus;
  readonly note: string;
  /** The status that the decision rests on. If Azure shows another one by now, somebody else has acted. */
  readonly seen: string;
  /** Identifies this run of the instance: with it a repeated attempt knows its own earlier change from a stranger's. */
  readonly run: string;
};

/** Where Azure said that the operation can be followed. The URL is signed: a secret of its own instance. */
export type Tracker = { readonly kind: "operation" | "result"; readonly url: string };

/** What came of an attempt to change the connection. */
export type PutAnswer =
  | {
      readonly kind: "accepted";
      readonly httpStatus: number;
      readonly tracker?: Tracker;
      readonly retryAfterSeconds?: number;
      readonly azureRequestId?: string;
    }
  | { readonly kind: "already"; readonly status: string; readonly ours: boolean }
  | { readonly kind: "unknown"; readonly why: string; readonly retryAfterSeconds?: number }
  | { readonly kind: "refused"; readonly fault: Fault }
  | { readonly kind: "superseded"; readonly status: string }
  | { readonly kind: "gone" };

/** What a look at the operation brought. An answer that says nothing of the operation is `unreadable`, never a failure of it. */
export type PollAnswer =
  | {
      readonly kind: "running";
      readonly tracker?: Tracker;
      readonly retryAfterSeconds?: number;
      readonly percentComplete?: number;
    }
  | { readonly kind: "unreadable"; readonly why: string; readonly retryAfterSeconds?: number }
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed" | "canceled"; readonly fault: Fault };

/** What the connection itself shows. */
export type ReadBack =
  | { readonly kind: "settled"; readonly status: string; readonly provisioningState?: string }
  | {
      readonly kind: "pending";
      readonly status: string;
      readonly provisioningState?: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: "broken"; readonly status: string; readonly provisioningState: string }
  | { readonly kind: "elsewhere"; readonly status: string }
  | { readonly kind: "unreadable"; readonly why: string; readonly retryAfterSeconds?: number }
  | { readonly kind: "gone" };

/** One page of the estate: the Pending connections on it, and where the next page is. */
export type EstatePage =
  | {
      readonly kind: "page";
      readonly targets: number;
      readonly connections: number;
      readonly pending: readonly string[];
      /** What is listed there and cannot be read. */
      readonly unreadable: number;
      readonly next?: string;
    }
  | { readonly kind: "busy"; readonly why: string; readonly retryAfterSeconds?: number }
  | { readonly kind: "denied"; readonly why: string };
