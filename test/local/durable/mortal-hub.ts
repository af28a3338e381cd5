import type { Runner } from "../../../local/durable/runner";
import { type HubOptions, openTaskHub, type TaskHub } from "../../../local/durable/task-hub";
import type { Clock, Faults, Random } from "../../../local/seams";
import { noFaults } from "../../../local/seams";
import { journalOf } from "../../../local/store/journal";
import type { SqlStore } from "../../../local/store/sqlite";
import { callOn } from "../../conformance/hub-with";

/** When a process dies: before a write of the journal reaches the disk, or just after, with nobody told of it. */
export type Death = "before" | "after";

export type Life = {
  readonly hub: TaskHub;
  readonly isDead: () => boolean;
  readonly call: (method: string, path: string, body?: unknown) => ReturnType<typeof callOn>;
};

export type Conditions = {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly runner: Runner;
  readonly faults?: Faults;
  readonly options?: Partial<HubOptions>;
  /** Asked at each write. */
  readonly dies: () => Death | undefined;
};

/**
 * A hub that can die like a process: from then on nothing of it writes, wakes or answers any more. What a commit has
 * stored stays; open another one on the same store to go on.
 */
export function mortalHub({ store, clock, random, runner, faults = noFaults, options, dies }: Conditions): Life {
  let dead = false;
  const journal = journalOf(store);
  const never = new Promise<never>(() => {});
  const hub = openTaskHub(
    {
      store,
      runner,
      seams: { random, faults, clock: { now: clock.now, after: (ms, wake) => clock.after(ms, () => dead || wake()) } },
      journal: {
        flush: journal.flush,
        async write(work) {
          const death = dead ? "before" : dies();
          if (death === "before") {
            dead = true;
            return never;
          }
          let result: ReturnType<typeof work> | undefined;
          let failure: unknown;
          await journal
            .write((open) => {
              if (dead) throw new Error("nothing writes after death");
              result = work(open);
            })
            .catch((error: unknown) => {
              failure = error;
            });
          if (death === "after") dead = true;
          if (dead) return never;
          if (failure) throw failure;
          return result as ReturnType<typeof work>;
        },
      },
    },
    { limits: { maxConcurrentActivities: 4, maxConcurrentOrchestrators: 4 }, ...options },
  );
  hub.start();
  return { hub, isDead: () => dead, call: (method, path, body) => callOn(hub, method, path, body) };
}
