import { EVENT_TYPES, type EventType, type LifecycleEvent } from "../approval/event";

/** Where events go. What is secret of it stays in memory: histories, logs and statuses know the name alone. */
export type Channel = {
  readonly name: string;
  readonly events: readonly EventType[];
  readonly place: Place;
};

export type Place =
  /** The Service Bus topic of the app's own namespace. */
  | { readonly kind: "topic" }
  /** Each secret signs, so that a receiver can change from one to the next. */
  | { readonly kind: "webhook"; readonly url: string; readonly secrets: readonly string[] }
  /** These URLs are secrets by themselves: whoever has one can write there. */
  | { readonly kind: "teams"; readonly url: string }
  | { readonly kind: "slack"; readonly url: string };

/** The one that is there without being listed: who wants to listen subscribes to it, and filters there. */
export const TOPIC: Channel = { name: "topic", events: EVENT_TYPES, place: { kind: "topic" } };

const ENDINGS: ReadonlySet<EventType> = new Set(["connection.updated", "connection.failed", "request.closed"]);

/** Whoever is asked is also told how it ended: otherwise a question stands there that nobody can answer any more. */
export function wants({ events }: Channel, event: LifecycleEvent): boolean {
  if (events.includes(event.type)) return true;
  return events.includes("decision.needed") && ENDINGS.has(event.type) && event.asking !== undefined;
}
