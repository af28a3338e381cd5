import { randomUUID } from "node:crypto";
import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { ApprovalRequest } from "../approval/model";
import { acceptedIn } from "../approval/question";
import { recordedIn } from "../audit/recorded";
import type { AuditStore } from "../audit/store";
import type { Principal } from "../identity/principal";
import { isInstanceId } from "../intake/instance-id";
import { instancesOf, statusOf } from "../intake/instances";
import { type How, type Ports, take } from "../intake/take";
import { readResponse } from "./etag";
import { jsonResponse, problemResponse } from "./problem";
import { invalid, NOT_NOW, notTaken, roleMissing, unknownRequest, unreadable } from "./problems";
import { readBody } from "./read-body";
import { mayRead, READERS } from "./readers";
import { requestDetail } from "./request-detail";

/** When a caller may look again, in seconds: Azure itself asks for 10 between looks (arm-facts 1.2). */
const LOOK_AGAIN_SECONDS = 5;

type Call = {
  readonly request: HttpRequest;
  readonly principal: Principal;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly context: InvocationContext;
};

/** POST /api/requests: the same request as on the queue, answered at once with where to follow it. */
export async function submitRequest(
  { request, principal: { id, name }, receivedAt, context }: Call,
  client: DurableClient,
  ports: Omit<Ports, "instances">,
): Promise<HttpResponseInit> {
  const body = await readBody(request);
  if (body.kind !== "json") return problemResponse(unreadable(body));
  const { parseSubmission } = await import("../intake/parse-submission");
  const deliveryId = request.headers.get("idempotency-key") ?? randomUUID();
  const parsed = parseSubmission(body.value, { door: "http", deliveryId, receivedAt, sender: { id, name } });
  if (parsed.kind === "refused") return problemResponse(invalid(parsed.reasons));
  try {
    const taken = await take(parsed.submission, { ...ports, instances: instancesOf(client) });
    if (taken.kind === "refused") return problemResponse(notTaken(taken));
    return accepted(taken.instanceId, taken.request.requestId, taken.kind);
  } catch (error) {
    context.error("request not taken", error);
    return problemResponse(NOT_NOW);
  }
}

/** GET /api/requests/{id}: where a request is, in words, and what somebody needs to decide it. */
export async function readRequest(
  { request, principal }: { readonly request: HttpRequest; readonly principal: Principal },
  client: DurableClient,
  logOf: AuditStore["read"],
): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const status = isInstanceId(id) ? await statusOf(client, id) : undefined;
  if (!status) return problemResponse(unknownRequest(id));
  const asked = status.input as ApprovalRequest;
  const log = await logOf(asked.connectionId);
  // Who reads everything, or asked for it, needs no look at who joined: that costs a pass over the whole log.
  const isAllowed = mayRead(principal, [asked]) || mayRead(principal, acceptedIn(recordedIn(asked.connectionId, log)));
  if (!isAllowed) return problemResponse(roleMissing(principal, READERS));
  const detail = requestDetail(status, log, principal);
  const more = detail.state === "ended" ? {} : { "retry-after": String(LOOK_AGAIN_SECONDS) };
  return readResponse(request, detail, more);
}

/** `joined` and `repeated`: nothing was started, because somebody works on the connection already, or has. */
export type Accepted = {
  readonly id: string;
  readonly requestId: string;
  readonly result: How;
  readonly follow: string;
};

/** What every door answers where a request was taken. */
export function accepted(id: string, requestId: string, result: How): HttpResponseInit {
  const location = `/api/requests/${id}`;
  const answer: Accepted = { id, requestId, result, follow: location };
  return jsonResponse(202, answer, { location, "retry-after": String(LOOK_AGAIN_SECONDS) });
}
