import type * as z from "zod";
import type { Role } from "../../approval/model";
import { EVENT_GRID } from "../../webhooks/validation";
import type { ProblemCode } from "../problem-codes";

/** One thing that the API does: what it takes, who may ask for it, and everything it can answer. */
export type Operation = {
  /** The function's name in Azure. */
  readonly id: string;
  readonly method: "get" | "post" | "options";
  readonly path: string;
  readonly area: Area;
  /** A line for lists. */
  readonly summary: string;
  /** What a caller's author needs to know besides. */
  readonly description?: string;
  readonly who: Who;
  /** What stands in braces in the path. */
  readonly parameters?: { readonly [name: string]: { readonly what: string; readonly example: string } };
  readonly query?: z.ZodObject;
  readonly headers?: readonly HeaderName[];
  readonly body?: Body;
  readonly answers: { readonly [status: number]: Answer };
  /** Beside those that come with `who`. */
  readonly problems: readonly ProblemCode[];
};

export type Area = "Requests" | "Decisions" | "Webhooks" | "Policy" | "Operation" | "About";

/**
 * `signedIn`: with a role or without. `signature`: a machine without an identity signs what it sends. `key`: Azure itself
 * calls, with a key of the host in the address.
 */
export type Who = readonly Role[] | "signedIn" | "signature" | "key" | "anybody";

export type Body = {
  readonly schema: z.ZodType;
  /** Each of them works on the product as npm start runs it. */
  readonly examples: { readonly [name: string]: unknown };
  /** Media types; application/json where nothing is said. */
  readonly types?: readonly string[];
};

export type Answer = {
  readonly what: string;
  readonly schema?: z.ZodType;
  /** application/json where nothing is said and there is a schema. */
  readonly type?: string;
  readonly headers?: readonly AnswerHeaderName[];
};

/** Headers that a request carries. */
export const HEADERS = {
  "Idempotency-Key": {
    what: "Made once by the caller for what it sends, and sent along each time it sends the same again: it then counts once.",
    pattern: "^[\\w.:@-]{1,128}$",
    required: false,
  },
  "If-None-Match": { what: "The ETag of an earlier answer: 304 says that nothing has changed.", required: false },
  "webhook-id": { what: "The sender's id of what it says, the same each time it says it again.", required: true },
  "webhook-timestamp": { what: "When it is sent, in seconds since 1970; at most five minutes away.", required: true },
  "webhook-signature": {
    what: "One or more signatures of id, time and body, as Standard Webhooks has them.",
    required: true,
  },
  "WebHook-Request-Origin": { what: "Who would send.", required: true, enum: EVENT_GRID },
} as const;
export type HeaderName = keyof typeof HEADERS;

/** Headers that answers carry. */
export const ANSWER_HEADERS = {
  ETag: "Names this very answer, for If-None-Match.",
  Location: "Where to follow it.",
  "Retry-After": "Seconds; asking earlier brings nothing new.",
  "WebHook-Allowed-Origin": "Who may send.",
  "WebHook-Allowed-Rate": "How often: as often as there is something to say.",
} as const;
export type AnswerHeaderName = keyof typeof ANSWER_HEADERS;
