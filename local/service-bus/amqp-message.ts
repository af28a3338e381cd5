import { type Typed, types } from "rhea";
import type { Message, NewMessage, Properties } from "./message";
import { Map32, Reader, Writer } from "./rhea-inside";
import type { Traits } from "./rules";

/** Sections of an AMQP message by their codes. What lies from `data` on is the body, and nobody's but the sender's. */
const SECTION = { header: 0x70, annotations: 0x72, properties: 0x73, applicationProperties: 0x74, data: 0x75 } as const;

const SYMBOLIC: Readonly<Record<string, number>> = {
  "amqp:header:list": 0x70,
  "amqp:delivery-annotations:map": 0x71,
  "amqp:message-annotations:map": 0x72,
  "amqp:properties:list": 0x73,
  "amqp:application-properties:map": 0x74,
  "amqp:data:binary": 0x75,
  "amqp:amqp-sequence:list": 0x76,
  "amqp:value:*": 0x77,
  "amqp:footer:map": 0x78,
};

const SCHEDULED = "x-opt-scheduled-enqueue-time";
const MESSAGE_STATE = { ready: 0, locked: 0, deferred: 1, scheduled: 2 } as const;

type Section = { readonly code: number; readonly typed: Typed; readonly bytes: Buffer };

/** Throws where the bytes are no AMQP message. */
function sectionsOf(content: Uint8Array): readonly Section[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const reader = new Reader(bytes);
  const sections: Section[] = [];
  while (reader.remaining() > 0) {
    const start = reader.position;
    const typed = reader.read();
    const named: unknown = types.unwrap(typed.descriptor);
    const code = typeof named === "string" ? SYMBOLIC[named] : named;
    if (typeof code !== "number" || !isSection(code, typed)) throw new Error("not a section of an AMQP message");
    sections.push({ code, typed, bytes: bytes.subarray(start, reader.position) });
  }
  return sections;
}

/** What the broker looks into has to be a list or a map, or it could never be delivered. */
function isSection(code: number, typed: Typed): boolean {
  if (code === SECTION.header || code === SECTION.properties) return types.is_list(typed);
  if (code === SECTION.annotations || code === SECTION.applicationProperties) return types.is_map(typed);
  return code >= 0x70 && code <= 0x78;
}

function sectionOf(sections: readonly Section[], code: number): Section | undefined {
  return sections.find((section) => section.code === code);
}

/** The messages inside the message that the client sends for a batch. */
export function messagesIn(batch: Uint8Array): readonly Uint8Array[] {
  return sectionsOf(batch).flatMap(({ code, typed }) => (code === SECTION.data ? [typed.value as Buffer] : []));
}

/** What the broker has to know of a message. One without an id is given `spareId`: the client cannot settle it otherwise. */
export function newMessageOf(content: Uint8Array, spareId: () => string): NewMessage {
  const sections = sectionsOf(content);
  const [, , ttlMs] = listOf(sectionOf(sections, SECTION.header));
  const [messageId] = listOf(sectionOf(sections, SECTION.properties));
  const scheduledAt = mapOf(sectionOf(sections, SECTION.annotations))[SCHEDULED];
  return {
    messageId: idText(messageId) ?? spareId(),
    content,
    ...(typeof ttlMs === "number" && { ttlMs }),
    ...(scheduledAt instanceof Date && { scheduledAt: scheduledAt.getTime() }),
  };
}

export function traitsOf(content: Uint8Array): Traits {
  const sections = sectionsOf(content);
  const fields = listOf(sectionOf(sections, SECTION.properties));
  const [MessageId, , To, Label, ReplyTo, CorrelationId, ContentType, , , , SessionId, , ReplyToSessionId] = fields;
  return {
    traits: { MessageId, To, Label, ReplyTo, CorrelationId, ContentType, SessionId, ReplyToSessionId },
    properties: mapOf(sectionOf(sections, SECTION.applicationProperties)),
  };
}

