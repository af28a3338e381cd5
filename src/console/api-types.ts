import type { ConsumerInShort, TargetInShort } from "../approval/about";
import type { Decision, DesiredStatus, Facts, Outcome, Person, Role } from "../approval/model";
import type { Stage } from "../approval/status";
import type { Problem } from "../http/problem";
import type { RequestView } from "../http/request-view";

/**
 * What the approver's page reads and sends, exactly: the contract of the API, written by its first reader. Requests and people
 * are here, the log in audit-types.ts, policy and health in policy-types.ts.
 * Every read carries an ETag and answers If-None-Match with 304. Every send is JSON with an Idempotency-Key.
 * Instants are ISO 8601 in UTC; an absent field means that nobody knows, never a default.
 */

/** Every answer but 200 and 304, as application/problem+json. */
export type ProblemAnswer = Omit<Problem, "headers" | "code"> & {
  readonly type: string;
  /** One of docs/errors.md; a newer server may know more of them. */
  readonly code: string;
  /** With 401: where to sign in. `{returnTo}` in it stands for the page's own path, percent-encoded. */
  readonly signIn?: string;
  /** What an operator finds this answer by in the logs. */
  readonly traceId?: string;
};

// ---- GET /api/me: 200 Me, or 401 with signIn

export type Me = Person & {
  readonly roles: readonly Role[];
  /** `observe`: decisions are recorded, and nothing is sent to Azure. */
  readonly mode: "enforce" | "observe";
  /** Whose targets these are: a name for the drawing, and which tenants are "our own". */
  readonly organisation?: { readonly name?: string; readonly tenants?: readonly string[] };
  readonly signOut?: string;
};

// ---- GET /api/requests?state=&target=&consumer=&mine=&q=&page=: 200 RequestPage

/**
 * `waiting`: people are asked. `working`: on its way without them. `connected`: ended Approved. `rejected`: ended Rejected,
 * by policy or by people. `other`: every other end. Absent: all.
 */
export type StateFilter = "waiting" | "working" | "connected" | "rejected" | "other";

/** `mine`: `true` is what waits for people and concerns the reader: they may decide it, or have. `asked`: what they asked for. */
export type RequestsQuery = {
  readonly state?: StateFilter;
  /** Name or id of a target. */
  readonly target?: string;
  /** Subscription, owner or tenant of a consumer. */
  readonly consumer?: string;
  readonly mine?: "true" | "asked";
  /** Any part of a name, a rule or an id. */
  readonly q?: string;
  /** `next` or `previous` of an earlier page. */
  readonly page?: string;
};

/**
 * Waiting ones first, the oldest first; then the others, the newest first. With `mine=true&state=waiting`, what the reader
 * may still decide first, the next deadline first.
 */
export type RequestPage = {
  readonly items: readonly RequestSummary[];
  /** The place of the first item in the whole list, from 1; 0 where there is none. */
  readonly first: number;
  /** How many there are with this query; absent where counting would cost more than it tells. */
  readonly total?: number;
  /** With `mine=true`: how many of them the reader may decide and has not. */
  readonly undecided?: number;
  /** How many there are in each state, whatever `state` and `page` are. */
  readonly counts?: { readonly [State in StateFilter | "all"]: number };
  readonly next?: string;
  readonly previous?: string;
};

export type RequestSummary = {
  readonly id: string;
  readonly state: RequestView["state"];
  readonly stage: Stage | "queued";
  readonly text: string;
  /** When it was asked for. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly consumer: ConsumerInShort;
  readonly target: TargetInShort;
  /** `Rejected`: the connection is to be cut off, and who approves it keeps it as it is. */
  readonly desiredStatus: DesiredStatus;
  readonly rule?: string;
  /** Why policy decided as it did, or asks people. */
  readonly reason?: string;
  readonly outcome?: Pick<Outcome, "kind" | "code" | "reason" | "by" | "status">;
  /** There while people are asked, and afterwards where they were. */
  readonly asking?: AskingInShort;
  readonly you: You;
};

export type AskingInShort = {
  readonly askedAt: string;
  readonly deadline: string;
  readonly atDeadline: "keepPending" | "reject";
  readonly quorum: number;
  /** How many approvals count so far. */
  readonly approvals: number;
  /** Who has decided, in the order in which they did. */
  readonly decided: readonly { readonly by: Person; readonly verdict: "approve" | "reject" }[];
};

