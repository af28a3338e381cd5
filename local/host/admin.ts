import type { IncomingMessage } from "node:http";
import { empty } from "./http";
import { readBody } from "./http-body";
import type { Answer } from "./http-convert";
import { bringsKey, type Keys } from "./keys";

/** A function as the admin API tells of it. */
export type Listed = {
  readonly name: string;
  readonly bindings: readonly object[];
  readonly isDisabled: boolean;
  readonly url?: string | undefined;
  readonly error?: string | undefined;
  /** Runs it with a trigger value given as text. Undefined for what cannot be run like this. */
  readonly run?: ((input: string | undefined) => void) | undefined;
};

export type AdminParts = {
  readonly origin: string;
  readonly functions: readonly Listed[];
  readonly uptimeMs: () => number;
  readonly keys: Keys | undefined;
};

const BODY_LIMIT_BYTES = 1024 * 1024;

/** The host's admin API: its state, its functions, and running one by hand. */
export async function serveAdmin(parts: AdminParts, request: IncomingMessage, url: URL): Promise<Answer> {
  const [, , area = "", name = "", more = ""] = url.pathname.split("/").map((part) => part.toLowerCase());
  if (area === "host" && name === "ping") return empty(200);
  if (parts.keys && !bringsKey(request.headers, url, [parts.keys.master])) return empty(401);
  if (area === "host" && name === "status" && request.method === "GET") return json(200, statusOf(parts));
  if (area !== "functions") return empty(404);
  if (name === "" && request.method === "GET")
    return json(
      200,
      parts.functions.map((fn) => metadataOf(fn, parts)),
    );
  const fn = parts.functions.find((known) => known.name.toLowerCase() === name);
  return fn ? serveOne(parts, fn, `${request.method} ${more}`.trim(), request) : empty(404);
}

async function serveOne(parts: AdminParts, fn: Listed, ask: string, request: IncomingMessage): Promise<Answer> {
  if (ask === "GET status") return json(200, fn.error ? { errors: [fn.error] } : {});
  if (ask === "GET") return json(200, metadataOf(fn, parts));
  return ask === "POST" ? run(fn, request) : empty(404);
}

/** 202, whatever comes of it: the log tells. */
async function run(fn: Listed, request: IncomingMessage): Promise<Answer> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (body.kind === "too-large") return empty(413);
  const input = inputIn(body.bytes.toString("utf8"));
  if (input.kind === "bad") return json(400, { message: 'The body must be JSON such as {"input": "..."}.' });
  if (fn.error) return json(409, { message: `The function does not run: ${fn.error}` });
  if (!fn.run) return json(400, { message: "A function with this kind of trigger cannot be run by hand." });
  fn.run(input.text);
  return empty(202);
}

function inputIn(
  body: string,
): { readonly kind: "input"; readonly text: string | undefined } | { readonly kind: "bad" } {
  try {
    const content: unknown = JSON.parse(body);
    if (typeof content !== "object" || content === null) return { kind: "bad" };
    const input = "input" in content ? content.input : undefined;
    if (input === undefined || input === null) return { kind: "input", text: undefined };
    return { kind: "input", text: typeof input === "string" ? input : JSON.stringify(input) };
  } catch {
    return { kind: "bad" };
  }
}

function statusOf({ functions, uptimeMs }: AdminParts): object {
  const errors = functions.flatMap(({ name, error }) =>
    error ? [`The '${name}' function is in error: ${error}`] : [],
  );
  return {
    id: "local",
    state: "Running",
    version: "4.1040.0",
    versionDetails: "local stand-in for the Azure Functions host",
    processUptime: uptimeMs(),
    ...(errors.length > 0 && { errors }),
  };
}

function metadataOf({ name, bindings, isDisabled, url }: Listed, { origin }: AdminParts): object {
  return {
    name,
    script_href: null,
    config_href: null,
    href: `${origin}/admin/functions/${name}`,
    invoke_url_template: url ?? null,
    language: "node",
    config: { bindings },
    isDisabled,
    test_data: null,
  };
}

function json(status: number, content: unknown): Answer {
  return { status, headers: [["content-type", "application/json; charset=utf-8"]], body: JSON.stringify(content) };
}
