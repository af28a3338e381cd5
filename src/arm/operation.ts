import { sameId } from "../approval/connection-id";
import type { Connection, Order, PollAnswer, PutAnswer, ReadBack, Tracker } from "../approval/model";
import { isObject } from "../json";
import { retryAfterSeconds } from "../retry-after";
import type { Answer } from "./client";
import { azureErrorOf, faultOf, operationErrorOf, requestIdOf } from "./faults";
import { descriptionFor, type Profile } from "./profiles/profile";
import { connectionIn } from "./shapes";

/** What Azure's answers mean. Pure: everything that is known of the long-running operation is in this file (arm-facts 2). */

/** Answers after which nobody knows whether the change was made: a 429 or a 503 may have been carried out all the same. */
const OUTCOME_UNKNOWN = new Set([408, 409, 412, 423, 425, 429]);
/** ARM asks clients to wait ten minutes at most (async-api-reference); a day would outlive a change unnoticed. */
const LONGEST_WAIT_SECONDS = 600;
/** Conflicts that time alone does not solve. */
const REFUSING_CONFLICTS = new Set(["ScopeLocked", "ReadOnlyDisabledSubscription"]);

/** What the look before a PUT finds, where it makes the PUT needless or wrong. `declared`: an earlier attempt may have sent it. */
export function readBefore(
  answer: Answer,
  { order, declared }: { readonly order: Order; readonly declared: boolean },
  profile: Profile,
  now: Date,
): PutAnswer | undefined {
  if (answer.status === 404) return { kind: "gone" };
  if (answer.status === 400 || answer.status === 401 || answer.status === 403)
    return { kind: "refused", fault: faultOf(answer, "The connection could not be read") };
  const connection = answer.status === 200 ? connectionIn(answer.body) : undefined;
  if (!connection) return { kind: "unknown", why: whyOf(answer), ...wait(answer, now) };
  const { status, provisioningState = "" } = connection;
  if (status === order.wanted) return { kind: "already", status, ours: declared && isOurs(connection, order, profile) };
  // A service may show the old status while it makes our change, and a second PUT would then meet the first (fact 2).
  const isMoving = declared && profile.movingStates.has(provisioningState.toLowerCase());
  if (isMoving || profile.transitionalStatuses.has(status.toLowerCase())) {
    const why = `a change is under way: Azure shows ${status} with provisioningState ${provisioningState || "none"}`;
    return { kind: "unknown", why, ...wait(answer, now) };
  }
  return status === order.seen ? undefined : { kind: "superseded", status };
}

/** Whether a connection that is as wanted can be our doing: where Azure gives the description back, it has to be our note. */
export function isOurs({ description }: Connection, { note }: Order, { descriptionEchoed }: Profile): boolean {
  return !descriptionEchoed || description === undefined || description === descriptionFor(note);
}

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
  const isFinal = status === 409 && REFUSING_CONFLICTS.has(azureErrorOf(answer).code);
  if (!isFinal && (status >= 500 || OUTCOME_UNKNOWN.has(status) || status < 400)) {
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
  const tracker = linkIn(answer, "operation", url) ?? linkIn(answer, "result", url);
  return tracker && sameId(new URL(tracker.url).pathname, url.pathname) ? undefined : tracker;
}

function linkIn({ headers }: Answer, kind: Tracker["kind"], url: URL): Tracker | undefined {
  const header =
    kind === "operation" ? (headers["azure-asyncoperation"] ?? headers["operation-location"]) : headers["location"];
  const target = onOrigin(header, url);
  return target && { kind, url: target.href };
}

type Body = Readonly<Record<string, unknown>>;

/** What a look at the operation means. */
export function readPoll(answer: Answer, tracker: Tracker, now: Date): PollAnswer {
  const asked = wait(answer, now);
  const body = isObject(answer.body) ? answer.body : {};
  const status = typeof body["status"] === "string" ? body["status"] : undefined;
  if (saysDoneWithoutWords(answer, tracker, status)) return { kind: "succeeded" };
  if (answer.status < 200 || answer.status > 202) return { kind: "unreadable", why: whyOf(answer), ...asked };
  const moved = linkIn(answer, tracker.kind, new URL(tracker.url)); // Perhaps the same path, signed anew.
  const going = { ...asked, ...(moved && moved.url !== tracker.url && { tracker: moved }) };
  if (status !== undefined) return readOperationStatus(status, body, going);
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
  body: Body,
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
  if (provisioningState !== undefined && profile.brokenStates.has(provisioningState.toLowerCase()))
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
  const seconds = retryAfterSeconds(answer.headers, now, LONGEST_WAIT_SECONDS);
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}

function endedBadly(code: string, did: string, body: Body, status: string) {
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

function percentIn({ percentComplete: percent }: Body): { readonly percentComplete?: number } {
  return typeof percent === "number" && percent >= 0 && percent <= 100 ? { percentComplete: percent } : {};
}
