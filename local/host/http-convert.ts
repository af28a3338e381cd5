import type { IncomingMessage } from "node:http";
import type { DistinctHeaders } from "./front";
import type { Nullable, RpcCookie, RpcHttp, TypedData } from "./rpc";

/** What was found out about a request before it is handed over. */
export type Received = {
  readonly headers: DistinctHeaders;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** A request as the host hands it to a worker that takes bytes, and texts that may be empty. */
export function requestData(
  { method = "GET" }: IncomingMessage,
  url: URL,
  { headers, params, body }: Received,
): TypedData {
  const http: RpcHttp = {
    url: url.href,
    method,
    nullableHeaders: headersOf(headers),
    nullableQuery: queryOf(url),
    nullableParams: nullables(Object.entries(params)),
    ...(body.length > 0 && { body: { bytes: body } }),
  };
  return { http };
}

/** Several headers or query values of one name become one text, with commas, as ASP.NET writes them. */
function headersOf(headers: DistinctHeaders): Readonly<Record<string, Nullable>> {
  return nullables(
    Object.entries(headers).map(([name, values = []]) => [name, values.join(name === "cookie" ? "; " : ",")]),
  );
}

function queryOf({ searchParams }: URL): Readonly<Record<string, Nullable>> {
  return nullables([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name).join(",")]));
}

function nullables(entries: readonly (readonly [string, string])[]): Readonly<Record<string, Nullable>> {
  return Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
}

export type Answer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | string;
};

/** What goes out for an invocation that returned. A handler that returns nothing is a 200 without a body. */
export function answerFor(value: TypedData | null | undefined): Answer {
  const http = value?.http;
  if (!http) return { status: 200, headers: [], body: "" };
  return {
    status: Number(http.statusCode ?? 200),
    headers: [
      ...Object.entries(http.headers ?? {}),
      ...(http.cookies ?? []).map((cookie) => ["set-cookie", cookieText(cookie)] as const),
    ],
    body: http.body?.bytes ?? http.body?.string ?? http.body?.json ?? "",
  };
}

const SAME_SITE: Readonly<Record<string, string>> = { lax: "lax", strict: "strict", explicitNone: "none" };

function cookieText(cookie: RpcCookie): string {
  const sameSite = SAME_SITE[cookie.sameSite ?? ""];
  return [
    `${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`,
    cookie.expires && `expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`,
    cookie.maxAge && `max-age=${Math.trunc(cookie.maxAge.value)}`,
    cookie.domain && `domain=${cookie.domain.value}`,
    cookie.path && `path=${cookie.path.value}`,
    cookie.secure?.value && "secure",
    sameSite && `samesite=${sameSite}`,
    cookie.httpOnly?.value && "httponly",
  ]
    .filter((part) => typeof part === "string")
    .join("; ");
}
