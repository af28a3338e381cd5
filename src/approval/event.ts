import type { About } from "./about";
import type { Verdict } from "./entry";
import type { DesiredStatus, Outcome, People, Person, VerdictKind } from "./model";

/**
 * Something that others want to hear of: what goes out as a CloudEvent, a signed webhook, a message to a chat.
 * `decision.made` is policy's decision, or one of a person; `request.closed` ends a request that changed nothing in Azure.
 */
export type LifecycleEvent = {
  /** The same however often the step that tells it runs: receivers and the topic know a repeat by it. At most 128 characters. */
  readonly id: string;
  readonly type: EventType;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Of the request's page and API: `/api/requests/{instanceId}`. Absent for what never became a request. */
  readonly instanceId?: string;
  readonly connectionId?: string;
  readonly requestId: string;
  readonly requestedBy?: string;
  /** What is asked for. `Rejected`: whoever approves the connection keeps it as it is. */
  readonly desiredStatus?: DesiredStatus;
  readonly correlationId?: string;
  /** Why the requester wants it, in their own words. */
  readonly justification?: string;
  readonly about?: About;
  /** What happened, in a sentence. */
  readonly text: string;
  /** Policy's verdict and why, where it has judged. */
  readonly decision?: { readonly verdict: VerdictKind; readonly rule?: string; readonly reason: string };
  /**
   * With `decision.needed`: who is asked, until when, and how many reminders there were. With the event that ends a
   * request too, where people were asked: who was asked is told how it ended.
   */
  readonly asking?: {
    readonly people: People;
    readonly askedAt: string;
    readonly deadline: string;
    readonly approvals: number;
    readonly reminder: number;
  };
  /** A person's decision. */
  readonly answer?: { readonly by: Person; readonly verdict: Verdict; readonly comment: string };
  /** With the events that end a request. */
  readonly outcome?: Outcome;
};

export const EVENT_TYPES = [
  "request.accepted",
  "request.refused",
  "decision.needed",
  "decision.made",
  "connection.updated",
  "connection.failed",
  "request.closed",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** How the end of a request is told. */
export function endingOf({ kind, by, status }: Outcome): EventType {
  if (kind === "applied" || (kind === "refused" && by !== "azure" && status === "Rejected"))
    return "connection.updated";
  if (kind === "failed" || kind === "timedOut" || (kind === "refused" && by === "azure")) return "connection.failed";
  return "request.closed";
}
