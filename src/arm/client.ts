import { randomUUID } from "node:crypto";
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  isRestError,
} from "@azure/core-rest-pipeline";
import type { Json } from "../json";

/** An answer of Azure, as far as it matters: header names are lower case, and a body that is no JSON is absent. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
};

/** Azure was not reached, or broke off: nobody knows whether it heard us. */
export type NoAnswer = { readonly status: 0; readonly why: string };

export type ArmClient = {
  /** The origin that tokens go to, and nothing else. */
  readonly origin: string;
  /** Reads a path of the configured endpoint, or a full URL on its origin. Anything else is a bug and throws. */
  readonly get: (pathOrUrl: string) => Promise<Answer | NoAnswer>;
  readonly put: (path: string, body: Json) => Promise<Answer | NoAnswer>;
};

export type TokenSource = (options: { readonly fresh: boolean }) => Promise<string>;

/** A request may take so long, with its second attempt; durable timers do all longer waiting. */
const TIMEOUT_MS = 30_000;

/**
 * Speaks to Azure Resource Manager. It sends each request once: no retries, since durable timers do the waiting, and no
 * redirects, since the token belongs to one origin. A 401 is the exception: it is sent again if there is another token.
 */
export function armClient(endpoint: string, token: TokenSource, timeoutMs = TIMEOUT_MS): ArmClient {
  const { origin } = new URL(endpoint);
  const http = createDefaultHttpClient();

  async function send(method: "GET" | "PUT", pathOrUrl: string, body?: Json): Promise<Answer | NoAnswer> {
    const url = new URL(pathOrUrl, origin);
    if (url.origin !== origin)
      throw new Error(`A token was about to leave for ${url.origin}; it belongs to ${origin}.`);
    // The library's own timeout ends with the headers, and a body that never ends would hold the worker for ever.
    const patience = AbortSignal.timeout(timeoutMs);
    const sendOnce = (bearer: string) => sendWith(http, { method, url, body, bearer, patience });
    try {
      const bearer = await token({ fresh: false });
      const answer = await sendOnce(bearer);
      if (answer.status !== 401) return answer;
      const fresh = await token({ fresh: true });
      return fresh === bearer ? answer : await sendOnce(fresh);
    } catch (error) {
      return { status: 0, why: whyNot(error, patience) };
    }
  }

  return { origin, get: (pathOrUrl) => send("GET", pathOrUrl), put: (path, body) => send("PUT", path, body) };
}

type Sending = {
  readonly method: "GET" | "PUT";
  readonly url: URL;
  readonly body: Json | undefined;
  readonly bearer: string;
  readonly patience: AbortSignal;
};

async function sendWith(http: HttpClient, { method, url, body, bearer, patience }: Sending): Promise<Answer> {
  const headers = createHttpHeaders({
    accept: "application/json",
    authorization: `Bearer ${bearer}`,
    "x-ms-client-request-id": randomUUID(),
  });
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await http.sendRequest(
    createPipelineRequest({
      method,
      url: url.href,
      headers,
      abortSignal: patience,
      allowInsecureConnection: url.protocol === "http:",
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, headers: response.headers.toJSON(), body: parsed(response.bodyAsText) };
}

export function isAnswer(answer: Answer | NoAnswer): answer is Answer {
  return answer.status !== 0;
}

function parsed(text: string | null | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not ARM's word: a proxy's page, say. Every reader treats it as an answer without a body.
  }
}

/** The kind of failure, never the URL: an operation's URL is signed. */
function whyNot(error: unknown, patience: AbortSignal): string {
  if (error instanceof TokenRefused) return error.message;
  if (patience.aborted) return "no answer in time";
  if (isRestError(error)) return error.code ?? error.name;
  return error instanceof Error ? error.name : "unknown failure";
}

/** No token could be had. Its message names the identity and the audience, never a token. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
}
