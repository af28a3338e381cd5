import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { type Broker, openBroker } from "./broker";
import type { Entities } from "./entities";
import { newToken } from "./lock-token";
import type { Traits } from "./rules";
import { createTables, keepIn, savedIn, seenIn } from "./store";

/** The broker on its disk: what it answers is kept before the answer is known. */
export type DurableBroker = {
  readonly roleOf: Broker["roleOf"];
  /** Runs `act` inside the next commit and resolves when that is on the disk. */
  readonly run: <T>(act: (broker: Broker, now: number) => T) => Promise<T>;
  /** Calls after every commit that changed something, and whenever time has. */
  readonly onChange: (changed: () => void) => void;
  /** Wakes no more. */
  readonly close: () => Promise<void>;
};

export type DurableBrokerParts = {
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  readonly entities: Entities;
  readonly traitsOf: (content: Uint8Array) => Traits;
};

export function openDurableBroker({ store, journal, seams, entities, traitsOf }: DurableBrokerParts): DurableBroker {
  createTables(store);
  const { clock, random } = seams;
  let isChanged = false;
  let isStale = false;
  let isClosed = false;
  let callOff = () => {};
  let changed = () => {};
  let broker = loaded();

  function loaded(): Broker {
    return openBroker({
      entities,
      saved: (path) => savedIn(store, path),
      seen: (path) => seenIn(store, path),
      newToken: () => newToken(random),
      traitsOf,
      keep(change) {
        isChanged = true;
        keepIn(store, change);
      },
    });
  }

  /** The broker acts inside the transaction, so its memory is never ahead of the disk, except where a commit failed. */
  async function run<T>(act: (broker: Broker, now: number) => T): Promise<T> {
    try {
      const result = await journal.write(() => {
        if (isStale) broker = loaded();
        isStale = true; // until it is known that memory and disk agree
        const answer = act(broker, clock.now());
        isStale = false;
        return answer;
      });
      settleDown();
      return result;
    } catch (error) {
      isStale = true;
      throw error;
    }
  }

  function settleDown(): void {
    if (!isChanged) return;
    isChanged = false;
    changed();
    sleep();
  }

  function sleep(): void {
    callOff();
    const at = broker.next();
    if (at === undefined || isClosed) return;
    callOff = clock.after(Math.max(0, at - clock.now()), () => {
      // A disk that refuses is told to whoever asks next; time goes on either way.
      run((awake, now) => awake.advance(now)).then(sleep, () => {});
    });
  }

  sleep();
  return {
    roleOf: (path) => broker.roleOf(path),
    run,
    onChange(listener) {
      changed = listener;
    },
    async close() {
      isClosed = true;
      callOff();
      await journal.write(() => {});
    },
  };
}
