import { seededRandom } from "../../../local/seams";
import { type Broker, openBroker } from "../../../local/service-bus/broker";
import type { Entities } from "../../../local/service-bus/entities";
import { newToken } from "../../../local/service-bus/lock-token";
import type { Message, NewMessage } from "../../../local/service-bus/message";
import type { TakeMode } from "../../../local/service-bus/queue";
import type { Answer } from "../../../local/service-bus/refusals";
import { createTables, keepIn, savedIn, seenIn } from "../../../local/service-bus/store";
import { openStore } from "../../../local/store/sqlite";

export const START = Date.parse("2026-03-02T09:00:00Z");

/** A broker on a disk in memory, on a clock that only a test moves. */
export function brokerWorld(entities: Entities, seed = 1) {
  const store = openStore(":memory:");
  const random = seededRandom(seed);
  createTables(store);
  let now = START;
  let broker = opened();

  function opened(): Broker {
    return openBroker({
      entities,
      saved: (path) => savedIn(store, path),
      seen: (path) => seenIn(store, path),
      keep: (change) => keepIn(store, change),
      newToken: () => newToken(random),
      traitsOf: (content) => ({ traits: { Label: Buffer.from(content).toString() }, properties: {} }),
    });
  }

  return {
    now: () => now,
    next: () => broker.next(),
    /** Lets time pass as the shell does: it wakes the broker when it asked to be woken. */
    pass(ms: number) {
      const until = now + ms;
      for (let at = broker.next(); at !== undefined && at <= until; at = broker.next()) {
        now = Math.max(now, at);
        broker.advance(now);
      }
      now = until;
      broker.advance(now);
    },
    /** As after kill -9: nothing is known but what is on the disk. */
    restart(downMs = 0) {
      now += downMs;
      broker = opened();
    },
    /** Forgets everything, so that one store serves many runs. */
    clear() {
      for (const table of ["bus_messages", "bus_sequences", "bus_seen"]) store.exec(`DELETE FROM ${table}`);
      now = START;
      broker = opened();
    },
    send: (path: string, ...messages: readonly (string | NewMessage)[]) =>
      broker.send(path, messages.map(messageOf), now),
    take: (path: string, mode: TakeMode = "lock") => broker.take(path, mode, now),
    takeDeferred: (path: string, ...sequences: readonly number[]) => broker.takeDeferred(path, sequences, "lock", now),
    settle: (path: string, message: Message | undefined, verdict: Parameters<Broker["settle"]>[2]) =>
      broker.settle(path, tokenOf(message), verdict, now),
    renew: (path: string, ...messages: readonly (Message | undefined)[]) =>
      broker.renew(path, messages.map(tokenOf), now),
    cancel: (path: string, ...sequences: readonly number[]) => broker.cancelScheduled(path, sequences, now),
    peek: (path: string, from = 0, count = 1000) => granted(broker.peek(path, from, count, now)),
    ids: (path: string) => granted(broker.peek(path, 0, 1000, now)).map(({ messageId }) => messageId),
    roleOf: (path: string) => broker.roleOf(path),
  };
}

export function messageOf(message: string | NewMessage): NewMessage {
  return typeof message === "string" ? { messageId: message, content: Buffer.from(message) } : message;
}

export function tokenOf(message: Message | undefined): string {
  return message?.rest.kind === "locked" ? message.rest.token : "none";
}

export function granted<T>(answer: Answer<T>): T {
  if (answer.kind === "refused") throw new Error(`refused: ${JSON.stringify(answer.why)}`);
  return answer.value;
}

export const LOCK_MS = 60_000;
export const WINDOW_MS = 600_000;

/** Queues `plain`, `unique` (duplicate detection) and `short` (messages live 10 s, then are dead-lettered), and a topic. */
export const ENTITIES: Entities = {
  queues: [
    { name: "plain", lockMs: LOCK_MS, maxDeliveries: 3, deadLettersExpired: false },
    { name: "unique", lockMs: LOCK_MS, maxDeliveries: 3, deadLettersExpired: false, duplicateWindowMs: WINDOW_MS },
    { name: "short", lockMs: LOCK_MS, maxDeliveries: 3, deadLettersExpired: true, ttlMs: 10_000 },
  ],
  topics: [
    {
      name: "news",
      duplicateWindowMs: WINDOW_MS,
      subscriptions: [
        { name: "all", lockMs: LOCK_MS, maxDeliveries: 3, deadLettersExpired: false, rules: [] },
        {
          name: "some",
          lockMs: LOCK_MS,
          maxDeliveries: 3,
          deadLettersExpired: false,
          rules: [{ kind: "correlation", traits: { Label: "some" }, properties: {} }],
        },
        { name: "none", lockMs: LOCK_MS, maxDeliveries: 3, deadLettersExpired: false, rules: [{ kind: "none" }] },
      ],
    },
  ],
};
