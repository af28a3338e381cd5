import { isServiceBusError, type ServiceBusClient } from "@azure/service-bus";
import type { Attempt } from "../approval/delivery";
import type { LifecycleEvent } from "../approval/event";
import type { CloudEvent } from "./cloud-event";

export type Topic = { readonly send: (event: LifecycleEvent, cloudEvent: CloudEvent) => Promise<Attempt> };

/** Where whoever wants to listen subscribes. */
export const EVENTS = "approval-events";

/** The client tries by itself for minutes; waiting is for durable timers. */
const TIMEOUT_MS = 20_000;

/** Sends to the topic. The message id is the event's, by which the topic drops a repeat within its window. */
export function eventTopic(client: ServiceBusClient, timeoutMs = TIMEOUT_MS): Topic {
  const sender = client.createSender(EVENTS);
  return {
    async send(event, cloudEvent) {
      const patience = AbortSignal.timeout(timeoutMs);
      const message = {
        messageId: event.id,
        subject: event.type,
        contentType: "application/cloudevents+json; charset=utf-8",
        ...(event.correlationId !== undefined && { correlationId: event.correlationId }),
        applicationProperties: forFilters(event),
        body: cloudEvent,
      };
      try {
        await sender.sendMessages(message, { abortSignal: patience });
        return { kind: "delivered" };
      } catch (error) {
        return whatToDo(error, patience);
      }
    },
  };
}

/** What a subscription can filter by (docs/notifications.md). */
function forFilters({ type, requestId, about, decision, outcome }: LifecycleEvent): Record<string, string> {
  return {
    type,
    requestId,
    ...(about && { target: about.target.name }),
    ...(about?.target.env !== undefined && { environment: about.target.env }),
    ...(decision && { verdict: decision.verdict }),
    ...(outcome && { outcome: outcome.kind }),
  };
}

/** The code alone: texts of the client name hosts and keys. */
function whatToDo(error: unknown, patience: AbortSignal): Attempt {
  if (isServiceBusError(error) && error.code === "MessageSizeExceeded")
    return { kind: "givenUp", why: "the event is too long for the topic" };
  if (patience.aborted) return { kind: "tryAgain", why: "Service Bus did not answer in time" };
  const code = isServiceBusError(error) ? error.code : "no connection";
  return { kind: "tryAgain", why: `Service Bus did not take it (${code})` };
}
