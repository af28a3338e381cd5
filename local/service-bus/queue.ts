import { isExpired, type Keep, type Message, type NewMessage } from "./message";
import { type Answer, done, refused } from "./refusals";
import { comeBack, conclude, expire, type Verdict } from "./settlement";
import { isLocked, openShelf, type Shelf } from "./shelf";

/** Messages in the order of their sequence numbers: a queue, a subscription, a dead-letter queue, or what a topic holds back. */
export type MessageQueue = QueueParts & { readonly shelf: Shelf; readonly nextSequence: () => number };

export type QueueParts = {
  /** In lower case. */
  readonly path: string;
  readonly lockMs: number;
  /** Left out, messages may be delivered for ever, as from a dead-letter queue. */
  readonly maxDeliveries?: number;
  readonly ttlMs?: number;
  /** What becomes of a message that nobody took in its lifetime. A dead-letter queue keeps it. */
  readonly expired: "keep" | "remove" | "deadLetter";
  readonly keep: Keep;
  readonly newToken: () => string;
  /** Takes what this queue gives up. Left out, nothing can be dead-lettered from here. */
  readonly deadLetters?: (message: Message) => void;
  /** Takes what comes, instead of this queue. */
  readonly forward?: (message: Message) => void;
};

/** What the last process left. */
export type Saved = { readonly messages: readonly Message[]; readonly sequence: number };

/** `lock` is peek-lock; `remove` is receive-and-delete. */
export type TakeMode = "lock" | "remove";

export function openQueue(parts: QueueParts, saved: Saved): MessageQueue {
  let last = saved.sequence;
  return {
    ...parts,
    shelf: openShelf(saved.messages, (message) => dueAt(parts, message), parts.keep),
    nextSequence() {
      last += 1;
      parts.keep({ kind: "counted", queue: parts.path, sequence: last });
      return last;
    },
  };
}

function dueAt({ expired }: QueueParts, { rest, enqueuedAt, ttlMs }: Message): number | undefined {
  if (rest.kind === "locked") return rest.until;
  if (rest.kind === "scheduled") return rest.at;
  // A deferred message that is too old goes when somebody asks for it, as in Azure.
  return rest.kind === "ready" && expired !== "keep" && ttlMs !== undefined ? enqueuedAt + ttlMs : undefined;
}

/** Takes a message from a sender. */
export function put(queue: MessageQueue, sent: NewMessage, now: number): Message {
  const { scheduledAt, ttlMs = Number.POSITIVE_INFINITY, ...rest } = sent;
  const lifetime = Math.min(ttlMs, queue.ttlMs ?? Number.POSITIVE_INFINITY);
  const sequence = queue.nextSequence();
  const message: Message = {
    ...rest,
    queue: queue.path,
    sequence,
    firstSequence: sequence,
    enqueuedAt: now,
    ...(Number.isFinite(lifetime) && { ttlMs: lifetime }),
    deliveryCount: 0,
    added: {},
    rest: scheduledAt !== undefined && scheduledAt > now ? { kind: "scheduled", at: scheduledAt } : { kind: "ready" },
  };
  if (message.rest.kind === "ready" && queue.forward) queue.forward(message);
  else queue.shelf.add(message);
  return message;
}

/** A copy of what came to a topic, for one of its subscriptions. */
export function putCopy(queue: MessageQueue, message: Message): void {
  const ttlMs = Math.min(message.ttlMs ?? Number.POSITIVE_INFINITY, queue.ttlMs ?? Number.POSITIVE_INFINITY);
  const lifetime = Number.isFinite(ttlMs) ? { ttlMs } : {};
  queue.shelf.add({ ...message, ...lifetime, queue: queue.path, sequence: queue.nextSequence() });
}

/** Does what fell due until now: locks and lifetimes end, scheduled messages come. */
export function advance(queue: MessageQueue, now: number): void {
  for (let due = queue.shelf.firstDue(); due && due.at <= now; due = queue.shelf.firstDue()) {
    const { message } = due;
    if (isLocked(message)) comeBack(queue, message, {});
    else if (message.rest.kind === "scheduled") come(queue, message, now);
    else expire(queue, message);
  }
}

/** A scheduled message comes as if it had been sent now, with a number of its own. */
function come(queue: MessageQueue, message: Message, now: number): void {
  queue.shelf.drop(message);
  const arrived: Message = { ...message, enqueuedAt: now, rest: { kind: "ready" } };
  if (queue.forward) queue.forward(arrived);
  else queue.shelf.add({ ...arrived, sequence: queue.nextSequence() });
}

export function take(queue: MessageQueue, mode: TakeMode, now: number): Message | undefined {
  const message = queue.shelf.firstReady();
  return message && handOut(queue, message, mode, now);
}

function handOut(queue: MessageQueue, message: Message, mode: TakeMode, now: number): Message {
  if (mode === "remove") {
    queue.shelf.drop(message);
    return message;
  }
  const wasDeferred = message.rest.kind === "deferred";
  const lock = { kind: "locked", token: queue.newToken(), until: now + queue.lockMs, wasDeferred } as const;
  return queue.shelf.change(message, { rest: lock });
}

/** All of these, or none. */
export function takeDeferred(
  queue: MessageQueue,
  sequences: readonly number[],
  mode: TakeMode,
  now: number,
): Answer<readonly Message[]> {
  for (const sequence of sequences) {
    const message = queue.shelf.get(sequence);
    if (message?.rest.kind === "deferred" && queue.expired !== "keep" && isExpired(message, now))
      expire(queue, message);
  }
  const found = foundAs("deferred", queue, sequences);
  if (!found) return refused({ kind: "messageNotFound", sequences });
  return done(found.map((message) => handOut(queue, message, mode, now)));
}

export function settle(queue: MessageQueue, token: string, verdict: Verdict): Answer<undefined> {
  const message = queue.shelf.lockedBy(token);
  return message ? conclude(queue, message, verdict) : refused({ kind: "lockLost" });
}

/** Locks all of these anew, or none, and answers until when. */
export function renew(queue: MessageQueue, tokens: readonly string[], now: number): Answer<number> {
  const held = tokens.flatMap((token) => queue.shelf.lockedBy(token) ?? []);
  if (held.length < tokens.length) return refused({ kind: "lockLost" });
  const until = now + queue.lockMs;
  for (const message of held) queue.shelf.change(message, { rest: { ...message.rest, until } });
  return done(until);
}

/** Withdraws scheduled messages: all of these, or none. */
export function cancel(queue: MessageQueue, sequences: readonly number[]): Answer<undefined> {
  const found = foundAs("scheduled", queue, sequences);
  if (!found) return refused({ kind: "messageNotFound", sequences });
  for (const message of found) queue.shelf.drop(message);
  return done(undefined);
}

/** All that is there, a message past its lifetime too that nobody has taken away yet: one that is locked, or deferred. */
export function peek(queue: MessageQueue, from: number, count: number): readonly Message[] {
  return queue.shelf
    .all()
    .filter(({ sequence }) => sequence >= from)
    .sort((one, other) => one.sequence - other.sequence)
    .slice(0, count);
}

function foundAs(kind: "deferred" | "scheduled", queue: MessageQueue, sequences: readonly number[]) {
  const found = [...new Set(sequences)].flatMap((sequence) => queue.shelf.get(sequence) ?? []);
  return found.length === sequences.length && found.every(({ rest }) => rest.kind === kind) ? found : undefined;
}
