import { Webhook } from "standardwebhooks";
import type { CloudEvent } from "./cloud-event";
import type { Posting } from "./post";

type Receiver = { readonly url: string; readonly secrets: readonly string[] };

/**
 * A CloudEvent, signed as Standard Webhooks has it. The id is the delivery's, the same on every attempt; the timestamp,
 * which the signature covers, is of this one. Every secret signs, so that a receiver can change to another in peace.
 */
export function signedPosting(event: CloudEvent, receiver: Receiver, deliveryId: string, now: Date): Posting {
  const body = JSON.stringify(event);
  return {
    url: receiver.url,
    body,
    headers: {
      "content-type": "application/cloudevents+json; charset=utf-8",
      "webhook-id": deliveryId,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": receiver.secrets.map((secret) => new Webhook(secret).sign(deliveryId, now, body)).join(" "),
    },
  };
}
