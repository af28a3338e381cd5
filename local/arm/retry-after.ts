import type { RetryAfter } from "./traits";

/** The header that asks a caller to wait, in one of its forms (arm-facts 2.1, 2.2). */
export function retryAfterHeader(retryAfter: RetryAfter, now: number): Readonly<Record<string, string>> {
  if (retryAfter === "missing") return {};
  if (typeof retryAfter === "number") return { "retry-after": String(retryAfter) };
  if ("date" in retryAfter) return { "retry-after": new Date(now + retryAfter.date * 1000).toUTCString() };
  return { [retryAfter.header]: String(retryAfter.ms) };
}
