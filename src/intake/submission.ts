import type { ApprovalRequest, Person } from "../approval/model";

/** A request as it was asked for: it may name the private endpoint instead of the connection, whose name nobody knows. */
export type Submission = Omit<ApprovalRequest, "connectionId"> & { readonly subject: Subject };

export type Subject =
  | { readonly kind: "connection"; readonly connectionId: string }
  | { readonly kind: "endpoint"; readonly privateEndpointId: string; readonly targetId: string };

/** One thing that is wrong with what was sent: where, and what. The path is empty where it is the whole. */
export type Reason = { readonly path: string; readonly text: string };

export type Parsed =
  | { readonly kind: "submission"; readonly submission: Submission }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] };

/** What is known of a delivery besides its body. */
export type Delivery = {
  readonly door: ApprovalRequest["door"];
  /** Identifies the delivery where the sender says nothing: the Service Bus message id, the Idempotency-Key, or one made at the door. */
  readonly deliveryId: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** Who signed in to send it, where somebody had to: no body says that of itself. */
  readonly sender?: Person;
};

export function requestFor({ subject: _, ...submission }: Submission, connectionId: string): ApprovalRequest {
  return { ...submission, connectionId };
}
