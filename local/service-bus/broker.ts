import { openWindow, type Seen, type Window } from "./duplicates";
import type { Entities, Keeping, Topic } from "./entities";
import type { Keep, Message, NewMessage } from "./message";
import {
  advance,
  cancel,
  type MessageQueue,
  openQueue,
  peek,
  put,
  putCopy,
  renew,
  type Saved,
  settle,
  type TakeMode,
  take,
  takeDeferred,
} from "./queue";
import { type Answer, done, refused } from "./refusals";
import { type Traits, takes } from "./rules";
import type { Verdict } from "./settlement";

/** Service Bus without sockets, disk or clock. Paths count without case. Every call brings the time. */
export type Broker = {
  /** What one may do at a path, if there is something. */
  readonly roleOf: (path: string) => "queue" | "topic" | "subscription" | "deadLetters" | undefined;
  /** Takes all of them, or none, and answers their sequence numbers. */
  readonly send: (path: string, messages: readonly NewMessage[], now: number) => Answer<readonly number[]>;
  readonly cancelScheduled: (path: string, sequences: readonly number[], now: number) => Answer<undefined>;
  readonly take: (path: string, mode: TakeMode, now: number) => Message | undefined;
  readonly takeDeferred: (
    path: string,
    sequences: readonly number[],
    mode: TakeMode,
    now: number,
  ) => Answer<readonly Message[]>;
  readonly settle: (path: string, token: string, verdict: Verdict, now: number) => Answer<undefined>;
  readonly renew: (path: string, tokens: readonly string[], now: number) => Answer<number>;
  readonly peek: (path: string, from: number, count: number, now: number) => Answer<readonly Message[]>;
  /** Does everything that fell due until now. */
  readonly advance: (now: number) => void;
  /** When to be woken. */
  readonly next: () => number | undefined;
};

export type BrokerParts = {
  readonly entities: Entities;
  /** What the last process kept, by path in lower case. */
  readonly saved: (path: string) => Saved;
  /** The message ids it had taken of late, oldest first. */
  readonly seen: (path: string) => readonly Seen[];
  readonly keep: Keep;
  readonly newToken: () => string;
  /** What filters see of a message. */
  readonly traitsOf: (content: Uint8Array) => Traits;
};

type Place = {
  readonly role: "queue" | "topic" | "subscription" | "deadLetters";
  readonly queue: MessageQueue;
  readonly window?: Window;
};

export function openBroker(parts: BrokerParts): Broker {
  const places = placesOf(parts);
  const advanced = (path: string, now: number) => {
    const place = places.get(path.toLowerCase());
    if (place) advance(place.queue, now);
    return place;
  };
  const at = <T>(path: string, now: number, act: (place: Place) => Answer<T>): Answer<T> => {
    const place = advanced(path, now);
    return place ? act(place) : refused({ kind: "notFound", path });
  };
  /** Messages of a topic are received from its subscriptions. */
  const receivable = (path: string, now: number) => {
    const place = advanced(path, now);
    return place?.role === "topic" ? undefined : place?.queue;
  };

  return {
    roleOf: (path) => places.get(path.toLowerCase())?.role,
    send: (path, messages, now) => at(path, now, (place) => accept(place, messages, now)),
    cancelScheduled: (path, sequences, now) => at(path, now, ({ queue }) => cancel(queue, sequences)),
    take(path, mode, now) {
      const queue = receivable(path, now);
      return queue && take(queue, mode, now);
    },
    takeDeferred: (path, sequences, mode, now) =>
      at(path, now, ({ queue }) => takeDeferred(queue, sequences, mode, now)),
    settle: (path, token, verdict, now) => at(path, now, ({ queue }) => settle(queue, token, verdict)),
    renew: (path, tokens, now) => at(path, now, ({ queue }) => renew(queue, tokens, now)),
    peek: (path, from, count, now) => at(path, now, ({ queue }) => done(peek(queue, from, count))),
    advance(now) {
      for (const { queue } of places.values()) advance(queue, now);
    },
    next() {
      const times = [...places.values()].flatMap(({ queue }) => queue.shelf.firstDue()?.at ?? []);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
  };
}

function accept(
  { role, queue, window }: Place,
  messages: readonly NewMessage[],
  now: number,
): Answer<readonly number[]> {
  if (role !== "queue" && role !== "topic")
    return refused({ kind: "notAllowed", why: `Messages are sent to queues and topics; ${queue.path} is neither.` });
  // A repeat is taken like any other message and then left out, so that its sender is content.
  return done(
    messages.map((message) =>
      window?.isRepeat(message.messageId, now) ? queue.nextSequence() : put(queue, message, now).sequence,
    ),
  );
}

function placesOf(parts: BrokerParts): ReadonlyMap<string, Place> {
  const places: Place[] = [];
  for (const queue of parts.entities.queues) {
    const path = queue.name.toLowerCase();
    places.push({ role: "queue", queue: keeper(parts, path, queue, places), ...windowAt(parts, path, queue) });
  }
  for (const topic of parts.entities.topics) addTopic(parts, topic, places);
  return new Map(places.map((place) => [place.queue.path, place]));
}

function addTopic(parts: BrokerParts, topic: Topic, places: Place[]): void {
  const path = topic.name.toLowerCase();
  const subscriptions = topic.subscriptions.map((subscription) => {
    const queue = keeper(parts, `${path}/subscriptions/${subscription.name.toLowerCase()}`, subscription, places);
    places.push({ role: "subscription", queue });
    return { queue, rules: subscription.rules };
  });
  const queue = openQueue(
    {
      path,
      lockMs: 0,
      expired: "keep",
      ...(topic.ttlMs && { ttlMs: topic.ttlMs }),
      keep: parts.keep,
      newToken: parts.newToken,
      forward(message) {
        const traits = () => parts.traitsOf(message.content);
        for (const { queue: to, rules } of subscriptions) if (takes(rules, traits)) putCopy(to, message);
      },
    },
    parts.saved(path),
  );
  places.push({ role: "topic", queue, ...windowAt(parts, path, topic) });
}

/** A queue with its two dead-letter queues. The one for transfers stays empty, since nothing is forwarded here. */
function keeper(parts: BrokerParts, path: string, keeping: Keeping, places: Place[]): MessageQueue {
  const { keep, newToken } = parts;
  const { lockMs, maxDeliveries, ttlMs, deadLettersExpired } = keeping;
  const [deadLetters] = ["$deadletterqueue", "$transfer/$deadletterqueue"].map((end) => {
    const inside = `${path}/${end}`;
    const queue = openQueue({ path: inside, lockMs, expired: "keep", keep, newToken }, parts.saved(inside));
    places.push({ role: "deadLetters", queue });
    return queue;
  });
  return openQueue(
    {
      path,
      lockMs,
      maxDeliveries,
      ...(ttlMs && { ttlMs }),
      expired: deadLettersExpired ? "deadLetter" : "remove",
      keep,
      newToken,
      deadLetters: (message) => deadLetters?.shelf.add({ ...message, queue: deadLetters.path }),
    },
    parts.saved(path),
  );
}

function windowAt(parts: BrokerParts, path: string, { duplicateWindowMs }: { readonly duplicateWindowMs?: number }) {
  if (!duplicateWindowMs) return {};
  return { window: openWindow(path, duplicateWindowMs, parts.seen(path), parts.keep) };
}
