import type { ApprovalRequest, Decision, DesiredStatus, Outcome } from "./model";
import { disconnected, rejectedBefore } from "./outcomes";

/** What a request can still lead to, given the status that Azure shows. */
export type Standing =
  | { readonly kind: "open" }
  | { readonly kind: "asWanted" }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/**
 * Whether there is anything to decide. Impossible changes end here, before Azure is asked, with a readable reason:
 * Digital Twins answers Approve after Reject with a 400 whose text explains nothing (arm-facts 1.3).
 */
export function standingOf(wanted: DesiredStatus, status: string): Standing {
  if (status === wanted) return { kind: "asWanted" };
  if (status === "Disconnected") return { kind: "ended", outcome: disconnected(status) };
  if (status === "Rejected") return { kind: "ended", outcome: rejectedBefore(status) };
  return { kind: "open" };
}

/**
 * What people's verdict comes to. They judge the connection, as policy does; where a rejection was asked for, approving the
 * connection leaves it as it is: nobody has asked for more.
 */
export function peoplesCourse(wanted: DesiredStatus, verdict: "approve" | "reject"): DesiredStatus | "leave" {
  if (verdict === "reject") return "Rejected";
  return wanted === "Approved" ? "Approved" : "leave";
}

/** What a decision comes to. */
export type Course =
  | { readonly kind: "change"; readonly to: DesiredStatus; readonly granted: boolean }
  | { readonly kind: "ask"; readonly why: string };

/**
 * Policy judges the connection, not the wish: approve means that it may be Approved, reject that it is to be Rejected.
 * Where the wish is to reject what policy would approve, people decide, because a rejection cannot be taken back.
 * A connection that is Approved already is cut only if that is what was asked for.
 */
export function courseOf(request: ApprovalRequest, decision: Decision, status: string): Course {
  const { verdict, reason } = decision;
  if (verdict === "escalate") return { kind: "ask", why: reason };
  if (request.desiredStatus === "Rejected") {
    if (verdict === "reject") return { kind: "change", to: "Rejected", granted: true };
    return { kind: "ask", why: `a rejection was asked for, and policy would approve the connection: ${reason}` };
  }
  if (verdict === "approve") return { kind: "change", to: "Approved", granted: true };
  if (status === "Pending") return { kind: "change", to: "Rejected", granted: false };
  return { kind: "ask", why: `policy rejects the connection, and it is ${status}, no longer Pending: ${reason}` };
}
