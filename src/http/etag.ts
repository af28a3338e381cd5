import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Json } from "../json";
import { jsonResponse } from "./problem";

/**
 * What was read, named by its content; 304 where the reader has it already. Nobody keeps it for others, and whoever kept it
 * asks again: what somebody may read can change at any moment.
 */
export function readResponse(
  { headers: asked }: HttpRequest,
  body: Json,
  more: Readonly<Record<string, string>> = {},
): HttpResponseInit {
  const etag = etagOf(JSON.stringify(body));
  const headers = { etag, "cache-control": "private, no-cache", ...more };
  return isKnown(asked.get("if-none-match"), etag) ? { status: 304, headers } : jsonResponse(200, body, headers);
}

export function etagOf(content: string): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
}

/** A list, and what is between may have called an ETag weak. */
export function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const known = (ifNoneMatch ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}
