import type { HttpRequest } from "@azure/functions";

/** A request is a few hundred bytes; what is far above is not read. */
const LONGEST_BYTES = 65_536;

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "tooLarge" | "notJson"; readonly why: string };

export type Bytes =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "tooLarge"; readonly why: string };

/** What carries a body: the stream is read no further than it may be long. */
export type Carrier = Pick<HttpRequest, "headers" | "body">;

/** Reads a JSON body of bounded length. */
export async function readBody(request: Carrier): Promise<Body> {
  const read = await readBytes(request);
  return read.kind === "tooLarge" ? read : jsonIn(new TextDecoder().decode(read.bytes), contentTypeOf(request));
}

/** Reads a body as it came. One that announces itself as too long is not begun, and one that turns out so is left. */
export async function readBytes({ headers, body }: Carrier, longest = LONGEST_BYTES): Promise<Bytes> {
  const announced = Number(headers.get("content-length") ?? 0);
  if (announced > longest) return tooLarge(`has ${announced} bytes`, longest);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > longest) return tooLarge(`has more than ${longest} bytes`, longest);
    parts.push(part);
  }
  return { kind: "bytes", bytes: Buffer.concat(parts) };
}

/** The JSON in a text, where the content type says that there is some. */
export function jsonIn(text: string, type: string): Body {
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type))
    return { kind: "notJson", why: `the content type must be application/json${type ? `, not ${type}` : ""}` };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch (error) {
    return { kind: "notJson", why: error instanceof Error ? error.message : "the body is no JSON" };
  }
}

/** Without its parameters, in small letters. */
export function contentTypeOf({ headers }: Pick<Carrier, "headers">): string {
  return headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function tooLarge(found: string, longest: number): { readonly kind: "tooLarge"; readonly why: string } {
  return { kind: "tooLarge", why: `the body ${found}; at most ${longest} are read` };
}
