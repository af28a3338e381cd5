import type { Cell, Script } from "./engine-cells";
import type { Ground } from "./engine-ground";
import { Refused } from "./engine-refusals";
import type { HttpCall } from "./protocol-state";

/** callHttp runs as this activity (section 7.5). */
export const HTTP_ACTIVITY = "BuiltIn::HttpActivity";

type Answered = { readonly statusCode: number; readonly headers: Readonly<Record<string, string | string[]>> };

/** One request, and while it is answered 202: a pause, then a GET of its Location. */
export function* http(ground: Ground, call: HttpCall, defaultPauseMs: number): Script {
  let ending = yield request(ground, call);
  while (call.asynchronousPatternEnabled ?? true) {
    if (ending.kind !== "done" || ending.result === null) return ending;
    const { statusCode, headers } = JSON.parse(ending.result) as Answered;
    if (statusCode !== 202) return ending;
    const fireAt = ground.now() + pauseAskedFor(headerOf(headers, "retry-after"), defaultPauseMs);
    yield ground.schedule({ kind: "timer", fireAt, cancelled: false });
    const location = headerOf(headers, "location");
    // Without a Location the library has long gone on with the 202; the engine sits out its timer first.
    if (location === undefined) return ending;
    ending = yield request(ground, pollOf(call, location));
  }
  return ending;
}

const request = (ground: Ground, call: HttpCall): Cell =>
  ground.schedule({ kind: "activity", name: HTTP_ACTIVITY, input: call });

function pauseAskedFor(retryAfter: string | undefined, defaultPauseMs: number): number {
  if (retryAfter === undefined) return defaultPauseMs;
  if (/^\s*[+-]?\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  throw new Refused(`callHttp was answered 202 with "Retry-After: ${retryAfter}", which is no number of seconds`);
}

/** Each Location is resolved against the original URL; keys and credentials do not follow it elsewhere. */
function pollOf(call: HttpCall, location: string): HttpCall {
  const uri = new URL(location, call.uri);
  const sameOrigin = uri.origin === new URL(call.uri).origin;
  const stays = ([name]: [string, string]) =>
    name.toLowerCase() !== "x-functions-key" && (sameOrigin || !/^(authorization|cookie)$/i.test(name));
  const headers = Object.fromEntries(Object.entries(call.headers ?? {}).filter(stays));
  return { method: "GET", uri: uri.href, headers };
}

function headerOf(headers: Answered["headers"], name: string): string | undefined {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return Array.isArray(found) ? found[0] : found;
}
