import type { Message, Properties, Rest } from "./message";
import type { MessageQueue } from "./queue";
import { type Answer, done, refused } from "./refusals";
import type { LockedMessage } from "./shelf";

/** How a receiver ends its hold on a message. */
export type Verdict =
  | { readonly kind: "complete" }
  | { readonly kind: "abandon"; readonly added: Properties }
  | { readonly kind: "defer"; readonly added: Properties }
  | { readonly kind: "deadLetter"; readonly added: Properties }
  /** Nobody looked at it, so the delivery does not count. */
  | { readonly kind: "release" };

type Place = Pick<MessageQueue, "path" | "shelf" | "expired" | "maxDeliveries" | "deadLetters">;

export function conclude(queue: Place, message: LockedMessage, verdict: Verdict): Answer<undefined> {
  switch (verdict.kind) {
    case "complete":
      queue.shelf.drop(message);
      break;
    case "abandon":
      comeBack(queue, message, verdict.added);
      break;
    case "defer":
      queue.shelf.change(message, { added: { ...message.added, ...verdict.added }, rest: { kind: "deferred" } });
      break;
    case "release":
      queue.shelf.change(message, { rest: restBefore(message) });
      break;
    case "deadLetter":
      if (!queue.deadLetters)
        return refused({ kind: "notAllowed", why: `What is in ${queue.path} cannot be dead-lettered again.` });
      giveUp(queue, message, verdict.added);
  }
  return done(undefined);
}

/** The delivery counts: a lock that ended by itself, or an abandoned message. It goes to its old place in line. */
export function comeBack(queue: Place, message: LockedMessage, more: Properties): void {
  const deliveryCount = message.deliveryCount + 1;
  const added = { ...message.added, ...more };
  if (queue.maxDeliveries === undefined || deliveryCount < queue.maxDeliveries)
    queue.shelf.change(message, { deliveryCount, added, rest: restBefore(message) });
  else giveUp(queue, { ...message, deliveryCount, added }, tooManyDeliveries(queue.maxDeliveries));
}

export function expire(queue: Place, message: Message): void {
  if (queue.expired === "deadLetter") giveUp(queue, message, EXPIRED);
  else queue.shelf.drop(message);
}

function giveUp(queue: Place, message: Message, why: Properties): void {
  queue.shelf.drop(message);
  queue.deadLetters?.({ ...message, added: { ...message.added, ...why }, rest: { kind: "ready" } });
}

function restBefore({ rest }: LockedMessage): Rest {
  return rest.wasDeferred ? { kind: "deferred" } : { kind: "ready" };
}

/** Both as Azure writes them. */
const EXPIRED: Properties = {
  DeadLetterReason: "TTLExpiredException",
  DeadLetterErrorDescription: "The message expired and was dead lettered.",
};

function tooManyDeliveries(limit: number): Properties {
  return {
    DeadLetterReason: "MaxDeliveryCountExceeded",
    DeadLetterErrorDescription: `Message could not be consumed after ${limit} delivery attempts.`,
  };
}
