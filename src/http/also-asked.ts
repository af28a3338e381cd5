import type { Accepted, Recorded } from "../approval/entry";
import { spanOf } from "../approval/question";
import type { RequestDetail } from "../console/api-types";

/** As many as a page can show; the log has all of them. The last ones are the newest. */
const MOST_ALSO_ASKED = 20;

/**
 * Who joined a run: they asked for the connection while somebody worked on it already, and their request ends with it. A run
 * that has not written anything yet is the one that goes on now.
 */
export function alsoAskedIn(
  entries: readonly Recorded[],
  requestId: string,
  run: string | undefined,
): Pick<RequestDetail, "alsoAskedBy"> {
  const { origin, end } = spanOf(entries, run);
  const alsoAskedBy = entries
    .slice(origin, end)
    .filter((entry): entry is Accepted => entry.kind === "accepted" && entry.how === "joined")
    .filter(({ request }) => request.requestId !== requestId)
    .slice(-MOST_ALSO_ASKED)
    .map(({ at, request: { requestedBy, justification, desiredStatus } }) => ({
      name: requestedBy,
      justification,
      desiredStatus,
      at,
    }));
  return alsoAskedBy.length > 0 ? { alsoAskedBy } : {};
}
