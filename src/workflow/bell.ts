import type { OrchestrationContext, Task } from "durable-functions";
import { BELL } from "../approval/question";
import type { Durable } from "./durable";

/** Each ring costs some events of the history. After so many of them in a run only the clock wakes it up: see SLICE_SECONDS. */
const MOST_RINGS = 200;

/** Waits for a ring until a moment; true where one came, since the last turn or during this one. */
export type Bell = (until: Date) => Durable<boolean>;

/**
 * Each turn has a wait and a timer of its own, and no `any` is built over a task that may be complete or was in one before.
 * Waits that lost stay and are looked at: a ring that comes in the same batch as the timer goes to the wait that has just
 * lost (durable-protocol 14 says which ways of writing this lose rings or hang for good).
 */
export function bellOf({ df }: OrchestrationContext): Bell {
  let standing: readonly Task[] = [];
  let rings = 0;

  /** Whether a wait has ended since it was looked at last. */
  function hasRung(): boolean {
    const open = standing.filter(({ isCompleted }) => !isCompleted);
    const isNews = open.length < standing.length;
    standing = open;
    return isNews;
  }

  return function* until(moment) {
    if (rings >= MOST_RINGS) {
      yield df.createTimer(moment);
      return false;
    }
    const isRung = yield* rung(moment);
    if (isRung) rings += 1;
    return isRung;
  };

  function* rung(moment: Date): Durable<boolean> {
    if (hasRung()) return true;
    const ring = df.waitForExternalEvent(BELL);
    const timer = df.createTimer(moment);
    standing = [...standing, ring];
    yield df.Task.any([ring, timer]);
    if (!timer.isCompleted) timer.cancel();
    return hasRung();
  }
}
