import { type Cell, DONE, endedCell, run, type Script } from "./engine-cells";
import type { Ground } from "./engine-ground";

/** Beyond this a timer is made of parts (section 7.1). */
export const LONGEST_SHORT_TIMER_MS = 6 * 86_400_000;
export const LONG_TIMER_PART_MS = 3 * 86_400_000;

/**
 * One task for the app, however long. A cancelled timer ends at once, wherever in the history the app cancelled it:
 * that is what lets an `any` over it end while events are laid aside (section 8).
 */
export function timer(ground: Ground, fireAt: number, cancelled: boolean): Cell {
  if (fireAt - ground.now() <= LONGEST_SHORT_TIMER_MS) return ground.schedule({ kind: "timer", fireAt, cancelled });
  if (cancelled) {
    ground.schedule({ kind: "timer", fireAt: ground.now() + LONG_TIMER_PART_MS, cancelled });
    return endedCell({ kind: "cancelled" });
  }
  return run(parts(ground, fireAt));
}

/** Goes by what fires, not by a plan: if the last part fired early, one more short part is made, as in the library. */
function* parts(ground: Ground, fireAt: number): Script {
  let next = ground.now() + LONG_TIMER_PART_MS;
  while (ground.now() < fireAt) {
    yield ground.schedule({ kind: "timer", fireAt: next, cancelled: false });
    next = Math.min(fireAt, ground.now() + LONG_TIMER_PART_MS);
  }
  return DONE;
}

/**
 * When a timer's message comes up. Azure Storage hides it for whole seconds, cut off, so that a timer fires up to one
 * second early and one of less than a second at once.
 */
export function wakesAt(fireAt: number, now: number, mode: "early" | "exact"): number {
  const left = Math.max(0, fireAt - now);
  return now + (mode === "early" ? Math.floor(left / 1000) * 1000 : left);
}
