import type { IncomingMessage } from "node:http";
import type { AppFunction } from "./app-functions";
import { textOf } from "./app-functions";
import type { DistinctHeaders } from "./front";
import { readBody } from "./http-body";
import { type Answer, answerFor, requestData } from "./http-convert";
import type { Invoker } from "./invoke";
import { authLevelOf, bringsKey, type Keys } from "./keys";
import { findRoute, type Route } from "./router";

export type HttpFunctions = {
  readonly routes: readonly Route<AppFunction>[];
  readonly invoker: Invoker;
  /** Undefined where no key is asked for. */
  readonly keys: Keys | undefined;
  readonly isStopping: () => boolean;
  /** Of the request, as what stands before the app lets them through. */
  readonly headers: DistinctHeaders;
};

/** Finds the HTTP function that a request means and runs it. */
export async function serveFunction(parts: HttpFunctions, request: IncomingMessage, url: URL): Promise<Answer> {
  if (parts.isStopping()) return empty(503);
  const found = findRoute(parts.routes, request.method ?? "GET", url.pathname);
  if (found.kind === "none") return url.pathname === "/" ? HOME : empty(404);
  if (found.kind === "head-refused") return { ...empty(405), headers: [["allow", found.allow.join(", ")]] };
  const fn = found.target;
  if (fn.isDisabled) return empty(404);
  if (!isAllowed(parts.keys, fn, request, url)) return empty(401);
  const body = await readBody(request);
  if (body.kind === "too-large") return empty(413);
  if (parts.isStopping()) return empty(503); // It may have begun while the body was coming in.
  const invoked = await parts.invoker.invoke(fn, {
    input: requestData(request, url, { headers: parts.headers, params: found.params, body: body.bytes }),
    reason: "This function was programmatically called via the host APIs.",
    traceParent: one(request.headers["traceparent"]),
    traceState: one(request.headers["tracestate"]),
  });
  return invoked.kind === "returned" ? answerFor(invoked.value) : empty(500);
}

function isAllowed(
  keys: Keys | undefined,
  { name, trigger }: AppFunction,
  request: IncomingMessage,
  url: URL,
): boolean {
  const level = authLevelOf(textOf(trigger, "authLevel"));
  if (!keys || level === "anonymous") return true;
  const fitting = level === "admin" ? [keys.master] : [keys.master, keys.host, keys.ofFunction(name)];
  return bringsKey(request.headers, url, fitting);
}

export function empty(status: number): Answer {
  return { status, headers: [], body: "" };
}

/** What the host answers at / unless the app has a route there. */
const HOME: Answer = {
  status: 200,
  headers: [["content-type", "text/plain; charset=utf-8"]],
  body: "The function app is up and running.\n",
};

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}
