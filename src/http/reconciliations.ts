import type { HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { isOpen, RECONCILIATION, startReconciliation, statusOf } from "../intake/instances";
import type { Json } from "../json";
import { jsonResponse, problemResponse } from "./problem";
import { NO_RECONCILIATION } from "./problems";

const LOCATION = "/api/reconciliations/latest";

/** POST /api/reconciliations: starts a round, or joins the one that is running. */
export async function postReconciliation(client: DurableClient): Promise<HttpResponseInit> {
  const started = await startReconciliation(client);
  return jsonResponse(
    202,
    { result: started ? "started" : "joined", follow: LOCATION },
    { location: LOCATION, "retry-after": "5" },
  );
}

/** GET /api/reconciliations/latest: what the last round found and did, or how far it is. */
export async function readReconciliation(client: DurableClient): Promise<HttpResponseInit> {
  const status = await statusOf(client, RECONCILIATION);
  if (!status) return problemResponse(NO_RECONCILIATION);
  return jsonResponse(200, {
    state: isOpen(status) ? "working" : "ended",
    startedAt: status.createdTime.toISOString(),
    updatedAt: status.lastUpdatedTime.toISOString(),
    found: (status.output ?? status.customStatus ?? null) as Json,
  });
}
