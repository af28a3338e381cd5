import type { RequestPage, RequestSummary } from "../api-types";
import { consumerName } from "./names";
import { wishOf } from "./wish";

/** What stands on the screen: rows keep their place until the reader asks for the news. */
export type Held = { readonly waiting: readonly RequestSummary[]; readonly decided: readonly RequestSummary[] };

/** A row as it is shown: `isOver` when it waits for nobody any more. */
export type Row = { readonly request: RequestSummary; readonly isOver: boolean };

export type Arranged = {
  readonly waiting: readonly Row[];
  readonly decided: readonly Row[];
  /** Requests that came in since the list was drawn. */
  readonly fresh: readonly RequestSummary[];
};

/** A list drawn afresh: what waits for the reader by deadline, and below it what they have decided and others have not. */
export function heldFrom(items: readonly RequestSummary[]): Held {
  const byDeadline = [...items].sort((one, other) => deadlineOf(one) - deadlineOf(other));
  return {
    waiting: byDeadline.filter(({ you }) => you.standing.kind === "mayDecide"),
    decided: byDeadline.filter(({ you }) => you.standing.kind === "decided"),
  };
}

function deadlineOf({ asking, createdAt }: RequestSummary): number {
  return Date.parse(asking?.deadline ?? createdAt);
}

/**
 * The held rows with what is known of them by now, in the places that they have. Of what comes after the page, nothing is
 * known: it is not over for that.
 */
export function arranged(held: Held, { items, next }: Pick<RequestPage, "items" | "next">): Arranged {
  const latest = new Map(items.map((item) => [item.id, item]));
  const rowOf = (was: RequestSummary): Row => {
    const is = latest.get(was.id);
    return { request: is ?? was, isOver: !is && !isAfter(was, next === undefined ? undefined : items.at(-1)) };
  };
  const known = new Set([...held.waiting, ...held.decided].map(({ id }) => id));
  return {
    waiting: held.waiting.map(rowOf),
    decided: held.decided.map(rowOf),
    fresh: items.filter(({ id, you }) => !known.has(id) && you.standing.kind === "mayDecide"),
  };
}

function isAfter(one: RequestSummary, last: RequestSummary | undefined): boolean {
  if (!last) return false;
  const rank = ({ you }: RequestSummary) => (you.standing.kind === "mayDecide" ? 0 : 1);
  return rank(one) > rank(last) || (rank(one) === rank(last) && deadlineOf(one) >= deadlineOf(last));
}

/** How many wait for the reader, whether they fit on the page or not: what the page's title and the tab say. */
export function waitingCount(page: Pick<RequestPage, "items" | "undecided"> | undefined): number {
  return page?.undecided ?? shownCount(page?.items ?? []);
}

/** How many wait for the reader beside those that fit here. */
export function beyondCount(page: Pick<RequestPage, "items" | "undecided">): number {
  return Math.max(0, waitingCount(page) - shownCount(page.items));
}

function shownCount(items: readonly RequestSummary[]): number {
  return items.filter(({ you }) => you.standing.kind === "mayDecide").length;
}

/** The pill's words. */
export function freshWords(fresh: readonly RequestSummary[]): string {
  const [first] = fresh;
  if (fresh.length === 1 && first && wishOf(first).isRejection) return "A rejection is asked for. Show it";
  if (fresh.length === 1 && first) return `${consumerName(first.consumer)} asks. Show it`;
  return `${fresh.length} new requests. Show them`;
}
