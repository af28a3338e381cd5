import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { ApprovalRequest } from "../approval/model";
import type { AuditStore } from "../audit/store";
import type { RequestPage, RequestSummary } from "../console/api-types";
import type { Principal } from "../identity/principal";
import { statusesOfConnections } from "../intake/instances";
import { readResponse } from "./etag";
import { problemResponse } from "./problem";
import { invalid } from "./problems";
import { requestDetail } from "./request-detail";
import { cursorIn, isUndecided, requestPage } from "./request-page";
import type { InstanceStatus } from "./request-view";

/**
 * GET /api/requests. A page costs one query of all instances, which the extension answers in pages of its own, and one log
 * for each request on it that waits for people: their answers are in the log before the instance has counted them.
 */
export async function listRequests(
  { request, principal }: { readonly request: HttpRequest; readonly principal: Principal },
  client: DurableClient,
  logOf: AuditStore["read"],
): Promise<HttpResponseInit> {
  const [{ requestsQuery }, { reasonsIn }] = await Promise.all([
    import("./requests-query"),
    import("../intake/reasons"),
  ]);
  const parsed = requestsQuery.safeParse(Object.fromEntries(request.query));
  if (!parsed.success) return problemResponse(invalid(reasonsIn(parsed.error, "this query")));
  const { page: place, ...query } = parsed.data;
  const cursor = place === undefined ? undefined : cursorIn(place);
  const statuses = await statusesOfConnections(client);
  const page = requestPage(statuses, { ...defined(query), ...(cursor && { cursor }) }, principal);
  return readResponse(request, await withAnswers(page, statuses, principal, logOf));
}

async function withAnswers(
  page: RequestPage,
  statuses: readonly InstanceStatus[],
  reader: Principal,
  logOf: AuditStore["read"],
): Promise<RequestPage> {
  const byId = new Map(statuses.map((status) => [status.instanceId, status]));
  const items = page.items.map(async (item): Promise<RequestSummary> => {
    const status = item.stage === "asking" ? byId.get(item.id) : undefined;
    if (!status) return item;
    const log = await logOf((status.input as ApprovalRequest).connectionId);
    const { asking, you } = requestDetail(status, log, reader);
    if (!asking) return item;
    const { askedAt, deadline, atDeadline, quorum, approvals, decided } = asking;
    return { ...item, you, asking: { askedAt, deadline, atDeadline, quorum, approvals, decided } };
  });
  return counted(page, await Promise.all(items));
}

/** An answer that the log has and the instance has not counted yet is one less to decide. */
function counted(page: RequestPage, items: readonly RequestSummary[]): RequestPage {
  if (page.undecided === undefined) return { ...page, items };
  const before = page.items.filter(isUndecided).length;
  return { ...page, items, undecided: page.undecided - before + items.filter(isUndecided).length };
}

/** What was not asked for is left out. */
function defined<T extends object>(query: T): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as never;
}
