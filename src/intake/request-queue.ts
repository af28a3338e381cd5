import { ServiceBusClient, type ServiceBusSender } from "@azure/service-bus";
import type { Config } from "../config";
import type { Json } from "../json";

/** The queue that everybody asks through; reconciliation too, so that there is one way in. */
export const REQUESTS = "approval-requests";

/** A message whose id tells it from all others: sent twice, Service Bus keeps one (duplicate detection). */
export type OutgoingMessage = { readonly messageId: string; readonly body: Json };

export type Outbox = { readonly send: (messages: readonly OutgoingMessage[]) => Promise<void> };

/** Sends to the request queue. This file is imported with the first message, because the library weighs something. */
export function requestQueue({
  serviceBus,
  identityClientId,
}: Pick<Config, "serviceBus" | "identityClientId">): Outbox {
  let sender: Promise<ServiceBusSender> | undefined;

  async function open(): Promise<ServiceBusSender> {
    if (serviceBus.kind === "connectionString")
      return new ServiceBusClient(serviceBus.connectionString).createSender(REQUESTS);
    const { ManagedIdentityCredential } = await import("@azure/identity");
    const credential = new ManagedIdentityCredential(identityClientId ? { clientId: identityClientId } : {});
    return new ServiceBusClient(serviceBus.host, credential).createSender(REQUESTS);
  }

  return {
    async send(messages) {
      sender ??= open();
      const opened = await sender;
      let batch = await opened.createMessageBatch();
      for (const { messageId, body } of messages) {
        const message = { messageId, body, contentType: "application/json" };
        if (batch.tryAddMessage(message)) continue;
        await opened.sendMessages(batch);
        batch = await opened.createMessageBatch();
        batch.tryAddMessage(message);
      }
      if (batch.count > 0) await opened.sendMessages(batch);
    },
  };
}
