import type { About } from "./about";
import type { Verdict } from "./entry";
import type { Outcome, People, Person } from "./model";

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
  /** There once Azure was read. */
  readonly about?: About;
  /** There while people are asked, and afterwards where they were. */
  readonly asking?: Asking;
  /** There from the moment on when Azure took the change. */
  readonly change?: Change;
};

/** What Azure answered to the change, and how long its last answer asked us to wait. */
export type Change = { readonly sentAt: string; readonly httpStatus: number; readonly retryAfterSeconds?: number };

/** How far the people are who were asked. The log knows it earlier: this is as of the last turn of the wait. */
export type Asking = {
  readonly askedAt: string;
  readonly deadline: string;
  readonly people: People;
  readonly approvals: number;
  /** Who has decided, in the order in which they did; the last ones where there are many. */
  readonly decided: readonly { readonly by: Person; readonly verdict: Verdict; readonly at: string }[];
  /** The last entry of the log that has been counted. */
  readonly counted: number;
};

/** What an instance has told so far: nothing, before its first turn. */
export function toldBy({ customStatus }: { readonly customStatus?: unknown }): Partial<Status> {
  return (customStatus ?? {}) as Partial<Status>;
}

export type Stage = "reading" | "judging" | "asking" | "changing" | "following" | "verifying" | "ended";

export type Next = { readonly what: string; readonly at?: string };

/** One thing that happened. Several of a kind in a row are one entry that counts them, unless each has an author. */
export type Happening = { readonly at: string; readonly what: string; readonly text: string; readonly times?: number };

const MOST_HAPPENINGS = 24;
const LONGEST_TEXT = 200;
/** The extension refuses a custom status above 16 KB of UTF-16: 8,192 units of its JSON. */
const MOST_UNITS = 7_900;
/** A timeline that has to make room keeps so many entries before texts are cut. */
const FEWEST_HAPPENINGS = 6;
/** So long, as JSON, a text is in a status that has no room left: Azure's words and a rule's can be of any length. */
const SHORTEST_CUT = 180;

/** Each of these has an author: two in a row are two. */
const APART = new Set(["approved", "rejected"]);

/** The timeline with one more entry; the oldest but the first give way when it grows too long. */
export function withHappening(timeline: readonly Happening[], entry: Happening): readonly Happening[] {
  const cut = { ...entry, text: shortened(entry.text) };
  const last = timeline.at(-1);
  if (last?.what === entry.what && !APART.has(entry.what))
    return [...timeline.slice(0, -1), { ...cut, times: (last.times ?? 1) + 1 }];
  const kept = timeline.length < MOST_HAPPENINGS ? timeline : withoutSecond(timeline);
  return [...kept, cut];
}

/** The same status, small enough for the extension: old happenings give way first, then long texts. */
export function fitting(status: Status): Status {
  if (unitsOf(status) <= MOST_UNITS) return status;
  const { timeline } = status;
  if (timeline.length > FEWEST_HAPPENINGS) return fitting({ ...status, timeline: withoutSecond(timeline) });
  return JSON.parse(JSON.stringify(status), (_, value: unknown) =>
    typeof value === "string" ? cutAsJson(value) : value,
  ) as Status;
}

function withoutSecond(timeline: readonly Happening[]): readonly Happening[] {
  return [...timeline.slice(0, 1), ...timeline.slice(2)];
}

/** A control character takes six units in JSON, so the text's own length says little. */
function cutAsJson(text: string): string {
  if (unitsOf(text) <= SHORTEST_CUT) return text;
  let kept = text.slice(0, SHORTEST_CUT);
  while (unitsOf(kept) > SHORTEST_CUT) kept = kept.slice(0, Math.floor(kept.length * 0.8));
  return `${withoutHalf(kept)}…`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${withoutHalf(text.slice(0, LONGEST_TEXT - 1))}…`;
}

/** Never ends in the middle of a character that takes two units. */
function withoutHalf(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}

function unitsOf(value: Status | string): number {
  return JSON.stringify(value).length;
}
