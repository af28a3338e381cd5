import type { ApprovalRequest, Decision, Facts, Outcome, People, Person } from "./model";

/** What goes into the log of a connection. `run` is one run of its instance. */
export type Entry = Accepted | Decided | Asked | Answered | Withdrawn | Closed | Intended | Ended;

/** A place of a log as it is read: an entry, or one where the chain does not hold. */
export type Recorded = Entry | { readonly kind: "broken"; readonly why: string };

export type Accepted = {
  readonly kind: "accepted";
  readonly at: string;
  readonly request: ApprovalRequest;
  readonly how: "started" | "joined" | "repeated";
};

/** What policy said. `round` counts from 0: policy judges again when people have decided, or when the facts have changed. */
export type Decided = {
  readonly kind: "decided";
  readonly run: string;
  readonly round: number;
  readonly at: string;
  readonly facts: Facts;
  readonly decision: Decision;
};

/** People are asked, about the facts and for the reason that the `decided` entry of the same round holds. */
export type Asked = {
  readonly kind: "asked";
  readonly run: string;
  readonly round: number;
  readonly at: string;
  readonly requestId: string;
  readonly people: People;
  readonly why: string;
  /** Of the facts that people decide upon: an answer to other facts does not count. */
  readonly shownHash: string;
  /** ISO 8601, UTC. A later round does not move it: it counts from the first. */
  readonly deadline: string;
};

/** A person's decision. It counts from the moment when it is here. */
export type Answered = {
  readonly kind: "answered";
  readonly run: string;
  /** Of one delivery of one person: sent again, it is the same answer. */
  readonly answerId: string;
  readonly at: string;
  readonly requestId: string;
  readonly by: Person;
  readonly verdict: Verdict;
  readonly comment: string;
  readonly shownHash: string;
  /** What the person was allowed to decide by at that moment. */
  readonly as: Authority;
};

export type Verdict = "approve" | "reject";
export type Authority = { readonly role: string; readonly group?: string };

export type Withdrawn = {
  readonly kind: "withdrawn";
  readonly run: string;
  readonly answerId: string;
  readonly at: string;
  readonly requestId: string;
  readonly by: Person;
  readonly reason?: string;
};

/** Nobody can answer any more: the deadline has passed. Answers before it count, none can come after it. */
export type Closed = {
  readonly kind: "closed";
  readonly run: string;
  readonly round: number;
  readonly at: string;
  readonly why: string;
};

/** Written before the change is sent: a repeated attempt knows its own earlier one by it (arm-facts 2.3, step 4). */
export type Intended = {
  readonly kind: "intended";
  readonly run: string;
  readonly at: string;
  readonly wanted: string;
  readonly note: string;
};

export type Ended = {
  readonly kind: "ended";
  readonly run: string;
  readonly at: string;
  readonly request: ApprovalRequest;
  readonly outcome: Outcome;
};

/** Names an entry among those of its connection: the same key is written once, however often it is tried. */
export function keyOf(entry: Entry): string {
  switch (entry.kind) {
    case "accepted":
      return `accepted ${entry.request.requestId} ${entry.how}`;
    case "decided":
    case "asked":
    case "closed":
      return `${entry.kind} ${entry.run} ${entry.round}`;
    case "answered":
    case "withdrawn":
      return `${entry.kind} ${entry.run} ${entry.answerId}`;
    case "intended":
    case "ended":
      return `${entry.kind} ${entry.run}`;
  }
}
