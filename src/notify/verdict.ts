import type { Attempt } from "../approval/delivery";
import type { Answer } from "./post";

/**
 * What says that the message itself is wrong, or that nobody wants it any more: the same again would end the same.
 * Other refusals may come to be mended while the delivery lasts: the URL and its key are read anew at every attempt.
 */
const FINAL: ReadonlyMap<number, string> = new Map([
  [400, "it does not take the message (400)"],
  [410, "it is gone (410)"],
  [413, "the message is too long for it (413)"],
  [415, "it does not take JSON (415)"],
  [422, "it does not take the message (422)"],
]);

/** What an answer means for a delivery. */
export function attemptOf(answer: Answer): Attempt {
  if (answer.kind === "noAnswer") return { kind: "tryAgain", why: answer.why };
  if (answer.kind === "notSent") return { kind: "givenUp", why: answer.why };
  const { status, retryAfterSeconds } = answer;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status >= 300 && status < 400)
    return { kind: "givenUp", why: `it answered with a redirect (${status}), and redirects are not followed` };
  const final = FINAL.get(status);
  if (final !== undefined) return { kind: "givenUp", why: final };
  return {
    kind: "tryAgain",
    why: `it answered ${status}`,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
