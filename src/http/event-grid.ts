import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { StatusSight } from "../arm/read-status";
import { type OncePorts, type TakenOnce, takeOnce } from "../intake/take-once";
import type { ConnectionWritten } from "../webhooks/resource-events";
import { EVENT_GRID, isValidationUrl } from "../webhooks/validation";
import { jsonResponse, problemResponse } from "./problem";
import { BEING_TAKEN, invalid, NOT_NOW, unreadable } from "./problems";
import { contentTypeOf, jsonIn, readBytes } from "./read-body";

/** The largest batch of Event Grid, in bytes, and some for what is around it. */
const LONGEST_BATCH = 1_100_000;

type Call = {
  readonly request: Pick<HttpRequest, "headers" | "body">;
  readonly now: Date;
  readonly context: Pick<InvocationContext, "info" | "warn" | "error">;
};

export type EventPorts = OncePorts & {
  readonly statusOf: (connectionId: string) => Promise<StatusSight>;
  /** Goes to the address at which Event Grid waits. */
  readonly visit: (validationUrl: string) => Promise<void>;
};

/** What became of a batch: `taken` requests now or before, `ignored` events that ask for nothing. */
export type Received = { readonly taken: number; readonly ignored: number };

/**
 * POST /api/webhooks/event-grid: what Azure Resource Manager did, as Event Grid tells it. A connection that was written
 * and is Pending becomes a request; what is not Pending was written by us, or by somebody who has decided it. Event Grid
 * sends a batch again until it hears 200, and drops it at 400 and 413, so that only what may go better is answered 503.
 */
export async function receiveEvents(call: Call, ports: EventPorts): Promise<HttpResponseInit> {
  const read = await readBytes(call.request, LONGEST_BATCH);
  if (read.kind === "tooLarge") return problemResponse(unreadable(read));
  const body = jsonIn(new TextDecoder().decode(read.bytes), contentTypeOf(call.request));
  if (body.kind !== "json") return problemResponse(unreadable(body));
  const { deliveryIn } = await import("../webhooks/resource-events");
  const delivery = deliveryIn(body.value);
  try {
    switch (delivery.kind) {
      case "unreadable":
        call.context.warn("events not read", { why: delivery.why });
        return problemResponse(invalid([{ path: "", text: delivery.why }]));
      case "validation":
        return await validate(delivery, call, ports);
      case "events":
        return await takeAll(delivery.written, delivery.others, call, ports);
    }
  } catch (error) {
    call.context.error("events not taken", error);
    return problemResponse(NOT_NOW);
  }
}

/** OPTIONS /api/webhooks/event-grid: before it sends CloudEvents, Event Grid asks whether it may. */
export function allowEvents({ headers }: Pick<HttpRequest, "headers">): HttpResponseInit {
  const origin = headers.get("webhook-request-origin")?.toLowerCase() ?? "";
  if (!EVENT_GRID.some((known) => known === origin))
    return problemResponse(invalid([{ path: "WebHook-Request-Origin", text: `is not ${EVENT_GRID.join(" or ")}` }]));
  return { status: 200, headers: { "webhook-allowed-origin": origin, "webhook-allowed-rate": "*" } };
}

/** The code goes back in the answer; where there is none, Event Grid waits for a visit. */
async function validate(
  { code, url }: { readonly code?: string; readonly url?: string },
  { context }: Call,
  { visit }: EventPorts,
): Promise<HttpResponseInit> {
  if (code !== undefined) {
    context.info("Event Grid asked whether its events are wanted, and heard yes");
    return jsonResponse(200, { validationResponse: code });
  }
  if (url === undefined || !isValidationUrl(url))
    return problemResponse(invalid([{ path: "data.validationUrl", text: "is no address of Event Grid" }]));
  await visit(url);
  context.info("Event Grid's validation address was visited");
  return jsonResponse(200, {});
}

async function takeAll(
  written: readonly ConnectionWritten[],
  others: number,
  call: Call,
  ports: EventPorts,
): Promise<HttpResponseInit> {
  let [taken, ignored, isLater] = [0, others, false];
  for (const one of written) {
    const became = await takeEvent(one, call, ports);
    call.context.info("event", { eventId: one.id, became });
    if (became === "later") isLater = true;
    else if (became === "ignored") ignored += 1;
    else taken += 1;
  }
  const received: Received = { taken, ignored };
  return isLater ? problemResponse(BEING_TAKEN) : jsonResponse(200, received);
}

async function takeEvent(
  { id, connectionId, by }: ConnectionWritten,
  { now, context }: Call,
  ports: EventPorts,
): Promise<TakenOnce["kind"] | "ignored" | "later"> {
  const { parseSubmission } = await import("../intake/parse-submission");
  const body = {
    connectionId,
    requestedBy: by?.name ?? "Azure Event Grid",
    justification: "Azure reports that the connection was written, and it is Pending.",
  };
  const parsed = parseSubmission(body, { door: "event", deliveryId: `event:${id}`, receivedAt: now.toISOString() });
  if (parsed.kind === "refused") {
    context.warn("event ignored", { eventId: id, reasons: parsed.reasons });
    return "ignored";
  }
  const sight = await ports.statusOf(connectionId);
  if (sight.kind === "busy") return "later";
  if (sight.kind !== "found" || sight.status !== "Pending") return "ignored";
  const submission = { ...parsed.submission, ...(by?.objectId !== undefined && { requesterId: by.objectId }) };
  const { kind } = await takeOnce(submission, ports);
  return kind === "underway" ? "later" : kind;
}
