/** A value that a receiver may add to a message's application properties. */
export type Property = string | number | boolean | null | Date | Uint8Array;
export type Properties = Readonly<Record<string, Property>>;

/** What a sender hands over. */
export type NewMessage = {
  readonly messageId: string;
  /** The AMQP message as it was sent. The broker keeps it as it is. */
  readonly content: Uint8Array;
  readonly ttlMs?: number;
  readonly scheduledAt?: number;
};

/** A message at rest in a queue, a subscription or a dead-letter queue. */
export type Message = {
  /** Its queue's path in lower case. */
  readonly queue: string;
  /** Its identity within the entity: a dead-lettered message keeps it, a scheduled one gets another when it is due. */
  readonly sequence: number;
  /** What it was first given, on its topic or while it was scheduled. */
  readonly firstSequence: number;
  readonly messageId: string;
  readonly content: Uint8Array;
  readonly enqueuedAt: number;
  readonly ttlMs?: number;
  /** Deliveries that ended without a settlement that keeps. */
  readonly deliveryCount: number;
  /** Application properties that came after it was sent. They go before those that it was sent with. */
  readonly added: Properties;
  readonly rest: Rest;
};

export type Rest =
  | { readonly kind: "ready" }
  | { readonly kind: "locked"; readonly token: string; readonly until: number; readonly wasDeferred: boolean }
  | { readonly kind: "deferred" }
  | { readonly kind: "scheduled"; readonly at: number };

/** What has to be on the disk before anybody is told. */
export type Change =
  | { readonly kind: "came"; readonly message: Message }
  /** Everything but the content. */
  | { readonly kind: "changed"; readonly message: Message }
  | { readonly kind: "went"; readonly queue: string; readonly sequence: number }
  /** The last sequence number that an entity has given. */
  | { readonly kind: "counted"; readonly queue: string; readonly sequence: number }
  /** A message id that an entity refuses to take again until then. */
  | { readonly kind: "seen"; readonly queue: string; readonly messageId: string; readonly until: number }
  | { readonly kind: "forgot"; readonly queue: string; readonly messageId: string };

/** Keeps a change. It is called in the order in which things happen. */
export type Keep = (change: Change) => void;

export function isExpired({ enqueuedAt, ttlMs }: Message, now: number): boolean {
  return ttlMs !== undefined && enqueuedAt + ttlMs <= now;
}
