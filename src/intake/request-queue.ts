import type { ServiceBusClient } from "@azure/service-bus";
import type { Json } from "../json";

/** The queue that everybody asks through; reconciliation too, so that there is one way in. */
export const REQUESTS = "approval-requests";

/** A message whose id tells it from all others: sent twice, Service Bus keeps one (duplicate detection). */
export type OutgoingMessage = { readonly messageId: string; readonly body: Json };

export type Outbox = { readonly send: (messages: readonly OutgoingMessage[]) => Promise<void> };

/** Sends to the request queue. */
export function requestQueue(client: ServiceBusClient): Outbox {
  const sender = client.createSender(REQUESTS);
  return {
    async send(messages) {
      let batch = await sender.createMessageBatch();
      for (const { messageId, body } of messages) {
        const message = { messageId, body, contentType: "application/json" };
        if (batch.tryAddMessage(message)) continue;
        await sender.sendMessages(batch);
        batch = await sender.createMessageBatch();
        batch.tryAddMessage(message);
      }
      if (batch.count > 0) await sender.sendMessages(batch);
    },
  };
}
