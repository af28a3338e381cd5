import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import type { HttpCall } from "./protocol-state";

/** What callHttp's activity brings back (section 7.5). */
export type Came =
  | { readonly kind: "answered"; readonly response: HttpResult }
  | { readonly kind: "noAnswer"; readonly why: string };

type HttpResult = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly content: string;
};

/** .NET's client follows so many. */
const MOST_REDIRECTS = 50;

/** Sends the request that an orchestrator asked for. A status code is never a failure. */
export async function callOut(request: unknown): Promise<Came> {
  const call = request as HttpCall;
  if (call.tokenSource)
    return { kind: "noAnswer", why: "callHttp with a managed identity is not part of the local stand-in" };
  try {
    return { kind: "answered", response: await follow(call, MOST_REDIRECTS) };
  } catch (error) {
    return { kind: "noAnswer", why: error instanceof Error ? error.message : String(error) };
  }
}

async function follow(call: HttpCall, redirectsLeft: number): Promise<HttpResult> {
  const response = await send(call);
  const content = await text(response);
  const statusCode = response.statusCode ?? 0;
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined || redirectsLeft === 0)
    return { statusCode, headers: keptHeaders(response.rawHeaders), content };
  return follow(redirected(call, new URL(location, call.uri).href, statusCode), redirectsLeft - 1);
}

/** 307 and 308 keep method and body; the others make a GET of a POST, 303 of anything. */
function redirected(
  { method, uri: _, content, headers = {}, ...call }: HttpCall,
  uri: string,
  status: number,
): HttpCall {
  const kept = status === 307 || status === 308 || !(status === 303 || method.toUpperCase() === "POST");
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"));
  return kept
    ? { ...call, method, uri, headers: sent, ...(content !== undefined && { content }) }
    : { ...call, method: "GET", uri, headers: sent };
}

function send({ method, uri, headers = {}, content }: HttpCall): Promise<IncomingMessage> {
  const url = new URL(uri);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new Error(`The '${url.protocol.slice(0, -1)}' scheme is not supported.`);
  const typed = content === undefined || Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  const sent = typed ? headers : { ...headers, "Content-Type": "text/plain; charset=utf-8" };
  return new Promise((resolve, reject) => {
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request: ClientRequest = open(url, { method, headers: sent }, resolve);
    request.on("error", reject);
    request.end(content);
  });
}

/** These are headers of the content in .NET, and the extension leaves them out. */
const CONTENT_HEADERS = /^(allow|content-.*|expires|last-modified)$/i;

/** Spelled as they came; one value is a string, several are an array. */
function keptHeaders(raw: readonly string[]): HttpResult["headers"] {
  const kept: Record<string, string | readonly string[]> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = raw.slice(index, index + 2);
    if (CONTENT_HEADERS.test(name)) continue;
    const before = kept[name];
    kept[name] = before === undefined ? value : [...(typeof before === "string" ? [before] : before), value];
  }
  return kept;
}
