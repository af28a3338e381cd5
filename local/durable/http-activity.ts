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

/** These are headers of the content in .NET, and the extension leaves them out. */
const CONTENT_HEADERS = /^(allow|content-.*|expires|last-modified)$/i;

/** Sends the request that an orchestrator asked for. A status code is never a failure. */
export async function callOut(request: unknown): Promise<Came> {
  const { method, uri, headers = {}, content, tokenSource } = request as HttpCall;
  if (tokenSource)
    return { kind: "noAnswer", why: "callHttp with a managed identity is not part of the local stand-in" };
  const typed = content === undefined || Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  const sent = typed ? headers : { ...headers, "Content-Type": "text/plain; charset=utf-8" };
  try {
    const response = await fetch(uri, { method, headers: sent, ...(content !== undefined && { body: content }) });
    const text = await response.text();
    return {
      kind: "answered",
      response: { statusCode: response.status, headers: keptHeaders(response), content: text },
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: "noAnswer", why: cause instanceof Error ? cause.message : String(cause) };
  }
}

function keptHeaders({ headers }: Response): HttpResult["headers"] {
  const kept = [...headers].filter(([name]) => !CONTENT_HEADERS.test(name) && name !== "set-cookie");
  const cookies = headers.getSetCookie();
  const cookie = cookies.length > 1 ? cookies : cookies[0];
  return { ...Object.fromEntries(kept), ...(cookie !== undefined && { "set-cookie": cookie }) };
}
