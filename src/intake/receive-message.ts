import { setTimeout as sleep } from "node:timers/promises";
import type { InvocationContext } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { LifecycleEvent } from "../approval/event";
import { instancesOf } from "./instances";
import type { Refusal } from "./refusal";
import { refusedEvent } from "./refused-event";
import type { Ports } from "./take";
import type { Message } from "./take-message";

/** What becomes of a message that cannot be read: it is kept, and then others hear of it. */
export type Refusing = {
  /** Throws where it cannot be kept: the message then comes again. */
  readonly keep: (refusal: Refusal, messageId: string) => Promise<void>;
  readonly tell: (event: LifecycleEvent) => Promise<unknown>;
};

/** The trigger's side of taking a message: reads its metadata, logs what became of it, hands refusals over. */
export async function receiveMessage(
  body: unknown,
  client: DurableClient,
  context: InvocationContext,
  ports: Omit<Ports, "instances">,
  refusing: Refusing,
): Promise<void> {
  const { takeMessage } = await import("./take-message");
  const message = messageOf(body, context);
  const pace = { wait: (ms: number) => sleep(ms), now: () => new Date() };
  const taken = await takeMessage(message, { ...ports, instances: instancesOf(client) }, pace);
  if (taken.kind === "refused") {
    const event = refusedEvent(taken.refusal, message);
    await refusing.keep(taken.refusal, event.id);
    context.warn("message refused", { messageId: message.messageId, reasons: taken.refusal.reasons.length });
    return tellOf(event, context, refusing);
  }
  context.info("message taken", { messageId: message.messageId, how: taken.kind, instanceId: taken.instanceId });
}

/** The message is worth more than the news of it: it is kept whether others hear of it or not. */
async function tellOf(event: LifecycleEvent, context: InvocationContext, { tell }: Refusing): Promise<void> {
  try {
    await tell(event);
  } catch (error) {
    const why = error instanceof Error ? error.name : "unknown";
    context.error("event not announced", { type: event.type, id: event.id, why });
  }
}

function messageOf(body: unknown, { triggerMetadata, invocationId }: InvocationContext): Message {
  const metadata = triggerMetadata ?? {};
  return {
    body: bytesOf(body),
    messageId: text(metadata["messageId"]) ?? invocationId,
    ...field("sequenceNumber", metadata["sequenceNumber"]),
    ...field("deliveryCount", metadata["deliveryCount"]),
    ...field("enqueuedAt", metadata["enqueuedTimeUtc"]),
    ...field("correlationId", metadata["correlationId"]),
    ...field("contentType", metadata["contentType"]),
    ...field("applicationProperties", metadata["applicationProperties"]),
  };
}

/** The trigger gives bytes (functions/queue.ts); a person who runs the function by hand gives what they typed. */
function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body ?? null));
}

/** The Functions library parses metadata that looks like JSON: a message id of "42" arrives as a number. */
function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function field(name: string, value: unknown): object {
  return value === undefined || value === null ? {} : { [name]: value };
}
