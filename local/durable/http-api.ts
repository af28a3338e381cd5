import type { Client } from "./client";
import { empty, json } from "./http-answers";
import { manageInstance } from "./http-manage";
import { listInstances, purgeInstances, showInstance } from "./http-query";
import { startOrchestrator } from "./http-start";
import type { Hub } from "./hub";

/** One call of the HTTP API, without the base that it came under. */
export type ApiRequest = {
  readonly method: string;
  /** Below the base and as it was sent, still percent-encoded: `instances/order-1/raiseEvent/Approval`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined for none. */
  readonly body: string | undefined;
  readonly contentType: string | undefined;
  /** The base it came under: `http://127.0.0.1:7071/runtime/webhooks/durabletask` or `http://127.0.0.1:7071/durabletask`. */
  readonly base: string;
  /** The key that the URLs in answers carry. */
  readonly code: string;
  /** The header `x-ms-continuation-token`. */
  readonly continuationToken?: string | undefined;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for no body. */
  readonly body: string;
};

/** Answers a call of the local API (durable-protocol section 9). What is no call of it is 404, as in the extension. */
export async function answer(hub: Hub, client: Client, request: ApiRequest): Promise<ApiAnswer> {
  const segments = segmentsOf(request.path);
  if (!segments) return empty(404);
  const [kind, ...rest] = segments;
  const method = request.method.toUpperCase();
  if (kind === "orchestrators" && method === "POST") return startOrchestrator(hub, client, request, rest);
  if (kind === "instances") return instances(hub, client, request, rest);
  if (kind === "entities") return json(501, { Message: "Durable entities are not part of the local stand-in." });
  return empty(404);
}

function instances(hub: Hub, client: Client, request: ApiRequest, rest: readonly string[]) {
  const [id, operation, event] = rest;
  const method = request.method.toUpperCase();
  if (id === undefined) {
    if (method === "GET") return listInstances(hub, request);
    return method === "DELETE" ? purgeInstances(hub, client, request) : empty(404);
  }
  if (operation === undefined) {
    if (method === "GET") return showInstance(hub, request, id);
    return method === "DELETE" ? manageInstance(hub, client, request, { id, operation: "purge", event }) : empty(404);
  }
  if (method !== "POST" || operation.toLowerCase() === "purge") return empty(404);
  return manageInstance(hub, client, request, { id, operation: operation.toLowerCase(), event });
}

/** Undefined if a part is no text or holds a slash itself: the extension finds nothing there. */
function segmentsOf(path: string): string[] | undefined {
  try {
    const parts = path.split("/").map(decodeURIComponent);
    return parts.some((part) => part.includes("/")) ? undefined : parts.filter((part) => part !== "");
  } catch {
    return undefined;
  }
}
