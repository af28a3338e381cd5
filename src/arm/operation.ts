import { sameId } from "../approval/connection-id";
import type { Order, PollAnswer, PutAnswer, ReadBack, Tracker } from "../approval/model";
import { isObject } from "../json";
import type { Answer } from "./client";
import { azureErrorOf, faultOf, operationErrorOf, requestIdOf } from "./faults";
import type { Profile } from "./profiles/profile";
import { retryAfterSeconds } from "./retry-after";
import { connectionIn } from "./shapes";

/** What Azure's answers mean. Pure: everything that is known of the long-running operation is in this file (arm-facts 2). */

/** Answers after which nobody knows whether the change was made: a 429 or a 503 may have been carried out all the same. */
const OUTCOME_UNKNOWN = new Set([408, 409, 412, 423, 425, 429]);

/** `lookAgain`: a 400 may mean "it is so already" (arm-facts fact 4); only the connection itself can tell. */
export type PutReading = PutAnswer | { readonly kind: "lookAgain"; readonly otherwise: PutAnswer };

/** What the answer to a PUT means. `url` is where the PUT went. */
export function readPut(answer: Answer, url: URL, now: Date): PutReading {
  const { status } = answer;
  if (status === 200 || status === 201 || status === 202) {
    const tracker = trackerOf(answer, url);
    return {
      kind: "accepted",
      httpStatus: status,
      ...wait(answer, now),
      ...(tracker && { tracker }),
      ...azureRequestId(answer),
    };
  }
  if (status === 404) return { kind: "gone" };
  if (status === 0 || status >= 500 || OUTCOME_UNKNOWN.has(status) || status < 400) {
    return { kind: "unknown", why: whyOf(answer), ...wait(answer, now) };
  }
  const refused: PutAnswer = { kind: "refused", fault: faultOf(answer, "The change was not made") };
  return status === 400 ? { kind: "lookAgain", otherwise: refused } : refused;
}

/**
 * Where the operation can be followed: Azure-AsyncOperation, else Location (arm-facts 2.1), each only on the origin that
 * was called, since the token goes with it. The connection's own URL is no tracker but the thing itself (Key Vault).
 */
export function trackerOf(answer: Answer, url: URL): Tracker | undefined {
  const operation = onOrigin(answer.headers["azure-asyncoperation"] ?? answer.headers["operation-location"], url);
  if (operation)
    return sameId(operation.pathname, url.pathname) ? undefined : { kind: "operation", url: operation.href };
  const result = onOrigin(answer.headers["location"], url);
  if (result) return sameId(result.pathname, url.pathname) ? undefined : { kind: "result", url: result.href };
  return undefined;
}

/** What a look at the operation means. */
export function readPoll(answer: Answer, tracker: Tracker, now: Date): PollAnswer {
  const asked = wait(answer, now);
  const status = isObject(answer.body) && typeof answer.body["status"] === "string" ? answer.body["status"] : undefined;
  if (saysDoneWithoutWords(answer, tracker, status)) return { kind: "succeeded" };
  if (answer.status < 200 || answer.status > 202) return { kind: "unreadable", why: whyOf(answer), ...asked };
  const moved = trackerOf(answer, new URL(tracker.url));
  const going = { ...asked, ...(moved?.kind === tracker.kind && { tracker: moved }) };
  if (status !== undefined) return readOperationStatus(status, answer.body, going);
  if (answer.status === 202) return { kind: "running", ...going };
  return { kind: "unreadable", why: `the answer ${answer.status} has no status`, ...asked };
}

/** 204 is the end of a deletion; a result URL ends with the answer that the call itself would have had (arm-facts 1.1, 2.1). */
function saysDoneWithoutWords({ status }: Answer, tracker: Tracker, word: string | undefined): boolean {
  return status === 204 || (tracker.kind === "result" && word === undefined && (status === 200 || status === 201));
}

/** Three words end an operation, whatever their case; any other word means that it is going on (arm-facts 2.1). */
function readOperationStatus(
  status: string,
  body: unknown,
  going: Partial<Extract<PollAnswer, { kind: "running" }>>,
): PollAnswer {
  switch (status.toLowerCase()) {
    case "succeeded":
      return { kind: "succeeded" };
    case "failed":
      return {
        kind: "failed",
        fault: endedBadly("OperationFailed", "Azure took the change and then failed to make it", body, status),
      };
    case "canceled":
    case "cancelled":
      return {
        kind: "canceled",
        fault: endedBadly("OperationCanceled", "Azure took the change and then canceled it", body, status),
      };
    default:
      return { kind: "running", ...going, ...percentIn(body) };
  }
}

/** What the connection itself shows, held against what was ordered. Success is the wanted status, at rest. */
export function readConnection(answer: Answer, order: Order, profile: Profile, now: Date): ReadBack {
  if (answer.status === 404) return { kind: "gone" };
  const connection = answer.status === 200 ? connectionIn(answer.body) : undefined;
  if (!connection) return { kind: "unreadable", why: whyOf(answer), ...wait(answer, now) };
  const { status, provisioningState } = connection;
  const state = provisioningState?.toLowerCase();
  const seen = { status, ...(provisioningState !== undefined && { provisioningState }) };
  if (state !== undefined && provisioningState !== undefined && profile.brokenStates.has(state))
    return { kind: "broken", status, provisioningState };
  if (status === order.wanted && (state === undefined || profile.restingStates.has(state)))
    return { kind: "settled", ...seen };
  if (status === order.wanted || status === order.seen || profile.transitionalStatuses.has(status.toLowerCase())) {
    // Some services show the old status beside Succeeded for minutes (arm-facts fact 2).
    return { kind: "pending", ...seen, ...wait(answer, now) };
  }
  return { kind: "elsewhere", status };
}

/** An answer that is no answer, in a few words. */
export function whyOf(answer: Answer): string {
  if (answer.status >= 300 && answer.status < 400)
    return `Azure answered ${answer.status}, a redirect, which is not followed`;
  if (answer.status < 300) return `Azure answered ${answer.status} with a body that cannot be read`;
  return `Azure answered ${answer.status} ${azureErrorOf(answer).code}`;
}

export function wait(answer: Answer, now: Date): { readonly retryAfterSeconds?: number } {
  const seconds = retryAfterSeconds(answer.headers, now);
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}

function endedBadly(code: string, did: string, body: unknown, status: string) {
  const azure = operationErrorOf(body, status);
  return {
    code,
    reason: `${did} (${azure.code}): ${azure.message}`,
    next: "Read Azure's message and the target's activity log; send the request again when the cause is gone.",
    azure,
  };
}

function azureRequestId(answer: Answer): { readonly azureRequestId?: string } {
  const { requestId } = requestIdOf(answer);
  return requestId === undefined ? {} : { azureRequestId: requestId };
}

/** The header's URL, resolved against where the answer came from, or undefined if it leads to another origin. */
function onOrigin(header: string | undefined, url: URL): URL | undefined {
  if (!header || !URL.canParse(header, url.href)) return undefined;
  const resolved = new URL(header, url);
  return resolved.origin === url.origin && !resolved.username && !resolved.password ? resolved : undefined;
}

function percentIn(body: unknown): { readonly percentComplete?: number } {
  const percent = isObject(body) ? body["percentComplete"] : undefined;
  return typeof percent === "number" && percent >= 0 && percent <= 100 ? { percentComplete: percent } : {};
}
