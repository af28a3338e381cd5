import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import document from "../../../docs/openapi.json";
import { etagOf, isKnown } from "../etag";
import { CONTENT_SECURITY_POLICY, pageOf } from "./page";

/** The API's document and its page, made at build time and the same for everybody: docs/openapi.json is what npm run docs wrote. */

const json = held(JSON.stringify(document), "application/json");
const page = held(pageOf(document), "text/html; charset=utf-8", {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "referrer-policy": "no-referrer",
});

export const openApi = (request: HttpRequest): HttpResponseInit => answer(request, json);
export const docsPage = (request: HttpRequest): HttpResponseInit => answer(request, page);

type Held = { readonly body: string; readonly etag: string; readonly headers: Readonly<Record<string, string>> };

function held(body: string, type: string, more: Readonly<Record<string, string>> = {}): Held {
  const etag = etagOf(body);
  return {
    body,
    etag,
    headers: { "content-type": type, "cache-control": "no-cache", "x-content-type-options": "nosniff", etag, ...more },
  };
}

function answer({ headers: asked }: HttpRequest, { body, etag, headers }: Held): HttpResponseInit {
  if (isKnown(asked.get("if-none-match"), etag)) return { status: 304, headers };
  return { status: 200, headers, body };
}
