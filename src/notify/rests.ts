/**
 * An attempt that waits for an answer holds one of the few activities that the app runs at a time. A channel that kept
 * one waiting is left alone for a while by everything that there is for it, or a channel that is down, and has enough to
 * hear, would keep approvals waiting.
 */
export type Rests = {
  /** Seconds until the channel may be tried; 0 is now. After a rest one tries for all. */
  readonly before: (channel: string) => number;
  readonly after: (channel: string, tookMs: number, wasTaken: boolean) => void;
};

const REST_MS = 60_000;
/** Whoever fails sooner keeps nobody waiting. */
const SLOW_MS = 5_000;

/** In this process's memory: the next one finds out for itself. */
export function restsOf(now: () => Date): Rests {
  const ends = new Map<string, number>();
  return {
    before(channel) {
      const end = ends.get(channel);
      const left = end === undefined ? 0 : end - now().getTime();
      if (left > 0) return Math.ceil(left / 1000);
      if (end !== undefined) ends.set(channel, now().getTime() + REST_MS);
      return 0;
    },
    after(channel, tookMs, wasTaken) {
      if (!wasTaken && tookMs >= SLOW_MS) ends.set(channel, now().getTime() + REST_MS);
      else ends.delete(channel);
    },
  };
}
