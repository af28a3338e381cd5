import type { Entry, Recorded } from "../approval/entry";
import { breaksIn, type Link } from "./chain";

/**
 * A log, place by place, as far as it can be believed. Where the chain does not hold, whatever stands there counts for
 * nothing: it was not written by the app, or not so.
 */
export function recordedIn(connectionId: string, links: readonly Link[]): readonly Recorded[] {
  const breaks = breaksIn(connectionId, links);
  return links.map(({ entry }, index) => {
    const why = breaks[index];
    return why === undefined ? (entry as Entry) : { kind: "broken", why: `entry ${index}: ${why}` };
  });
}
