import type { Refusal } from "./refusals";
import type { AmqpFault } from "./rhea-inside";

/** A refusal as AMQP says it, with the status that $management answers. Clients tell faults apart by condition and words. */
export function faultOf(refusal: Refusal): AmqpFault & { readonly status: number } {
  switch (refusal.kind) {
    case "notFound":
      return {
        status: 404,
        condition: "amqp:not-found",
        description: `The messaging entity '${refusal.path}' could not be found. Entities are declared in the entities file; paths count without case.`,
      };
    case "notAllowed":
      return { status: 400, condition: "amqp:not-allowed", description: refusal.why };
    case "lockLost":
      return {
        status: 410,
        condition: "com.microsoft:message-lock-lost",
        description:
          "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue. For more information please see https://aka.ms/ServiceBusExceptions .",
      };
    case "messageNotFound":
      return {
        status: 404,
        condition: "com.microsoft:message-not-found",
        description: `Failed to find one or more of the specified messages, or they are not in that state: ${refusal.sequences.join(", ")}.`,
      };
    case "tooLarge":
      return {
        status: 403,
        condition: "amqp:link:message-size-exceeded",
        description: `The received message (size:${refusal.size} bytes) exceeds the limit (${refusal.limit} bytes) currently allowed on the link.`,
      };
    case "badRequest":
      return { status: 400, condition: "com.microsoft:argument-error", description: refusal.why };
    case "notBuilt":
      return {
        status: 501,
        condition: "amqp:not-implemented",
        description: `The operation ${refusal.operation} is not supported by this stand-in.`,
      };
    case "unavailable":
      return { status: 503, condition: "com.microsoft:server-busy", description: refusal.why };
  }
}
