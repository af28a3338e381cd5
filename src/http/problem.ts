import type { HttpResponseInit } from "@azure/functions";
import type { Reason } from "../intake/submission";
import type { Json } from "../json";

/** An error as RFC 9457 has it: what is wrong, where, and what to do next, under a code that stays. */
export type Problem = {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly next: string;
  readonly reasons?: readonly Reason[];
  readonly headers?: Readonly<Record<string, string>>;
};

export function problemResponse({ code, headers, ...rest }: Problem): HttpResponseInit {
  return {
    status: rest.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    body: JSON.stringify({ type: `urn:private-link-approver:problem:${code}`, code, ...rest }),
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
