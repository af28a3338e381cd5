import type { Receiver, Sender } from "rhea";
import type { Seams } from "../seams";
import { addressOf } from "./amqp-address";
import { faultOf } from "./amqp-errors";
import { LARGEST_MESSAGE_BYTES, takeFrom } from "./amqp-incoming";
import type { Outgoing } from "./amqp-outgoing";
import { takeRequests, takeTokens } from "./amqp-requests";
import type { DurableBroker } from "./durable-broker";
import type { Refusal } from "./refusals";
import { agree } from "./rhea-inside";

const SESSION_FILTER = "com.microsoft:session-filter";

/** A client wants to send. */
export function onReceiverLink(link: Receiver, broker: DurableBroker, seams: Seams): void {
  agree(link, { max_message_size: LARGEST_MESSAGE_BYTES });
  const why = receiveOver(link, broker, seams);
  if (why) refuse(link, why);
}

/** A client wants to receive. */
export function onSenderLink(link: Sender, broker: DurableBroker, outgoing: Outgoing, seams: Seams): void {
  agree(link, {});
  const why = sendOver(link, broker, outgoing);
  if (!why) return;
  if (isForSession(link)) refuseLater(link, why, seams);
  else refuse(link, why);
}

/**
 * The official client guesses that the session is locked, closes the link, and then reads the reason from the answer to
 * that, if it has heard none before. Other clients wait for the reason.
 */
function refuseLater(link: Sender, why: Refusal, seams: Seams): void {
  const callOff = seams.clock.after(SESSION_REFUSAL_MS, () => refuse(link, why));
  link.on("sender_close", () => {
    callOff();
    refuse(link, why);
  });
}

const SESSION_REFUSAL_MS = 500;

function isForSession(link: Sender): boolean {
  return link.source?.filter != null && SESSION_FILTER in link.source.filter;
}

function receiveOver(link: Receiver, broker: DurableBroker, seams: Seams): Refusal | undefined {
  const address = addressOf(link.target?.address);
  if (address.kind === "none") return { kind: "badRequest", why: "The link has no target address." };
  if (address.kind === "tokens") {
    takeTokens(link);
    return undefined;
  }
  const role = broker.roleOf(address.path);
  if (!role) return { kind: "notFound", path: address.path };
  if (address.kind === "management") takeRequests(link, address.path, broker);
  else if (role === "queue" || role === "topic") takeFrom(link, address.path, broker, seams);
  else return { kind: "notAllowed", why: `Nothing can be sent to ${address.path}: send to its queue or topic.` };
  return undefined;
}

function sendOver(link: Sender, broker: DurableBroker, outgoing: Outgoing): Refusal | undefined {
  const address = addressOf(link.source?.address);
  if (address.kind === "none") return { kind: "badRequest", why: "The link has no source address." };
  if (address.kind === "tokens") return undefined;
  const role = broker.roleOf(address.path);
  if (!role) return { kind: "notFound", path: address.path };
  if (address.kind === "management") return undefined; // Answers go this way.
  if (role === "topic")
    return { kind: "notAllowed", why: `A topic has no messages of its own: ${subscriptionsOf(address.path)}.` };
  if (isForSession(link)) return { kind: "notAllowed", why: NO_SESSIONS };
  outgoing.add(link, address.path);
  return undefined;
}

/** The first sentence is Azure's. */
const NO_SESSIONS =
  "It is not possible for an entity that does not require sessions to create a sessionful message receiver. Sessions are not supported by this stand-in.";

function subscriptionsOf(topic: string): string {
  return `receive from ${topic}/Subscriptions/<name>`;
}

function refuse(link: Sender | Receiver, why: Refusal): void {
  const { condition, description } = faultOf(why);
  link.close({ condition, description });
}
