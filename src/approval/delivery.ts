import type { LifecycleEvent } from "./event";

/**
 * One event for one channel. The channel is its name alone: where it leads, and the key to it, are configuration, and
 * never lie in the history of an instance.
 */
export type Errand = {
  /** The same on every attempt; the id of the instance that delivers. */
  readonly deliveryId: string;
  readonly channel: string;
  readonly event: LifecycleEvent;
};

/** What came of one attempt. */
export type Attempt =
  | { readonly kind: "delivered" }
  | { readonly kind: "tryAgain"; readonly why: string; readonly retryAfterSeconds?: number }
  | { readonly kind: "givenUp"; readonly why: string };

/** How a delivery ended. */
export type Delivered =
  | { readonly kind: "delivered"; readonly attempts: number }
  | { readonly kind: "givenUp"; readonly attempts: number; readonly why: string };
