import type { ApprovalRequest, Decision, Facts, Outcome } from "./model";

/** What goes into the log of a connection. `run` is one run of its instance. */
export type Entry =
  | {
      readonly kind: "accepted";
      readonly at: string;
      readonly request: ApprovalRequest;
      readonly how: "started" | "joined" | "repeated";
    }
  | {
      readonly kind: "decided";
      readonly run: string;
      readonly at: string;
      readonly facts: Facts;
      readonly decision: Decision;
    }
  | {
      /** Written before the change is sent: a repeated attempt knows its own earlier one by it (arm-facts 2.3, step 4). */
      readonly kind: "intended";
      readonly run: string;
      readonly at: string;
      readonly wanted: string;
      readonly note: string;
    }
  | {
      readonly kind: "ended";
      readonly run: string;
      readonly at: string;
      readonly request: ApprovalRequest;
      readonly outcome: Outcome;
    };

/** Names an entry among those of its connection: the same key is written once, however often it is tried. */
export function keyOf(entry: Entry): string {
  return entry.kind === "accepted" ? `accepted ${entry.request.requestId} ${entry.how}` : `${entry.kind} ${entry.run}`;
}
