import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { documentWith } from "./document";

export type ConsoleRequest = {
  /** What follows `/console`: with or without slashes around it. */
  readonly path: string;
  readonly ifNoneMatch?: string | null | undefined;
  readonly acceptEncoding?: string | null | undefined;
};

export type ConsoleAnswer = {
  readonly status: 200 | 304 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
};

/** Answers for the approver's page. It serves the same to everybody: whoever reads data is asked who they are by the API. */
export type Console = (request: ConsoleRequest) => ConsoleAnswer;

/** Nothing but our own files; nothing inline; nobody frames it; strings never become markup or code. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const ALWAYS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
} as const;

/** Names carry the hash of their content, so that what is kept is never old. The document is asked for each time. */
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";

const TYPES: { readonly [extension: string]: string } = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
};

type Held = {
  readonly type: string;
  readonly cache: string;
  readonly etag: string;
  readonly bytes: Buffer;
  readonly packed: Map<"br" | "gzip", Buffer>;
};

/** Serves what the build put into `folder`. The files are read at the first request, once. */
export function consoleFrom(folder: string): Console {
  let files: ReadonlyMap<string, Held> | undefined;
  return ({ path, ifNoneMatch, acceptEncoding }) => {
    files ??= read(folder);
    const name = path.replace(/^\/+|\/+$/g, "");
    const held = files.get(name) ?? (isView(name) ? files.get("") : undefined);
    if (!held) return notFound();
    return answer(held, ifNoneMatch ?? undefined, encodingOf(acceptEncoding ?? ""));
  };
}

/** Every address without a file's ending is a view of the page: its links are deep, and survive signing in. */
function isView(name: string): boolean {
  return !/\.\w+$/.test(name.split("/").at(-1) ?? "") || name.includes("/");
}

function read(folder: string): ReadonlyMap<string, Held> {
  const names = readdirSync(folder).filter((name) => extensionOf(name) in TYPES);
  const files = new Map(
    names.map((name) => [name, hold(readFileSync(join(folder, name)), TYPES[extensionOf(name)] ?? "", FOR_EVER)]),
  );
  const named = (prefix: string) => {
    const found = names.find((name) => name.startsWith(`${prefix}-`));
    if (!found) throw new Error(`The approver's page is not built: ${folder} has no ${prefix}. Run node build.mjs.`);
    return `/console/${found}`;
  };
  const page = documentWith({ script: named("page"), style: named("style"), icon: named("icon") });
  return files.set("", hold(Buffer.from(page), "text/html; charset=utf-8", ASK_AGAIN));
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function hold(bytes: Buffer, type: string, cache: string): Held {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  return { type, cache, etag, bytes, packed: new Map() };
}

function encodingOf(accepted: string): "br" | "gzip" | undefined {
  if (/\bbr\b(?!;q=0(?:\.0*)?(?:,|$))/.test(accepted)) return "br";
  return /\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(accepted) ? "gzip" : undefined;
}

function answer(held: Held, ifNoneMatch: string | undefined, encoding: "br" | "gzip" | undefined): ConsoleAnswer {
  const headers = { ...ALWAYS, etag: held.etag, "cache-control": held.cache, vary: "accept-encoding" };
  if (ifNoneMatch?.split(",").some((one) => one.trim().replace(/^W\//, "") === held.etag))
    return { status: 304, headers };
  const body = encoding ? packed(held, encoding) : held.bytes;
  return {
    status: 200,
    headers: { ...headers, "content-type": held.type, ...(encoding && { "content-encoding": encoding }) },
    body,
  };
}

function packed(held: Held, encoding: "br" | "gzip"): Buffer {
  const known = held.packed.get(encoding);
  if (known) return known;
  const made =
    encoding === "br"
      ? brotliCompressSync(held.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      : gzipSync(held.bytes, { level: 9 });
  held.packed.set(encoding, made);
  return made;
}

function notFound(): ConsoleAnswer {
  return {
    status: 404,
    headers: { ...ALWAYS, "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    body: Buffer.from("There is no such file. The page is at /console.\n"),
  };
}
