import type { HttpRequest } from "@azure/functions";

/** A request is a few hundred bytes; what is far above is not read. */
const LONGEST_BYTES = 65_536;

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "tooLarge" | "notJson"; readonly why: string };

/** Reads a JSON body of bounded length. */
export async function readBody(request: HttpRequest): Promise<Body> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > LONGEST_BYTES) return tooLarge(announced);
  const text = await request.text();
  const bytes = Buffer.byteLength(text);
  if (bytes > LONGEST_BYTES) return tooLarge(bytes);
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type))
    return { kind: "notJson", why: `the content type must be application/json${type ? `, not ${type}` : ""}` };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch (error) {
    return { kind: "notJson", why: error instanceof Error ? error.message : "the body is no JSON" };
  }
}

function tooLarge(bytes: number): Body {
  return { kind: "tooLarge", why: `the body has ${bytes} bytes; at most ${LONGEST_BYTES} are read` };
}
