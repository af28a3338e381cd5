/** Where a link leads. */
export type Address =
  | { readonly kind: "tokens" }
  | { readonly kind: "management"; readonly path: string }
  | { readonly kind: "entity"; readonly path: string }
  | { readonly kind: "none" };

const MANAGEMENT = "/$management";

/** Clients write a path, with or without a slash before it, or a whole URL. */
export function addressOf(written: unknown): Address {
  if (typeof written !== "string") return { kind: "none" };
  const path = written.replace(/^(sb|amqps?):\/\/[^/]*/i, "").replace(/^\/+|\/+$/g, "");
  if (path === "") return { kind: "none" };
  if (path.toLowerCase() === "$cbs") return { kind: "tokens" };
  if (path.toLowerCase().endsWith(MANAGEMENT)) return { kind: "management", path: path.slice(0, -MANAGEMENT.length) };
  return { kind: "entity", path };
}
