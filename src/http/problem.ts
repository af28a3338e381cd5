import type { HttpResponseInit } from "@azure/functions";
import type { Reason } from "../intake/submission";
import type { Json } from "../json";
import { PROBLEMS, type ProblemCode } from "./problem-codes";

/** An error as RFC 9457 has it: what is wrong, where, and what to do next, under a code that stays. */
export type Problem = {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly next: string;
  readonly reasons?: readonly Reason[];
  /** Where to sign in; `{returnTo}` in it stands for the caller's own path, percent-encoded. */
  readonly signIn?: string;
  /** What an operator finds this answer by in the logs. */
  readonly traceId?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A problem of the table, with what is particular to this one. */
export function problem(
  code: ProblemCode,
  detail: string,
  more: Partial<Pick<Problem, "next" | "reasons" | "signIn" | "traceId" | "headers">> = {},
): Problem {
  const { status, title, next } = PROBLEMS[code];
  return { code, status, title, detail, next, ...more };
}

/** Where a problem's type leads: the app's own page about its API, which is there wherever the app is. */
export const typeOf = (code: ProblemCode): string => `/api/docs#${code}`;

export function problemResponse({ code, headers, ...rest }: Problem): HttpResponseInit {
  return {
    status: rest.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    body: JSON.stringify({ type: typeOf(code), code, ...rest }),
  };
}

export function jsonResponse(
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}
