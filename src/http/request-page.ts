import { isRequester } from "../approval/question";
import type { RequestPage, RequestSummary, RequestsQuery, StateFilter } from "../console/api-types";
import type { Principal } from "../identity/principal";
import { readsAll } from "./readers";
import { type Listed, listed } from "./request-summary";
import type { InstanceStatus } from "./request-view";

const PAGE_SIZE = 25;
const STATES: readonly StateFilter[] = ["waiting", "working", "connected", "rejected", "other"];

/** A place in the list that stays where it is, whatever comes or goes around it. */
export type Cursor = { readonly from: "after" | "before"; readonly key: string };

export type PageQuery = Omit<RequestsQuery, "page"> & { readonly cursor?: Cursor };

/**
 * One page of the requests that the reader may see: those that wait for people first, the oldest first; then the newest.
 * What waits for the reader is ordered by what is to be done next: undecided ones first, the next deadline first.
 */
export function requestPage(
  statuses: readonly InstanceStatus[],
  query: PageQuery,
  reader: Principal,
  size = PAGE_SIZE,
): RequestPage {
  const visible = statuses
    .map((status) => listed(status, reader))
    .filter(({ request }) => readsAll(reader) || isRequester(reader, [request]));
  const asked = visible.filter((one) => fits(one, query, reader));
  const found = asked
    .filter(({ kind }) => query.state === undefined || kind === query.state)
    .map((one) => ({ one, key: isInbox(query) ? urgencyOf(one) : keyOf(one) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const start = startOf(
    found.map(({ key }) => key),
    query.cursor,
    size,
  );
  const page = found.slice(start, start + size);
  const [first, last] = [page[0], page.at(-1)];
  return {
    items: page.map(({ one }) => one.summary),
    first: first ? start + 1 : 0,
    total: found.length,
    ...(query.mine === "true" && { undecided: found.filter(({ one }) => isUndecided(one.summary)).length }),
    counts: countsOf(asked),
    ...(last && start + size < found.length && { next: cursorText({ from: "after", key: last.key }) }),
    ...(first && start > 0 && { previous: cursorText({ from: "before", key: first.key }) }),
  };
}

export function cursorIn(text: string): Cursor | undefined {
  const [, from, key] = /^(after|before) (\S{1,200})$/.exec(Buffer.from(text, "base64url").toString("utf8")) ?? [];
  return from && key ? { from: from as Cursor["from"], key } : undefined;
}

function cursorText({ from, key }: Cursor): string {
  return Buffer.from(`${from} ${key}`).toString("base64url");
}

function startOf(keys: readonly string[], cursor: Cursor | undefined, size: number): number {
  if (!cursor) return 0;
  if (cursor.from === "after") {
    const next = keys.findIndex((key) => key > cursor.key);
    return next === -1 ? keys.length : next;
  }
  return Math.max(0, keys.filter((key) => key < cursor.key).length - size);
}

/** Sorts as text. Of those that wait, an earlier one has the smaller key; of the others, a later one. */
function keyOf({ summary, kind }: Listed): string {
  const ms = Date.parse(summary.createdAt);
  const age = kind === "waiting" ? ms : LATEST_MS - ms;
  return `${kind === "waiting" ? 0 : 1}${String(age).padStart(16, "0")}${summary.id}`;
}

function isInbox({ mine, state }: PageQuery): boolean {
  return mine === "true" && state === "waiting";
}

/** Sorts as text: what the reader may still decide before what they have decided, and the sooner deadline first. */
function urgencyOf({ summary }: Listed): string {
  const deadlineMs = Date.parse(summary.asking?.deadline ?? summary.createdAt);
  return `${isUndecided(summary) ? 0 : 1}${String(deadlineMs).padStart(16, "0")}${summary.id}`;
}

export function isUndecided({ you }: RequestSummary): boolean {
  return you.standing.kind === "mayDecide";
}

/** The last moment that a Date can hold. */
const LATEST_MS = 8.64e15;

function fits({ summary, request }: Listed, { target, consumer, mine, q }: PageQuery, reader: Principal): boolean {
  const { standing } = summary.you;
  if (mine === "true" && standing.kind !== "mayDecide" && standing.kind !== "decided") return false;
  if (mine === "asked" && !isRequester(reader, [request])) return false;
  const { subscription, owner, tenant, endpoint } = summary.consumer;
  if (target !== undefined && !isOneOf(target, [summary.target.id, summary.target.name])) return false;
  if (consumer !== undefined && !isOneOf(consumer, [subscription, owner, tenant])) return false;
  if (q === undefined) return true;
  const words = [owner, tenant, subscription, endpoint, summary.target.id, summary.rule, summary.id];
  return [...words, request.requestId, request.connectionId, request.requestedBy].some((word) =>
    word?.toLowerCase().includes(q.toLowerCase()),
  );
}

function isOneOf(wanted: string, names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name?.toLowerCase() === wanted.toLowerCase());
}

function countsOf(asked: readonly Listed[]): NonNullable<RequestPage["counts"]> {
  const count = (state: StateFilter) => asked.filter(({ kind }) => kind === state).length;
  const [waiting = 0, working = 0, connected = 0, rejected = 0, other = 0] = STATES.map(count);
  return { all: asked.length, waiting, working, connected, rejected, other };
}
