import { createHash } from "node:crypto";
import { isObject } from "../json";
import { isRequestId } from "./parse-submission";

/** A Service Bus message as it came. */
export type Message = {
  readonly body: Buffer;
  readonly messageId?: string;
  /** Service Bus's own: no other message of the queue has it, and it stays the same when the message comes again. */
  readonly sequenceNumber?: number;
  readonly deliveryCount?: number;
  readonly enqueuedAt?: string;
  readonly correlationId?: string;
  readonly contentType?: string;
  readonly applicationProperties?: unknown;
};

type Metadata = Readonly<Record<string, unknown>>;

/** Undoes what the host and the Functions library do to a message on its way. */
export function messageOf(body: unknown, metadata: Metadata): Message {
  return {
    body: bytesOf(body),
    ...field("messageId", idIn(metadata)),
    ...field("sequenceNumber", metadata["sequenceNumber"]),
    ...field("deliveryCount", metadata["deliveryCount"]),
    ...field("enqueuedAt", metadata["enqueuedTimeUtc"]),
    ...field("correlationId", textIn(metadata["correlationId"])),
    ...field("contentType", textIn(metadata["contentType"])),
    ...field("applicationProperties", metadata["applicationProperties"]),
  };
}

/**
 * What identifies the request: the message's id, else the body's requestId, else the message's number in the queue.
 * An id that is none of ours costs nobody a message: its hash stands for it, the same for the same id.
 */
export function requestIdOf({ messageId, sequenceNumber, body: bytes }: Message, body: unknown): string {
  if (messageId !== undefined) return isRequestId(messageId) ? messageId : `msg-${hashOf(messageId)}`;
  const said = isObject(body) ? body["requestId"] : undefined;
  if (isRequestId(said)) return said;
  return sequenceNumber === undefined ? `msg-${hashOf(bytes)}` : `seq-${sequenceNumber}`;
}

/** The trigger gives bytes (functions/queue.ts); whoever runs the function by hand gives JSON or text, and no number. */
function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body ?? null));
}

/**
 * The library parses metadata that looks like JSON, which loses digits of long numbers and the spelling of keys. What
 * it may have changed has the message's number as well, so that two ids stay two.
 */
function idIn({ messageId: value, sequenceNumber }: Metadata): string | undefined {
  const text = textIn(value);
  const isSure = !(typeof value === "number" ? !Number.isSafeInteger(value) : isComposite(value));
  return text === undefined || isSure ? text : `${text}-seq-${sequenceNumber}`;
}

function isComposite(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** The text that was parsed. Null is the text "null": metadata that is not there is undefined. */
function textIn(value: unknown): string | undefined {
  if (value === undefined || value === "") return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function hashOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 40);
}

function field(name: string, value: unknown): object {
  return value === undefined || value === null ? {} : { [name]: value };
}
