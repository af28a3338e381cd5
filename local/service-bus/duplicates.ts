import type { Keep } from "./message";

/** Which message ids an entity has taken of late. */
export type Window = {
  /** Whether this id was taken within the window. If not, it counts as taken from now on. */
  readonly isRepeat: (messageId: string, now: number) => boolean;
};

export type Seen = { readonly messageId: string; readonly until: number };

/** `seen` comes oldest first. The window runs from the first message: a repeat does not lengthen it. */
export function openWindow(queue: string, windowMs: number, seen: readonly Seen[], keep: Keep): Window {
  const until = new Map(seen.map((one) => [one.messageId, one.until]));

  function forget(now: number): void {
    for (const [messageId, end] of until) {
      if (end > now) return;
      until.delete(messageId);
      keep({ kind: "forgot", queue, messageId });
    }
  }

  return {
    isRepeat(messageId, now) {
      forget(now);
      if (until.has(messageId)) return true;
      until.set(messageId, now + windowMs);
      keep({ kind: "seen", queue, messageId, until: now + windowMs });
      return false;
    },
  };
}
