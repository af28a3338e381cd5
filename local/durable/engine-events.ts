import { type Cell, cell, DONE } from "./engine-cells";

/** External events and the waits for them (section 7.3). Names count without case here, with case in the library. */
export type Events = {
  /** The newest wait that still stands is served first; an event that nobody waits for is kept, in order. */
  readonly raise: (name: string) => void;
  readonly wait: (name: string) => Cell;
};

export function eventsOf(): Events {
  const waits = new Map<string, Cell[]>();
  const kept = new Map<string, number>();

  return {
    raise(name) {
      const key = name.toLowerCase();
      const newest = waits.get(key)?.pop();
      if (newest) newest.end(DONE);
      else kept.set(key, (kept.get(key) ?? 0) + 1);
    },
    wait(name) {
      const key = name.toLowerCase();
      const task = cell();
      const left = kept.get(key) ?? 0;
      if (left > 0) {
        kept.set(key, left - 1);
        task.end(DONE);
      } else waits.set(key, [...(waits.get(key) ?? []), task]);
      return task;
    },
  };
}
