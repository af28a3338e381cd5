import { type Cell, cell, endedCell } from "./engine-cells";

/** Work that the orchestration asks for. Each piece takes the next number; both sides count alike (section 5). */
export type Work =
  | { readonly kind: "activity"; readonly name: string; readonly input: unknown }
  | { readonly kind: "timer"; readonly fireAt: number; readonly cancelled: boolean }
  | {
      readonly kind: "child";
      readonly name: string;
      readonly version: string | null;
      /** Undefined: named after the parent's execution and the number. */
      readonly instanceId: string | undefined;
      readonly input: unknown;
    };

export type NumberedWork = Work & { readonly id: number };

/** What the parts of a replay stand on: the clock of the history, numbers, and what has been asked for so far. */
export type Ground = {
  /** currentUtcDateTime, in milliseconds. */
  readonly now: () => number;
  readonly advance: (now: number) => void;
  readonly schedule: (work: Work) => Cell;
  /** The task of this number that has not ended. */
  readonly open: (id: number) => Cell | undefined;
  readonly openCount: () => number;
  /** Takes note that the history has this work already. Undefined if the script has not asked for it. */
  readonly acknowledge: (id: number) => Work | undefined;
  /** What the history does not have yet. */
  readonly unacknowledged: () => NumberedWork[];
  readonly cancelledTimers: () => number[];
};

export function groundOf(): Ground {
  let clock = 0;
  let next = 0;
  const asked = new Map<number, Work>();
  const open = new Map<number, Cell>();
  const cancelled: number[] = [];

  return {
    now: () => clock,
    advance(now) {
      clock = now;
    },
    schedule(work) {
      const id = next;
      next += 1;
      asked.set(id, work);
      if (work.kind === "timer" && work.cancelled) {
        cancelled.push(id);
        return endedCell({ kind: "cancelled" });
      }
      const task = cell();
      open.set(id, task);
      task.whenEnded(() => open.delete(id));
      return task;
    },
    open: (id) => open.get(id),
    openCount: () => open.size,
    acknowledge(id) {
      const work = asked.get(id);
      asked.delete(id);
      return work;
    },
    unacknowledged: () => [...asked].map(([id, work]) => ({ ...work, id })),
    cancelledTimers: () => cancelled,
  };
}
