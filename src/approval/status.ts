import type { Outcome } from "./model";

/** Where a request is, in the words that people read. The custom status of its instance. */
export type Status = {
  readonly requestId: string;
  readonly stage: Stage;
  readonly text: string;
  /** Since when it is there; ISO 8601, UTC. */
  readonly since: string;
  readonly next?: Next;
  readonly decision?: {
    readonly verdict: string;
    readonly rule?: string;
    readonly reason: string;
    readonly policyHash: string;
  };
  readonly timeline: readonly Happening[];
  readonly outcome?: Outcome;
};

export type Stage = "reading" | "judging" | "asking" | "changing" | "following" | "verifying" | "ended";

export type Next = { readonly what: string; readonly at?: string };

/** One thing that happened. Several of a kind in a row are one entry that counts them. */
export type Happening = { readonly at: string; readonly what: string; readonly text: string; readonly times?: number };

/** The extension refuses a custom status above 16 KB of UTF-16; this many entries of this length stay well below. */
const MOST_HAPPENINGS = 24;
const LONGEST_TEXT = 200;

/** The timeline with one more entry; the oldest but the first give way when it grows too long. */
export function withHappening(timeline: readonly Happening[], entry: Happening): readonly Happening[] {
  const cut = { ...entry, text: shortened(entry.text) };
  const last = timeline.at(-1);
  if (last?.what === entry.what) return [...timeline.slice(0, -1), { ...cut, times: (last.times ?? 1) + 1 }];
  const kept = timeline.length < MOST_HAPPENINGS ? timeline : [...timeline.slice(0, 1), ...timeline.slice(2)];
  return [...kept, cut];
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}
