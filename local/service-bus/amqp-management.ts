import { types } from "rhea";
import { deliveredBytes, newMessageOf } from "./amqp-message";
import { propertiesOf } from "./amqp-verdict";
import type { Broker } from "./broker";
import type { DurableBroker } from "./durable-broker";
import { bytesOfToken, tokenOfBytes } from "./lock-token";
import type { Message } from "./message";
import { type Answer, done, refused } from "./refusals";
import type { Verdict } from "./settlement";

export type ManagementRequest = { readonly path: string; readonly operation: string; readonly body: unknown };

/** The body of an answer; undefined says that there is nothing to say. */
type Body = Readonly<Record<string, unknown>> | undefined;
type Fields = Readonly<Record<string, unknown>>;
type Operation = (kernel: Broker, path: string, fields: Fields, now: number) => Answer<Body>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "com.microsoft:peek-message": peekMessages,
  "com.microsoft:renew-lock": renewLocks,
  "com.microsoft:schedule-message": schedule,
  "com.microsoft:cancel-scheduled-message": cancel,
  "com.microsoft:receive-by-sequence-number": receiveDeferred,
  "com.microsoft:update-disposition": settleAll,
};

/** What a client asks of an entity beside sending and receiving. Sessions and rules are what is missing. */
export async function manage(
  broker: DurableBroker,
  { path, operation, body }: ManagementRequest,
): Promise<Answer<Body>> {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (!known) return refused({ kind: "notBuilt", operation });
  const fields = body !== null && typeof body === "object" ? (body as Fields) : {};
  return broker.run((kernel, now) => {
    try {
      return known(kernel, path, fields, now);
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      return refused({ kind: "badRequest", why: `${operation}: ${error.message}` });
    }
  });
}

class BadField extends Error {}

function peekMessages(kernel: Broker, path: string, fields: Fields, now: number): Answer<Body> {
  const peeked = kernel.peek(path, numberIn(fields, "from-sequence-number"), numberIn(fields, "message-count"), now);
  if (peeked.kind === "refused") return peeked;
  if (peeked.value.length === 0) return done(undefined);
  return done({ messages: peeked.value.map((message) => ({ message: deliveredBytes(asPeeked(message)) })) });
}

/** Whoever peeks learns nothing of somebody's lock. */
function asPeeked(message: Message): Message {
  return message.rest.kind === "locked" && !message.rest.wasDeferred
    ? { ...message, rest: { kind: "ready" } }
    : message;
}

function renewLocks(kernel: Broker, path: string, fields: Fields, now: number): Answer<Body> {
  const tokens = tokensIn(fields);
  const renewed = kernel.renew(path, tokens, now);
  if (renewed.kind === "refused") return renewed;
  const until = tokens.map(() => renewed.value);
  return done({ expirations: types.wrap_array(until, TIMESTAMP, undefined) });
}

function schedule(kernel: Broker, path: string, fields: Fields, now: number): Answer<Body> {
  const messages = listIn(fields, "messages").map((entry) => {
    const { message, "message-id": messageId } = entry as Fields;
    if (!Buffer.isBuffer(message)) throw new BadField("every entry of messages needs a message");
    try {
      return newMessageOf(message, () => String(messageId));
    } catch (error) {
      throw new BadField(`a message cannot be read: ${String(error)}`);
    }
  });
  const sent = kernel.send(path, messages, now);
  if (sent.kind === "refused") return sent;
  return done({ "sequence-numbers": types.wrap_array(sent.value, LONG, undefined) });
}

function cancel(kernel: Broker, path: string, fields: Fields, now: number): Answer<Body> {
  const cancelled = kernel.cancelScheduled(path, sequencesIn(fields), now);
  return cancelled.kind === "refused" ? cancelled : done({});
}

function receiveDeferred(kernel: Broker, path: string, fields: Fields, now: number): Answer<Body> {
  const mode = numberIn(fields, "receiver-settle-mode") === 0 ? "remove" : "lock";
  const taken = kernel.takeDeferred(path, sequencesIn(fields), mode, now);
  if (taken.kind === "refused") return taken;
  const messages = taken.value.map((message) => ({
    ...(message.rest.kind === "locked" && { "lock-token": types.wrap_uuid(bytesOfToken(message.rest.token)) }),
    message: deliveredBytes(message),
  }));
  return done({ messages });
}

function settleAll(kernel: Broker, path: string, fields: Fields, now: number): Answer<Body> {
  const verdict = verdictIn(fields);
  for (const token of tokensIn(fields)) {
    const settled = kernel.settle(path, token, verdict, now);
    if (settled.kind === "refused") return settled;
  }
  return done({});
}

function verdictIn(fields: Fields): Verdict {
  const added = propertiesOf({ ...(fields["properties-to-modify"] as Fields | null | undefined) });
  const status = String(fields["disposition-status"]);
  switch (status) {
    case "completed":
      return { kind: "complete" };
    case "abandoned":
      return { kind: "abandon", added };
    case "defered": // Azure's spelling.
      return { kind: "defer", added };
    case "suspended": {
      const { "deadletter-reason": DeadLetterReason, "deadletter-description": DeadLetterErrorDescription } = fields;
      return {
        kind: "deadLetter",
        added: { ...added, ...propertiesOf({ DeadLetterReason, DeadLetterErrorDescription }) },
      };
    }
    default:
      throw new BadField(`disposition-status ${status} is not known`);
  }
}

const LONG = 0x81;
const TIMESTAMP = 0x83;

function listIn(fields: Fields, name: string): readonly unknown[] {
  const list = fields[name];
  if (!Array.isArray(list)) throw new BadField(`${name} is missing`);
  return list;
}

function numberIn(fields: Fields, name: string): number {
  return numberOf(fields[name], name);
}

/** A 64-bit number that JavaScript cannot hold comes as bytes; no sequence number here gets that far. */
function numberOf(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  if (Buffer.isBuffer(value) && value.length === 8) return Number(value.readBigInt64BE());
  throw new BadField(`${name} must be a number`);
}

function sequencesIn(fields: Fields): readonly number[] {
  return listIn(fields, "sequence-numbers").map((value) => numberOf(value, "sequence-numbers"));
}

function tokensIn(fields: Fields): readonly string[] {
  return listIn(fields, "lock-tokens").map((token) => {
    if (!Buffer.isBuffer(token)) throw new BadField("lock-tokens must be uuids");
    return tokenOfBytes(token);
  });
}
