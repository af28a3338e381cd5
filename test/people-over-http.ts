import type { RequestDetail } from "../src/console/api-types";
import { as, type Product } from "./product";

export type Answer = {
  readonly status: number;
  readonly json: { readonly code?: string } & Readonly<Record<string, unknown>>;
};

/** Sends what somebody signed in as `nick` sends. */
export async function call(
  { endpoints }: Product,
  nick: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(new URL(path, endpoints.functions), {
    method: body === undefined ? "GET" : "POST",
    headers: { ...as(nick), "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // A host that is still starting answers 503 with nothing, as Azure's does.
  const text = await answer.text();
  return { status: answer.status, json: text === "" ? {} : (JSON.parse(text) as Answer["json"]) };
}

export async function detailOf(product: Product, instanceId: string, nick = "priya"): Promise<RequestDetail> {
  const { status, json } = await call(product, nick, `/api/requests/${instanceId}`);
  if (status !== 200) throw new Error(`${instanceId}: ${status} ${JSON.stringify(json)}`);
  return json as unknown as RequestDetail;
}

/** Looks until it is so. Jest's own limit ends a look that has no end. */
export async function once(
  product: Product,
  instanceId: string,
  isSo: (detail: RequestDetail) => boolean,
): Promise<RequestDetail> {
  for (;;) {
    const detail = await detailOf(product, instanceId);
    if (isSo(detail)) return detail;
    await new Promise((done) => setTimeout(done, 150));
  }
}

export const isAsking = ({ stage }: RequestDetail) => stage === "asking";
export const isOver = ({ state }: RequestDetail) => state === "ended" || state === "stopped";

/** Decides on what stands before them, under a key of their own. */
export async function decide(
  product: Product,
  instanceId: string,
  nick: string,
  { decision = "approve", comment = "", key = `${nick}-1`, factsHash }: Partial<Decision> = {},
): Promise<Answer> {
  const hash = factsHash ?? (await detailOf(product, instanceId, nick)).shown?.hash;
  const body = { decision, comment, factsHash: hash };
  return call(product, nick, `/api/requests/${instanceId}/decisions`, body, { "idempotency-key": key });
}

export type Decision = {
  readonly decision: "approve" | "reject";
  readonly comment: string;
  readonly key: string;
  readonly factsHash: string;
};
