import type { Fault } from "../approval/model";
import { isObject } from "../json";
import type { Answer } from "./client";

/** Azure's own words for an error, from the ARM envelope; some services answer without it (HDInsight, proxies). */
export function azureErrorOf(answer: Answer): {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
} {
  const envelope = isObject(answer.body) && isObject(answer.body["error"]) ? answer.body["error"] : answer.body;
  return { ...wordsOf(envelope, `Http${answer.status}`), ...requestIdOf(answer) };
}

export function requestIdOf(answer: Answer): { readonly requestId?: string } {
  const requestId = answer.headers["x-ms-correlation-request-id"] ?? answer.headers["x-ms-request-id"];
  return requestId === undefined ? {} : { requestId: bounded(withoutQueries(requestId)) };
}

/** The error inside an operation's body; ARM requires one where an operation failed or was canceled. */
export function operationErrorOf(body: unknown, status: string): { readonly code: string; readonly message: string } {
  return wordsOf(isObject(body) ? body["error"] : undefined, status);
}

/** An answer that refuses, in words that a person can act on. */
export function faultOf(answer: Answer, did: string): Fault {
  const azure = azureErrorOf(answer);
  const known = KNOWN.find(({ matches }) => matches(answer.status, azure.code, azure.message));
  const { code, reason, next } = known ?? UNKNOWN;
  return { code, reason: `${did}: ${reason(answer.status, azure.code, azure.message)}`, next, azure };
}

type Words = {
  readonly code: string;
  readonly reason: (status: number, code: string, message: string) => string;
  readonly next: string;
};
type Known = Words & { readonly matches: (status: number, code: string, message: string) => boolean };

const KNOWN: readonly Known[] = [
  {
    matches: (status) => status === 401,
    code: "SignInRefused",
    reason: () => "Azure does not accept the app's token (401).",
    next: "Check that ARM_ENDPOINT and ARM_AUDIENCE belong to the same cloud and that the app's identity still exists.",
  },
  {
    matches: (_status, code) => code === "RequestDisallowedByPolicy",
    code: "DeniedByAzurePolicy",
    reason: (_status, _code, message) => `an Azure Policy forbids it: ${message}`,
    next: "Ask the owner of that Azure Policy for an exemption, or change what it demands.",
  },
  {
    matches: (_status, code) => code === "ScopeLocked",
    code: "ScopeLocked",
    reason: (_status, _code, message) => `a lock forbids it: ${message}`,
    next: "Have the lock on the target or its resource group removed, then send the request again.",
  },
  {
    matches: (status) => status === 403,
    code: "PermissionMissing",
    reason: (_status, code) => `the app's identity may not do that (403 ${code}).`,
    next: "Give the app's identity the role of infra/ on the target's subscription or resource group; a new assignment takes some minutes to count.",
  },
  {
    matches: (_status, _code, message) => message.includes("PrivateEndpointBadRequestException"),
    code: "TransitionRefused",
    reason: () =>
      "Digital Twins does not allow this change of status; it says so when a rejected connection is to be approved (400).",
    next: "The consumer deletes its private endpoint and creates a new one; the new connection can then be decided.",
  },
  {
    matches: (_status, code) => code === "PrivateEndpointConnectionStatusNotPending",
    code: "TransitionRefused",
    reason: () => "only a Pending connection can be changed, and this one no longer is.",
    next: "Look at the connection's status; the consumer creates a new private endpoint where it has to be decided again.",
  },
];

const UNKNOWN: Words = {
  code: "RefusedByAzure",
  reason: (status, code, message) => `Azure refused it (${status} ${code}): ${message}`,
  next: "Read Azure's message; the correlation id in it is what Azure support asks for.",
};

function wordsOf(error: unknown, otherwise: string): { readonly code: string; readonly message: string } {
  const code = isObject(error) && typeof error["code"] === "string" ? error["code"] : otherwise;
  const message = isObject(error) && typeof error["message"] === "string" ? error["message"] : "no message";
  return { code: bounded(withoutQueries(code)), message: bounded(withoutQueries(message)) };
}

/** Azure's texts sometimes quote the URL or the path that was called, and an operation's URL is signed in its query. */
function withoutQueries(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s?#]*)[?#]\S+|[?#&][^\s=?#&]*=\S*/gi, (_, url = "") => `${url}?…`);
}

const LONGEST_TEXT = 600;

function bounded(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
