import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import { type OncePorts, takeOnce } from "../intake/take-once";
import type { WebhookSecret } from "../webhooks/secrets";
import { problemResponse } from "./problem";
import {
  alreadyTaken,
  BEING_TAKEN,
  invalid,
  NO_WEBHOOKS,
  NOT_NOW,
  notTaken,
  signatureInvalid,
  unreadable,
} from "./problems";
import { contentTypeOf, jsonIn, readBytes } from "./read-body";
import { accepted } from "./requests";

type Call = {
  readonly request: Pick<HttpRequest, "headers" | "body">;
  readonly secrets: readonly WebhookSecret[];
  readonly now: Date;
  readonly context: Pick<InvocationContext, "info" | "warn" | "error">;
};

/** A body as its sender signed it. */
type Signed =
  | { readonly kind: "signed"; readonly text: string; readonly sender: string; readonly id: string }
  | { readonly kind: "answer"; readonly answer: HttpResponseInit };

/**
 * POST /api/webhooks/requests: a request of a machine that has no identity in Entra. Nothing of the body is looked at
 * before its signature has been verified over its bytes.
 */
export async function receiveWebhook(call: Call, ports: OncePorts): Promise<HttpResponseInit> {
  const signed = await readSigned(call);
  if (signed.kind === "answer") return signed.answer;
  const { text, sender, id } = signed;
  const body = jsonIn(text, contentTypeOf(call.request));
  if (body.kind !== "json") return problemResponse(unreadable(body));
  const { parseSubmission } = await import("../intake/parse-submission");
  const parsed = parseSubmission(body.value, {
    door: "webhook",
    // Two senders may count from 1 each.
    deliveryId: `webhook:${sender}:${id}`,
    receivedAt: call.now.toISOString(),
  });
  if (parsed.kind === "refused") return problemResponse(invalid(parsed.reasons));
  try {
    const submission = { ...parsed.submission, requesterId: `webhook:${sender}` };
    const taken = await takeOnce(submission, ports);
    call.context.info("webhook", { sender, webhookId: id, how: taken.kind });
    if (taken.kind === "refused") return problemResponse(notTaken(taken));
    if (taken.kind === "known") return problemResponse(alreadyTaken(taken.at, `/api/requests/${taken.instanceId}`));
    if (taken.kind === "underway") return problemResponse(BEING_TAKEN);
    return accepted(taken.instanceId, taken.request.requestId, taken.kind);
  } catch (error) {
    call.context.error("webhook not taken", error);
    return problemResponse(NOT_NOW);
  }
}

async function readSigned({ request, secrets, now, context }: Call): Promise<Signed> {
  if (secrets.length === 0) return { kind: "answer", answer: problemResponse(NO_WEBHOOKS) };
  const { claimIn, signerOf, textOf } = await import("../webhooks/signature");
  const refused = (why: string): Signed => {
    context.warn("webhook refused", { why });
    return { kind: "answer", answer: problemResponse(signatureInvalid(why)) };
  };
  const claimed = claimIn(request.headers, now);
  if (claimed.kind === "refused") return refused(claimed.why);
  const read = await readBytes(request);
  if (read.kind === "tooLarge") return { kind: "answer", answer: problemResponse(unreadable(read)) };
  const text = textOf(read.bytes);
  const sender = text === undefined ? undefined : signerOf(claimed.claim, text, secrets);
  if (text === undefined || sender === undefined)
    return refused("No signature in webhook-signature verifies for the id, the time and the bytes that arrived.");
  return { kind: "signed", text, sender, id: claimed.claim.id };
}
