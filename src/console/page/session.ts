import type { Me, RequestPage, RequestSummary } from "../api-types";
import type { Health } from "../policy-types";
import type { Feed } from "./answer";
import { heldFrom } from "./inbox-list";

/** Who looks at the page, and what waits for them. */
export type Session = { readonly me: Me; readonly inbox: Feed<RequestPage>; readonly health: Health | undefined };

export const ME = "/api/me";
export const HEALTH = "/api/health";
export const INBOX = "/api/requests?mine=true&state=waiting";

export function requestPath(id: string): string {
  return `/api/requests/${encodeURIComponent(id)}`;
}

/** What a person who is done with one request goes on with. */
export function nextWaiting({ inbox }: Session, done: string): RequestSummary | undefined {
  return heldFrom(inbox.value?.items ?? []).waiting.find(({ id }) => id !== done);
}
