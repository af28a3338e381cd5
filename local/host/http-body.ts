import type { IncomingMessage } from "node:http";

/** The host's own limit (`maxRequestBodySize`). */
const LARGEST_BODY_BYTES = 100 * 1024 * 1024;

export type Body = { readonly kind: "body"; readonly bytes: Buffer } | { readonly kind: "too-large" };

export async function readBody(request: IncomingMessage, limit = LARGEST_BODY_BYTES): Promise<Body> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return { kind: "too-large" };
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes: Buffer = Buffer.from(part);
    length += bytes.length;
    if (length > limit) return { kind: "too-large" };
    parts.push(bytes);
  }
  return { kind: "body", bytes: Buffer.concat(parts) };
}
