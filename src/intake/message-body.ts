/** What the bytes of a message say: a JSON value, words that are no JSON, or nothing that can be read. */
export type MessageBody =
  | { readonly kind: "json"; readonly value: unknown; readonly text: string }
  | { readonly kind: "text"; readonly value: string; readonly text: string }
  | { readonly kind: "bytes" };

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** JSON without its content type is still JSON, and so is JSON that a client wrote as a JSON string. */
export function readMessageBody(bytes: Uint8Array): MessageBody {
  const text = textIn(bytes);
  if (text === undefined) return { kind: "bytes" };
  const once = jsonIn(text);
  const twice = typeof once?.value === "string" ? jsonIn(once.value) : undefined;
  if (twice) return { kind: "json", ...twice, text };
  if (typeof once?.value === "string") return { kind: "text", value: once.value, text: once.value };
  return once ? { kind: "json", ...once, text } : { kind: "text", value: text, text };
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonIn(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
