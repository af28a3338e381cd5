import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { Health } from "../console/policy-types";
import { isOpen, RECONCILIATION, startReconciliation, statusOf } from "../intake/instances";
import { isObject } from "../json";
import type { Reconciled } from "../workflow/reconcile-connections";
import { readResponse } from "./etag";
import { jsonResponse, problemResponse } from "./problem";
import { NO_RECONCILIATION } from "./problems";

const LOCATION = "/api/reconciliations/latest";

export type ReconciliationStarted = { readonly result: "started" | "joined"; readonly follow: string };

/** POST /api/reconciliations: starts a round, or joins the one that is running. */
export async function postReconciliation(client: DurableClient): Promise<HttpResponseInit> {
  const started = await startReconciliation(client);
  const answer: ReconciliationStarted = { result: started ? "started" : "joined", follow: LOCATION };
  return jsonResponse(202, answer, { location: LOCATION, "retry-after": "5" });
}

export type ReconciliationView = {
  readonly state: "working" | "ended";
  readonly startedAt: string;
  readonly updatedAt: string;
  /** So far; null before anything was looked at, and where the round broke off. */
  readonly found: Reconciled | null;
};

/** GET /api/reconciliations/latest: what the last round found and did, or how far it is. */
export async function readReconciliation(request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> {
  const status = await statusOf(client, RECONCILIATION);
  if (!status) return problemResponse(NO_RECONCILIATION);
  const view: ReconciliationView = {
    state: isOpen(status) ? "working" : "ended",
    startedAt: status.createdTime.toISOString(),
    updatedAt: status.lastUpdatedTime.toISOString(),
    found: foundIn(status.output) ?? foundIn(status.customStatus),
  };
  return readResponse(request, view);
}

/** A round that broke off leaves an error's text. */
function foundIn(told: unknown): Reconciled | null {
  return isObject(told) && "unseen" in told ? (told as Reconciled) : null;
}

/** How the last round ended, in short; undefined where none has. */
export async function lastRound(client: DurableClient): Promise<Health["reconciliation"]> {
  const status = await statusOf(client, RECONCILIATION);
  const found = foundIn(status?.output);
  if (!status || !found) return undefined;
  return { endedAt: status.lastUpdatedTime.toISOString(), leftUnattended: found.unseen.length };
}
