import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { ApprovalRequest } from "../approval/model";
import type { AuditStore } from "../audit/store";
import { isInstanceId } from "../intake/instance-id";
import { statusOf } from "../intake/instances";
import { auditView } from "./audit-view";
import { readResponse } from "./etag";
import { problemResponse } from "./problem";
import { invalid, unknownRequest } from "./problems";

/** GET /api/requests/{id}/audit: the entries of the connection's log, a page at a time, and whether the chain holds. */
export async function readAudit(
  request: HttpRequest,
  client: DurableClient,
  logOf: AuditStore["read"],
): Promise<HttpResponseInit> {
  const [{ auditQuery }, { reasonsIn }] = await Promise.all([import("./audit-query"), import("../intake/reasons")]);
  const parsed = auditQuery.safeParse(Object.fromEntries(request.query));
  if (!parsed.success) return problemResponse(invalid(reasonsIn(parsed.error, "this query")));
  const { before } = parsed.data;
  const id = request.params["id"] ?? "";
  const status = isInstanceId(id) ? await statusOf(client, id) : undefined;
  if (!status) return problemResponse(unknownRequest(id));
  const asked = status.input as ApprovalRequest;
  const log = await logOf(asked.connectionId);
  // The minute in which it was checked: an answer that differs in nothing else is the same answer.
  const checkedAt = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
  const page = { requestId: asked.requestId, request: asked, ...(before !== undefined && { before: Number(before) }) };
  return readResponse(request, auditView(page, log, checkedAt));
}

const MINUTE_MS = 60_000;
