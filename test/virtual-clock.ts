import type { Clock } from "../local/seams";

type Waiting = { readonly at: number; readonly order: number; readonly wake: () => void };

/** Time that stands still until a test moves it. Wake-ups come in order of their time, then of their making. */
export type VirtualClock = Clock & {
  /** Moves time on by `ms`, waking whatever falls due, and lets promises settle between wake-ups. */
  readonly advance: (ms: number) => Promise<void>;
  /** The time of the next wake-up, if any. */
  readonly next: () => number | undefined;
};

export function virtualClock(start = Date.parse("2026-03-02T09:00:00Z")): VirtualClock {
  let now = start;
  let made = 0;
  const waiting = new Set<Waiting>();

  const earliest = () => [...waiting].sort((one, other) => one.at - other.at || one.order - other.order)[0];

  return {
    now: () => now,
    after(ms, wake) {
      made += 1;
      const entry = { at: now + Math.max(0, ms), order: made, wake };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    next: () => earliest()?.at,
    async advance(ms) {
      const until = now + ms;
      await settled();
      for (let due = earliest(); due && due.at <= until; due = earliest()) {
        waiting.delete(due);
        now = Math.max(now, due.at);
        due.wake();
        await settled();
      }
      now = until;
    },
  };
}

/** Lets pending promises and immediates run: several rounds, since one settles another. */
async function settled(): Promise<void> {
  for (let round = 0; round < 4; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
