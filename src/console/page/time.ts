/** Times as people read them: relative in lists, exact wherever something is decided by them. */

/** What "now" is for the reader: the server's clock, and one time zone for the whole page. */
export type Now = { readonly ms: number; readonly zone?: string };

const MINUTE = 60_000;
const DAY = 86_400_000;

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Numbers up to ten in words, for the middle of a sentence. */
export function inWords(count: number): string {
  return WORDS[count] ?? String(count);
}

/** How long something lasts: minutes up to ten hours, hours up to two days, then days. Never rounded up. */
export function span(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  if (hours < 10) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  if (hours < 48) return `${hours} h`;
  return plural(Math.floor(hours / 24), "day");
}

export function since(at: string, now: Now): string {
  const ms = now.ms - Date.parse(at);
  if (ms < MINUTE) return "just now";
  return `${span(ms).replace(/(\d h) \d+ min/, "$1")} ago`;
}

/** What is left until `at`; undefined when it is over. */
export function left(at: string, now: Now): string | undefined {
  const ms = Date.parse(at) - now.ms;
  return ms > 0 ? span(ms) : undefined;
}

const SOON_HOURS = 6;

export function isSoon(at: string, now: Now): boolean {
  return Date.parse(at) - now.ms < SOON_HOURS * 60 * MINUTE;
}

/** The share of the time to the deadline that is gone, in percent; never quite nothing, so that it shows. */
export function gone(from: string, to: string, now: Now): number {
  const whole = Date.parse(to) - Date.parse(from);
  const share = whole > 0 ? (now.ms - Date.parse(from)) / whole : 1;
  return Math.round(Math.min(1, Math.max(0.015, share)) * 1000) / 10;
}

function formatted(at: string, now: Now, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", { ...options, ...(now.zone && { timeZone: now.zone }) }).format(new Date(at));
}

export function clock(at: string, now: Now): string {
  return formatted(at, now, { hour: "2-digit", minute: "2-digit" });
}

export function clockWithSeconds(at: string, now: Now): string {
  return formatted(at, now, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** "today", "tomorrow", "Sat 21 Nov", "12 May", "12 May 2025": as much as is needed to know the day. */
export function day(at: string, now: Now): string {
  const gap = Math.round((dayNumber(at, now) - dayNumber(new Date(now.ms).toISOString(), now)) / DAY);
  if (gap === 0) return "today";
  if (gap === -1) return "yesterday";
  if (gap === 1) return "tomorrow";
  if (Math.abs(gap) < 7)
    return formatted(at, now, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
  const isThisYear =
    formatted(at, now, { year: "numeric" }) === formatted(new Date(now.ms).toISOString(), now, { year: "numeric" });
  return formatted(at, now, { day: "numeric", month: "short", ...(!isThisYear && { year: "numeric" }) });
}

function dayNumber(at: string, now: Now): number {
  return Date.parse(new Intl.DateTimeFormat("en-CA", { ...(now.zone && { timeZone: now.zone }) }).format(new Date(at)));
}

export function moment(at: string, now: Now): string {
  return `${day(at, now)} ${clock(at, now)}`;
}

/** The whole of it, with the zone's name. */
export function exact(at: string, now: Now): string {
  return formatted(at, now, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
}
