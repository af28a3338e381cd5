import type { ServiceBusClient } from "@azure/service-bus";
import type { Refusal } from "./refusal";

/** Where messages are kept that cannot be read. */
export const REFUSED = "approval-requests-refused";

/** Ends before the message's lock does, so that the message comes again where its refusal cannot be kept. */
const TIMEOUT_MS = 20_000;

export type RefusedQueue = { readonly keep: (refusal: Refusal, messageId: string) => Promise<void> };

/** Resolves when the queue has it. An output binding would send it only after others have heard of it. */
export function refusedQueue(client: ServiceBusClient): RefusedQueue {
  const sender = client.createSender(REFUSED);
  return {
    keep: (refusal, messageId) =>
      sender.sendMessages(
        { messageId, body: refusal, contentType: "application/json" },
        { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
      ),
  };
}
