import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { PolicyView } from "../console/policy-types";
import type { PolicyStore } from "../policy/policies";
import type { Eyes } from "../policy/what-if";
import { readResponse } from "./etag";
import { jsonResponse, problemResponse } from "./problem";
import { azureNotReadable, azureRefused, invalid, nothingToJudge, unreadable } from "./problems";
import { readBody } from "./read-body";

export type KnownTarget = {
  readonly id: string;
  readonly name: string;
  readonly env?: string;
  readonly location?: string;
};

/** GET /api/policy: the documents in force, their faults and since when; 304 where the reader has them already. */
export async function readPolicy(
  request: HttpRequest,
  store: PolicyStore,
  targets: () => Promise<readonly KnownTarget[]>,
): Promise<HttpResponseInit> {
  const { directory, ...policy } = await store.inFull();
  const view: PolicyView = { ...policy, known: { subscriptions: directory, targets: await targets() } };
  return readResponse(request, view);
}

/** POST /api/policy/evaluate: what the policy in force would say. Writes nothing. */
export async function evaluatePolicy(
  request: HttpRequest,
  store: PolicyStore,
  eyes: Eyes,
  now: Date,
): Promise<HttpResponseInit> {
  const body = await readBody(request);
  if (body.kind !== "json") return problemResponse(unreadable(body));
  const { whatIf } = await import("../policy/what-if");
  const answer = await whatIf(body.value, await store.current(), eyes, now);
  switch (answer.kind) {
    case "judged":
      return jsonResponse(200, { judgement: answer.judgement, facts: answer.facts });
    case "invalid":
      return problemResponse(invalid(answer.reasons));
    case "gone":
      return problemResponse(nothingToJudge(answer.why));
    case "busy":
      return problemResponse(azureNotReadable(answer.why));
    case "denied":
      return problemResponse(azureRefused(answer.fault));
  }
}
