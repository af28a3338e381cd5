import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { ApprovalRequest } from "../approval/model";
import { toldBy } from "../approval/status";
import type { Principal } from "../identity/principal";
import { isInstanceId } from "../intake/instance-id";
import { isOpen, ring, statusOf } from "../intake/instances";
import { answer } from "../people/answer";
import type { Acknowledged, Log, Refusal } from "../people/append-on-question";
import { withdraw } from "../people/withdraw";
import { idempotencyKeyOf } from "./idempotency-key";
import { jsonResponse, problemResponse } from "./problem";
import { COMMENT_MISSING, invalid, notCounted, unknownRequest, unreadable } from "./problems";
import { readBody } from "./read-body";
import { requestDetail } from "./request-detail";

/** What taking a decision needs of the world. */
export type Ports = {
  readonly client: DurableClient;
  readonly log: Log;
  readonly now: () => Date;
};

type Call = { readonly request: HttpRequest; readonly principal: Principal; readonly context: InvocationContext };
type Taking = {
  readonly connectionId: string;
  readonly body: unknown;
  readonly answerId: string;
  readonly isRunning: boolean;
};
type Taken = Acknowledged | Refusal | HttpResponseInit;

/** POST /api/requests/{id}/decisions: answered when the decision is durable. */
export function postDecision(call: Call, ports: Ports): Promise<HttpResponseInit> {
  const { principal } = call;
  return take(call, ports, async ({ connectionId, body, ...taking }) => {
    const [{ decisionBody }, { reasonsIn }] = await Promise.all([
      import("../people/bodies"),
      import("../intake/reasons"),
    ]);
    const parsed = decisionBody.safeParse(body);
    if (!parsed.success) return problemResponse(invalid(reasonsIn(parsed.error, "a decision")));
    const { decision: verdict, comment, factsHash: shownHash } = parsed.data;
    if (verdict === "reject" && comment === "") return problemResponse(COMMENT_MISSING);
    return answer(connectionId, principal, { ...taking, verdict, comment, shownHash }, ports.log, ports.now);
  });
}

/** POST /api/requests/{id}/withdraw: takes the request back while people are asked. */
export function postWithdrawal(call: Call, ports: Ports): Promise<HttpResponseInit> {
  const { principal } = call;
  return take(call, ports, async ({ connectionId, body, ...taking }) => {
    const [{ withdrawBody }, { reasonsIn }] = await Promise.all([
      import("../people/bodies"),
      import("../intake/reasons"),
    ]);
    const parsed = withdrawBody.safeParse(body);
    if (!parsed.success) return problemResponse(invalid(reasonsIn(parsed.error, "a withdrawal")));
    const { reason } = parsed.data;
    return withdraw(connectionId, principal, { ...taking, ...(reason && { reason }) }, ports.log, ports.now);
  });
}

/** The log first, then the bell: what is acknowledged is in the log, and the instance reads it there. */
async function take(
  { request, principal, context }: Call,
  { client, log }: Ports,
  act: (taking: Taking) => Promise<Taken>,
): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const key = idempotencyKeyOf(request.headers);
  if (key.kind === "fault") return problemResponse(invalid([{ path: "Idempotency-Key", text: key.why }]));
  const body = await readBody(request);
  if (body.kind !== "json") return problemResponse(unreadable(body));
  const status = isInstanceId(id) ? await statusOf(client, id) : undefined;
  if (!status) return problemResponse(unknownRequest(id));
  const { connectionId } = status.input as ApprovalRequest;
  const taken = await act({
    connectionId,
    body: body.value,
    answerId: `${principal.id}:${key.key}`,
    isRunning: isOpen(status),
  });
  if (!("kind" in taken)) return taken;
  if (taken.kind === "refused") return problemResponse(notCounted(taken));
  // A ring that does not arrive costs a slice of the wait, or the next reconciliation rings; the decision is safe. What the
  // instance has counted already is sent again, and needs none.
  const { asking } = toldBy(status);
  if (taken.entry.index > (asking?.counted ?? -1))
    await ring(client, id).catch((error: unknown) => context.warn("the bell was not rung", { instanceId: id, error }));
  const detail = requestDetail(status, await log.read(connectionId), principal);
  return jsonResponse(200, { entry: taken.entry, at: taken.at, request: detail });
}
