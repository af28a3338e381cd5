import type { RequestView } from "../src/http/request-view";

/** What was told already: each happening is known by its time and kind. */
export type Told = ReadonlySet<string>;

export const NOTHING_TOLD: Told = new Set();

/** The lines for what a look at a request brings that was not told before. */
export function narrate(
  view: RequestView,
  told: Told,
  messageId: string,
): { readonly lines: readonly string[]; readonly told: Told } {
  const { requestId } = view.request;
  const joined =
    told.size === 0 && requestId !== messageId
      ? [`joined    request ${requestId} for the same connection, which is being worked on`]
      : [];
  const fresh = view.timeline.filter((happening) => !told.has(keyOf(happening)));
  const lines = fresh.map(({ at, text, times }) => `${clockOf(at)}  ${text}${times ? ` (${times} times so far)` : ""}`);
  const { next, state } = view;
  if (fresh.length > 0 && next && state !== "ended") {
    lines.push(`          next: ${next.what}${next.at ? whenOf(next.at, view.stage) : ""}`);
  }
  return { lines: [...joined, ...lines], told: new Set([...told, ...fresh.map(keyOf)]) };
}

/** People have days; Azure has seconds. */
function whenOf(at: string, stage: RequestView["stage"]): string {
  return stage === "asking" ? ` They have until ${at.slice(0, 16).replace("T", " ")}.` : ` Not before ${clockOf(at)}.`;
}

/** The time of day, UTC. */
function clockOf(at: string): string {
  return at.slice(11, 19);
}

function keyOf({ at, what, times }: { readonly at: string; readonly what: string; readonly times?: number }): string {
  return `${at} ${what} ${times ?? 1}`;
}
