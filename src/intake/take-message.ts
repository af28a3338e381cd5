import { type Message, requestIdOf } from "./message";
import { readMessageBody } from "./message-body";
import { parseSubmission } from "./parse-submission";
import { type Refusal, refusalOf } from "./refusal";
import type { Parsed, Reason } from "./submission";
import { type Ports, type Taken, take } from "./take";

export type MessageTaken =
  | Exclude<Taken, { kind: "refused" }>
  | { readonly kind: "refused"; readonly requestId: string; readonly refusal: Refusal };

/**
 * Waits between attempts, in milliseconds. Together they stay inside the message's lock of a minute; redelivery by
 * itself is immediate and would spend all ten deliveries in seconds.
 */
const WAITS_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000];

const NO_TEXT: Reason = { path: "", text: "the body: is no UTF-8 text" };

export type Pace = { readonly wait: (ms: number) => Promise<void>; readonly now: () => Date };

/** Takes one message: what cannot be read is refused with all its reasons; a start that fails is tried again, then thrown. */
export async function takeMessage(message: Message, ports: Ports, { wait, now }: Pace): Promise<MessageTaken> {
  const receivedAt = now().toISOString();
  const { requestId, parsed } = parsedFrom(message, receivedAt);
  const taken = parsed.kind === "refused" ? parsed : await withPatience(() => take(parsed.submission, ports), wait);
  if (taken.kind !== "refused") return taken;
  return { kind: "refused", requestId, refusal: refusalOf(message, taken.reasons, receivedAt) };
}

function parsedFrom(message: Message, receivedAt: string): { readonly requestId: string; readonly parsed: Parsed } {
  const body = readMessageBody(message.body);
  const value = body.kind === "bytes" ? undefined : body.value;
  const requestId = requestIdOf(message, value);
  if (body.kind === "bytes") return { requestId, parsed: { kind: "refused", reasons: [NO_TEXT] } };
  return { requestId, parsed: parseSubmission(value, { door: "queue", deliveryId: requestId, receivedAt }) };
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
