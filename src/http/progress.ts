import type { Status } from "../approval/status";
import type { Look, Progress } from "../console/api-types";

/** How Azure is doing with the change, as the story tells it; looks of a kind in a row are one that counts them. */
export function progressOf({ change, timeline = [], next, stage, outcome }: Partial<Status>): Progress | undefined {
  if (!change) return undefined;
  const { sentAt, httpStatus, retryAfterSeconds } = change;
  const seen = timeline.filter(({ at, what }) => at >= sentAt && LOOKS.has(what));
  const looks = seen.map(({ at, text }): Look => ({ at, text }));
  const left = seen.reduce((sum, { times = 1 }) => sum + times - 1, 0);
  const ended = timeline.findLast(({ what }) => what === "ended");
  return {
    sentAt,
    httpStatus,
    looks,
    ...(left > 0 && { looksLeftOut: left }),
    ...(stage === "following" && next?.at !== undefined && { nextLookAt: next.at }),
    ...(stage === "following" && retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(ended && outcome?.status !== undefined && { readBack: { at: ended.at, status: outcome.status } }),
  };
}

const LOOKS = new Set(["running", "unreadable", "operationDone", "notYet"]);
