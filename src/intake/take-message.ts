import { readMessageBody } from "./message-body";
import { parseSubmission } from "./parse-submission";
import { type Refusal, refusalOf } from "./refusal";
import type { Delivery, Parsed } from "./submission";
import { type Ports, type Taken, take } from "./take";

/** A Service Bus message as the trigger hands it over. */
export type Message = {
  readonly body: Buffer;
  readonly messageId?: string;
  /** Service Bus's own, which no other message of the queue has. */
  readonly sequenceNumber?: number;
  readonly deliveryCount?: number;
  readonly enqueuedAt?: string;
  readonly correlationId?: string;
  readonly contentType?: string;
  readonly applicationProperties?: unknown;
};

export type MessageTaken =
  | Exclude<Taken, { kind: "refused" }>
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Waits between attempts, in milliseconds. Together they stay inside the message's lock of a minute; redelivery by
 * itself is immediate and would spend all ten deliveries in seconds.
 */
const WAITS_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000];

export type Pace = { readonly wait: (ms: number) => Promise<void>; readonly now: () => Date };

/** Takes one message: what cannot be read is refused with all its reasons; a start that fails is tried again, then thrown. */
export async function takeMessage(message: Message, ports: Ports, { wait, now }: Pace): Promise<MessageTaken> {
  const receivedAt = now().toISOString();
  const parsed = parsedFrom(message, { door: "queue", deliveryId: message.messageId ?? "", receivedAt });
  const taken = parsed.kind === "refused" ? parsed : await withPatience(() => take(parsed.submission, ports), wait);
  return taken.kind === "refused" ? { kind: "refused", refusal: refusalOf(message, taken.reasons, receivedAt) } : taken;
}

function parsedFrom({ body }: Message, delivery: Delivery): Parsed {
  const read = readMessageBody(body);
  if (read.kind === "bytes") return { kind: "refused", reasons: [{ path: "", text: "the body: is no UTF-8 text" }] };
  return parseSubmission(read.value, delivery);
}

async function withPatience<T>(attempt: () => Promise<T>, wait: Pace["wait"]): Promise<T> {
  for (const ms of WAITS_MS) {
    try {
      return await attempt();
    } catch {
      // Tried again after a pause; the last attempt's error is the one that is thrown and logged.
      await wait(ms);
    }
  }
  return await attempt();
}
