import type { Json } from "../json";
import { parseSubmission } from "./parse-submission";
import type { Reason } from "./submission";
import { type Ports, type Taken, take } from "./take";

/** A Service Bus message as the trigger hands it over. */
export type Message = {
  readonly body: unknown;
  readonly messageId?: string;
  /** Service Bus's own, which no other message of the queue has. */
  readonly sequenceNumber?: number;
  readonly deliveryCount?: number;
  readonly enqueuedAt?: string;
  readonly correlationId?: string;
  readonly contentType?: string;
  readonly applicationProperties?: unknown;
};

/** What goes to the refused queue: everything that came, and everything that is wrong with it. Nothing is lost. */
export type Refusal = {
  readonly reasons: readonly Reason[];
  readonly body: Json;
  readonly message: Json;
  readonly refusedAt: string;
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
  const parsed = parseSubmission(readable(message.body), {
    door: "queue",
    deliveryId: message.messageId ?? "",
    receivedAt,
  });
  const taken = parsed.kind === "refused" ? parsed : await withPatience(() => take(parsed.submission, ports), wait);
  return taken.kind === "refused" ? { kind: "refused", refusal: refusalOf(message, taken.reasons, receivedAt) } : taken;
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

/** The trigger gives JSON parsed, other text as it is and bytes as a Buffer; JSON without its content type is still JSON. */
function readable(body: unknown): unknown {
  if (Buffer.isBuffer(body)) return readable(body.toString("utf8"));
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function refusalOf({ body, ...message }: Message, reasons: readonly Reason[], refusedAt: string): Refusal {
  return { reasons, body: asJson(body), message: asJson(message), refusedAt };
}

function asJson(value: unknown): Json {
  if (value === undefined) return null;
  if (Buffer.isBuffer(value)) return { base64: value.toString("base64") };
  return JSON.parse(JSON.stringify(value)) as Json;
}