/** What the reader may do about a request. The page shows it; the server refuses whatever it does not say. */
export type You = {
  readonly standing:
    | { readonly kind: "mayDecide" }
    | {
        readonly kind: "decided";
        readonly verdict: "approve" | "reject";
        readonly at: string;
        readonly mayChange: boolean;
      }
    /** They asked for it, so that their decision would not count. */
    | { readonly kind: "requester" }
    /** They are not among those who are asked: what is missing, in a sentence. */
    | { readonly kind: "notAsked"; readonly why: string }
    /** Nobody can decide: somebody else has written to the connection's log. Where, and what is wrong there. */
    | { readonly kind: "logBroken"; readonly why: string }
    /** Nobody is asked: it has ended, or policy settles it. */
    | { readonly kind: "nobodyAsked" };
  readonly mayWithdraw: boolean;
};

// ---- GET /api/requests/{id}: 200 RequestDetail

/** What GET /api/requests/{id} has always answered, and what a person needs to decide. */
export type RequestDetail = RequestView & {
  readonly consumer: ConsumerInShort;
  readonly target: TargetInShort;
  /** Who asked for the same connection while this request was on its way, the last ones where there are many. */
  readonly alsoAskedBy?: readonly AlsoAsked[];
  /** The facts that were read last, and the hash to send back with a decision. Absent until Azure was read. */
  readonly shown?: { readonly facts: Facts; readonly hash: string };
  /** What policy made of them, rule by rule. */
  readonly judgement?: Decision;
  readonly asking?: Asking;
  readonly you: You;
  /**
   * What Azure's description would say if the reader decided now; at most 140 characters each. Without `approve` where a
   * rejection is asked for: a connection that people keep is left as it is.
   */
  readonly preview?: { readonly approve?: string; readonly reject: string };
  /** What Azure's description says by our hand. */
  readonly note?: string;
  /** How Azure is doing with the change, from the PUT on. */
  readonly progress?: Progress;
};

/** Somebody whose request joined this one, and ends with it. The words are their own. */
export type AlsoAsked = {
  readonly name: string;
  readonly justification: string;
  readonly desiredStatus: DesiredStatus;
  readonly at: string;
};

export type Asking = AskingInShort & {
  readonly decisions: readonly PersonsDecision[];
  /** Who is asked: a role or a group, and some of their names where they are known. */
  readonly role?: string;
  readonly group?: string;
  readonly names?: readonly string[];
  /** `false`: a rejection is one vote and does not end it. */
  readonly veto: boolean;
};

export type PersonsDecision = {
  readonly by: Person;
  readonly verdict: "approve" | "reject";
  readonly comment: string;
  readonly at: string;
  /** Why it does not count, where it does not: changed since, overtaken by other facts. */
  readonly void?: string;
  readonly entry: EntryRef;
};

/** An entry of the connection's log. */
export type EntryRef = { readonly index: number; readonly hash: string };

export type Progress = {
  readonly sentAt: string;
  /** What the PUT was answered with. */
  readonly httpStatus?: number;
  readonly looks: readonly Look[];
  /** More looks than are listed. */
  readonly looksLeftOut?: number;
  /** When Azure is asked next, and how long it asked us to wait. */
  readonly nextLookAt?: string;
  readonly retryAfterSeconds?: number;
  /** The status that was read back at the end. */
  readonly readBack?: { readonly at: string; readonly status: string };
};

export type Look = { readonly at: string; readonly text: string };

// ---- POST /api/requests/{id}/decisions: 200 DecisionAnswer

export type DecisionBody = {
  readonly decision: "approve" | "reject";
  /** Required to reject. */
  readonly comment: string;
  /** `shown.hash` of what the person had before them. */
  readonly factsHash: string;
};

/**
 * Answered when the decision is durable. What changes nothing is a problem that says why: 409 FactsChanged, 409 AlreadyEnded,
 * 409 AlreadyDecided, 403 OwnRequest, 403 NotAsked, 400 CommentMissing.
 */
export type DecisionAnswer = {
  readonly entry: EntryRef;
  readonly at: string;
  readonly request: RequestDetail;
};

// ---- POST /api/requests/{id}/withdraw: 200 WithdrawAnswer

export type WithdrawBody = { readonly reason?: string };
export type WithdrawAnswer = { readonly entry: EntryRef; readonly at: string; readonly request: RequestDetail };
