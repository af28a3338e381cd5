import type { OrchestrationContext, Task } from "durable-functions";
import { BELL } from "../approval/question";
import type { Durable } from "./durable";

/** Waits for a ring until a moment; true where one came, since the last turn or during this one. */
export type Bell = (until: Date) => Durable<boolean>;

/**
 * Each turn has a wait and a timer of its own, and no `any` is built over a task that may be complete or was in one before.
 * Waits that lost stay and are looked at: a ring that comes in the same batch as the timer goes to the wait that has just
 * lost (durable-protocol 14 says which ways of writing this lose rings or hang for good).
 */
export function bellOf({ df }: OrchestrationContext): Bell {
  let standing: readonly Task[] = [];

  /** Whether a wait has ended since it was looked at last. */
  function hasRung(): boolean {
    const open = standing.filter(({ isCompleted }) => !isCompleted);
    const isNews = open.length < standing.length;
    standing = open;
    return isNews;
  }

  return function* until(moment) {
    if (hasRung()) return true;
    const ring = df.waitForExternalEvent(BELL);
    const timer = df.createTimer(moment);
    standing = [...standing, ring];
    yield df.Task.any([ring, timer]);
    if (!timer.isCompleted) timer.cancel();
    return hasRung();
  };
}
