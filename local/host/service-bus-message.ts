import type { ServiceBusReceivedMessage } from "@azure/service-bus";
import { withPayload } from "./binding-data";
import type { TypedData } from "./rpc";
import { typedDataOf } from "./typed-data";

export type Received = { readonly input: TypedData; readonly metadata: Readonly<Record<string, TypedData>> };

/** What a function is given for one message. Throws for bytes that are no UTF-8 where text is wanted, as the host does. */
export function receivedOne(message: ServiceBusReceivedMessage, isBinary: boolean): Received {
  const metadata = Object.fromEntries(
    Object.entries(propertiesOf(message))
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, typedDataOf(value)]),
  );
  if (isBinary) return { input: { bytes: bytesOf(message) }, metadata };
  const text = bodyText(message);
  return { input: { string: text }, metadata: withPayload(metadata, text) };
}

/** What a function is given for several messages at once (`cardinality: "many"`). */
export function receivedMany(messages: readonly ServiceBusReceivedMessage[], isBinary: boolean): Received {
  const rows = messages.map(propertiesOf);
  const names = Object.keys(rows[0] ?? {});
  return {
    input: isBinary
      ? { collectionBytes: { bytes: messages.map(bytesOf) } }
      : { collectionString: { string: messages.map(bodyText) } },
    metadata: Object.fromEntries(
      names.map((name) => [`${name}Array`, { json: JSON.stringify(rows.map((row) => row[name] ?? null)) }]),
    ),
  };
}

/** The names and values of `ServiceBusTriggerBindingStrategy.cs`. .NET counts the first delivery as 1, the AMQP header as 0. */
function propertiesOf(message: ServiceBusReceivedMessage): Readonly<Record<string, unknown>> {
  const enqueued = message.enqueuedTimeUtc?.toISOString();
  const expires = message.expiresAtUtc?.toISOString();
  const properties = message.applicationProperties ?? {};
  return {
    MessageId: text(message.messageId),
    DeliveryCount: (message.deliveryCount ?? 0) + 1,
    DeadLetterSource: message.deadLetterSource,
    LockToken: message.lockToken,
    SequenceNumber: message.sequenceNumber === undefined ? undefined : Number(message.sequenceNumber.toString()),
    EnqueuedTimeUtc: enqueued,
    EnqueuedTime: enqueued,
    ExpiresAtUtc: expires,
    ExpiresAt: expires,
    ContentType: message.contentType,
    ReplyTo: message.replyTo,
    To: message.to,
    Subject: message.subject,
    Label: message.subject,
    CorrelationId: text(message.correlationId),
    SessionId: message.sessionId,
    ReplyToSessionId: message.replyToSessionId,
    PartitionKey: message.partitionKey,
    ApplicationProperties: properties,
    UserProperties: properties,
  };
}

function text(id: string | number | Buffer | undefined): string | undefined {
  return id === undefined || id === null ? undefined : id.toString();
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

function bodyText(message: ServiceBusReceivedMessage): string {
  try {
    return utf8.decode(bytesOf(message));
  } catch {
    throw new Error(
      `The message ${message.messageId} is no UTF-8 text. A function that takes bytes says so with dataType: "binary".`,
    );
  }
}

/** Data sections are bytes. AMQP values that are no text are handed on as JSON. */
function bytesOf({ body }: ServiceBusReceivedMessage): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (Array.isArray(body) && body.length > 0 && body.every((part) => Buffer.isBuffer(part))) return Buffer.concat(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body ?? null), "utf8");
}
