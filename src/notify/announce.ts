import { createHash } from "node:crypto";
import type { Errand } from "../approval/delivery";
import type { LifecycleEvent } from "../approval/event";
import { type Channel, wants } from "./channels";

/** Starts the delivery of an errand; false where it was started before, whatever became of it. */
export type StartDelivery = (errand: Errand) => Promise<boolean>;

/**
 * Starts a delivery to each channel that wants to hear of an event, and waits for none. Announced again it is one
 * delivery: the instance's id comes from the event and the channel, and what was started is not started anew.
 */
export async function announceTo(
  channels: readonly Channel[],
  event: LifecycleEvent,
  start: StartDelivery,
): Promise<{ readonly deliveries: number }> {
  const wanting = channels.filter((channel) => wants(channel, event));
  await Promise.all(
    wanting.map(({ name }) => start({ deliveryId: deliveryIdOf(event.id, name), channel: name, event })),
  );
  return { deliveries: wanting.length };
}

/** A digest, because the extension cuts ids at # and ? and takes no / (durable-protocol 9). */
export function deliveryIdOf(eventId: string, channel: string): string {
  return `ntf-${createHash("sha256").update(`${channel}\n${eventId}`).digest("hex").slice(0, 40)}`;
}
