import { createHash } from "node:crypto";
import type { Json } from "../json";
import type { Message } from "./message";
import { type MessageBody, readMessageBody } from "./message-body";
import type { Reason } from "./submission";

/** What goes to the refused queue: what came, and what is wrong with it. Nothing is lost. */
export type Refusal = {
  readonly reasons: readonly Reason[];
  readonly body: Json;
  /** There where the body is too long to be kept whole: `body` is its beginning, this tells the rest by. */
  readonly cut?: { readonly bytes: number; readonly sha256: string };
  readonly message: Json;
  readonly refusedAt: string;
};

/** Service Bus takes 256 KiB with everything in it. These parts together stay below, however they are written. */
const LARGEST_BODY_BYTES = 190_000;
const LARGEST_REASONS_BYTES = 20_000;
const LARGEST_PROPERTIES_BYTES = 20_000;
const MOST_REASONS = 50;
const LONGEST_TEXT = 500;
/** To write what is nested without end would overflow the stack: a body with more brackets is kept as its text. */
const MOST_BRACKETS = 1_000;

/** A message that cannot be read as what the queue takes it, so that it can be looked at and sent again. */
export function refusalOf(
  { body, applicationProperties, ...metadata }: Message,
  reasons: readonly Reason[],
  refusedAt: string,
): Refusal {
  return {
    reasons: fewer(reasons),
    ...keptBody(body),
    message: {
      ...shortened(metadata),
      ...(applicationProperties !== undefined && { applicationProperties: properties(applicationProperties) }),
    },
    refusedAt,
  };
}

function fewer(reasons: readonly Reason[]): readonly Reason[] {
  const told: Reason[] = [];
  let bytes = 0;
  for (const { path, text } of reasons.slice(0, MOST_REASONS)) {
    const reason = { path: short(path), text: short(text) };
    bytes += sizeOf(reason);
    if (bytes > LARGEST_REASONS_BYTES) break;
    told.push(reason);
  }
  const untold = reasons.length - told.length;
  return untold === 0 ? told : [...told, { path: "", text: `and ${untold} more` }];
}

function keptBody(bytes: Buffer): Pick<Refusal, "body" | "cut"> {
  const read = readMessageBody(bytes);
  const whole = wholeBody(read, bytes);
  if (sizeOf(whole) <= LARGEST_BODY_BYTES) return { body: whole };
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { body: beginning(read, bytes), cut: { bytes: bytes.length, sha256 } };
}

function wholeBody(read: MessageBody, bytes: Buffer): Json {
  if (read.kind === "bytes") return { base64: bytes.toString("base64") };
  const isFlat = read.kind === "json" && (read.text.match(/[[{]/g) ?? []).length <= MOST_BRACKETS;
  return isFlat ? (read.value as Json) : read.text;
}

function beginning(read: MessageBody, bytes: Buffer): Json {
  if (read.kind === "bytes") return { base64: bytes.subarray(0, (LARGEST_BODY_BYTES * 3) / 4).toString("base64") };
  let { text } = read;
  while (sizeOf(text) > LARGEST_BODY_BYTES) text = text.slice(0, text.length * 0.9);
  return text;
}

function shortened(metadata: object): Readonly<Record<string, Json>> {
  const fields = Object.entries(metadata).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields.map(([name, value]) => [name, typeof value === "string" ? short(value) : value]));
}

function properties(given: unknown): Json {
  if (sizeOf(given) <= LARGEST_PROPERTIES_BYTES) return given as Json;
  return { cut: `${sizeOf(given)} bytes, too many to be kept here` };
}

function short(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** In bytes of its JSON. */
function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
