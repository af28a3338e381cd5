import { useEffect, useState } from "preact/hooks";
import { type Answer, type Feed, NOTHING_YET, nextLookMs, paceOf, received } from "./answer";
import { read } from "./api";
import { cell } from "./cell";
import { nowMs } from "./clock";

/** Resources of the API that are looked at again and again while somebody looks at them. */

/** Whether the server can be reached, as the last look showed, and since when it cannot. */
export const reach = cell<{ readonly isOffline: boolean; readonly asOf?: number }>({ isOffline: false });
/** Set once the server says that nobody is signed in. */
export const signIn = cell<{ readonly link?: string } | undefined>(undefined);

type Watched = {
  feed: Feed<unknown>;
  readonly told: Set<() => void>;
  timer?: ReturnType<typeof setTimeout>;
  isAsking: boolean;
};

const watched = new Map<string, Watched>();
/** What was looked at is kept for the way back; more than this is a day's work. */
const MOST_KEPT = 60;

export function useFeed<Value>(path: string | undefined): Feed<Value> {
  const [, draw] = useState(0);
  useEffect(() => (path === undefined ? undefined : watch(path, () => draw((count) => count + 1))), [path]);
  const feed = path === undefined ? undefined : watched.get(path)?.feed;
  return (feed as Feed<Value> | undefined) ?? NOTHING_YET;
}

/** Looks now, whatever the clock says. */
export function refresh(path: string): void {
  const one = watched.get(path);
  if (one) look(path, one);
}

export function refreshAll(): void {
  for (const [path, one] of watched) if (one.told.size > 0) look(path, one);
}

/** Puts what a send was answered with in the place of what was read. The next look asks without an ETag. */
export function replace(path: string, value: unknown): void {
  const one = entry(path);
  one.feed = { value, asOf: nowMs(), isOffline: false, failures: 0 };
  tell(one);
}

function watch(path: string, told: () => void): () => void {
  const one = entry(path);
  one.told.add(told);
  look(path, one);
  return () => {
    one.told.delete(told);
    if (one.told.size === 0) clearTimeout(one.timer);
  };
}

function entry(path: string): Watched {
  const known = watched.get(path);
  if (known) return known;
  const made: Watched = { feed: NOTHING_YET, told: new Set(), isAsking: false };
  watched.set(path, made);
  for (const [other, { told }] of watched) {
    if (watched.size <= MOST_KEPT) break;
    if (told.size === 0 && other !== path) watched.delete(other);
  }
  return made;
}

function look(path: string, one: Watched): void {
  clearTimeout(one.timer);
  if (one.isAsking) return;
  one.isAsking = true;
  const before = one.feed;
  read<unknown>(path, before.etag)
    .then((answer) => take(one, before, answer))
    .catch(reportError)
    .finally(() => {
      one.isAsking = false;
      if (one.told.size === 0) return;
      one.timer = setTimeout(() => look(path, one), nextLookMs(one.feed, paceOf(path, one.feed), document.hidden));
    });
}

function take(one: Watched, before: Feed<unknown>, answer: Answer<unknown>): void {
  // What a send put in its place meanwhile is newer than this answer.
  if (one.feed === before) one.feed = received(before, answer, nowMs());
  noteSignIn(answer);
  noteReach(answer.kind === "offline", one.feed.asOf);
  if (answer.kind !== "same") tell(one);
}

function noteSignIn(answer: Answer<unknown>): void {
  if (answer.kind === "fresh" || answer.kind === "same") signIn.set(undefined);
  if (answer.kind !== "problem" || answer.problem.status !== 401) return;
  const { signIn: link } = answer.problem;
  signIn.set(link ? { link } : {});
}

function noteReach(isOffline: boolean, asOf: number | undefined): void {
  if (isOffline === reach.get().isOffline) return;
  reach.set({ isOffline, ...(isOffline && asOf !== undefined && { asOf }) });
}

function tell(one: Watched): void {
  for (const told of [...one.told]) told();
}

/** A page that comes back to the front, or a device that comes back to the net, wants to know at once. */
export function lookWhenBack(): void {
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refreshAll();
  });
  addEventListener("online", refreshAll);
  addEventListener("offline", () => noteReach(true, nowMs()));
}