/** A message as a receiver gets it: what was sent, with the broker's own header and annotations. */
export function deliveredBytes(message: Message, deadLetterSource?: string): Buffer {
  const sections = sectionsOf(message.content);
  const body = sections.filter(({ code }) => code >= SECTION.data);
  return Buffer.concat([
    headerOf(message, sectionOf(sections, SECTION.header)),
    annotationsOf(message, sectionOf(sections, SECTION.annotations), deadLetterSource),
    propertiesOf(message, sectionOf(sections, SECTION.properties)),
    applicationPropertiesOf(message.added, sectionOf(sections, SECTION.applicationProperties)),
    ...body.map(({ bytes }) => bytes),
  ]);
}

function headerOf({ ttlMs, deliveryCount }: Message, sent?: Section): Buffer {
  const [durable, priority] = (sent?.typed.value ?? []) as readonly Typed[];
  const ttl = ttlMs === undefined ? null : types.wrap_uint(Math.min(ttlMs, 0xffff_ffff));
  return encoded(SECTION.header, types.wrap_list([durable, priority, ttl, null, types.wrap_uint(deliveryCount)]));
}

function annotationsOf(message: Message, sent: Section | undefined, deadLetterSource?: string): Buffer {
  const { rest } = message;
  const own: Readonly<Record<string, Typed>> = {
    "x-opt-sequence-number": types.wrap_long(message.sequence),
    "x-opt-enqueue-sequence-number": types.wrap_long(message.firstSequence),
    "x-opt-enqueued-time": types.wrap_timestamp(message.enqueuedAt),
    "x-opt-message-state": types.wrap_int(
      MESSAGE_STATE[rest.kind === "locked" && rest.wasDeferred ? "deferred" : rest.kind],
    ),
    ...(rest.kind === "locked" && { "x-opt-locked-until": types.wrap_timestamp(rest.until) }),
    ...(deadLetterSource && { "x-opt-deadletter-source": types.wrap_string(deadLetterSource) }),
  };
  return encoded(SECTION.annotations, merged(sent, own, types.wrap_symbol));
}

function propertiesOf({ messageId }: Message, sent?: Section): Buffer {
  const fields = (sent?.typed.value ?? []) as readonly Typed[];
  if (sent && fields[0]?.value != null) return sent.bytes;
  return encoded(SECTION.properties, types.wrap_list([types.wrap_string(messageId), ...fields.slice(1)]));
}

function applicationPropertiesOf(added: Properties, sent?: Section): Buffer {
  const names = Object.entries(added);
  if (names.length === 0) return sent?.bytes ?? Buffer.alloc(0);
  const own = Object.fromEntries(names.map(([name, value]) => [name, types.wrap(value)]));
  return encoded(SECTION.applicationProperties, merged(sent, own, types.wrap_string));
}

/** The entries of a map as they were sent, but for those that are set anew. */
function merged(
  sent: Section | undefined,
  own: Readonly<Record<string, Typed>>,
  wrapName: (name: string) => Typed,
): Typed {
  const items = (sent?.typed.value ?? []) as readonly Typed[];
  const left = items.filter((_, index) => !Object.hasOwn(own, String(items[index - (index % 2)]?.value)));
  return Map32([...left, ...Object.entries(own).flatMap(([name, value]) => [wrapName(name), value])]);
}

function encoded(code: number, value: Typed): Buffer {
  const writer = new Writer();
  writer.write(types.described(types.wrap_ulong(code), value) as Typed);
  return writer.toBuffer();
}

function listOf(section: Section | undefined): readonly unknown[] {
  return section ? (types.unwrap(section.typed) as readonly unknown[]) : [];
}

function mapOf(section: Section | undefined): Readonly<Record<string, unknown>> {
  return section ? types.unwrap_map_simple(section.typed) : {};
}

/** An id may be text, a number or bytes; the broker compares texts. */
function idText(id: unknown): string | undefined {
  if (id === null || id === undefined) return undefined;
  return Buffer.isBuffer(id) ? id.toString("hex") : String(id);
}
