import * as z from "zod";
import { type ParsedId, parseConnectionId, parsePrivateEndpointId, parseTargetId } from "../approval/connection-id";
import type { Person } from "../approval/model";
import { plain } from "../approval/question";
import { reasonsIn } from "./reasons";
import type { Delivery, Parsed, Reason, Subject, Submission } from "./submission";

/** Limits of texts, in characters: enough for a person's words and an ARM id, too little to fill a history with. */
const LONGEST_ID = 1_024;
const LONGEST_NAME = 256;
const LONGEST_WORDS = 2_000;
/**
 * What a Service Bus message id may be long (128), without what would break a log line or a URL. How the ids begin that
 * doors give is theirs: nobody takes the id of a webhook that is still to come.
 */
const REQUEST_ID = /^(?!(?:webhook|event):)[\w.:@-]{1,128}$/;

export function isRequestId(value: unknown): value is string {
  return typeof value === "string" && REQUEST_ID.test(value);
}

/** Over HTTP the delivery's id is this header. */
const KEY = "Idempotency-Key";

const idFrom = <Parts>(parse: (text: string) => ParsedId<Parts>) =>
  z
    .string()
    .max(LONGEST_ID)
    .superRefine((text, context) => {
      const parsed = parse(text);
      if (parsed.kind === "fault") context.addIssue({ code: "custom", message: parsed.why });
    });

const privateEndpointId = z
  .string()
  .max(LONGEST_ID)
  .refine((text) => parsePrivateEndpointId(text) !== undefined, {
    error:
      "is not the id of a private endpoint: expected /subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Network/privateEndpoints/{name}",
  });

/** The body of a request, the same from every door. Unknown fields are refused: a misspelt one must not be ignored. */
export const requestBody = z.strictObject({
  connectionId: idFrom(parseConnectionId).optional().describe("ARM id of the private endpoint connection."),
  privateEndpointId: privateEndpointId
    .optional()
    .describe("ARM id of the private endpoint, where the connection's name is not known; with targetId."),
  targetId: idFrom(parseTargetId).optional().describe("ARM id of the Digital Twins instance; with privateEndpointId."),
  desiredStatus: z.enum(["Approved", "Rejected"]).default("Approved").describe("What the connection is to become."),
  requestedBy: z
    .string()
    .trim()
    .min(1)
    .max(LONGEST_NAME)
    .describe("Who asks: a person's or a pipeline's name, for people to read."),
  justification: z.string().trim().min(1).max(LONGEST_WORDS).describe("Why; approvers and auditors read it."),
  correlationId: z
    .string()
    .min(1)
    .max(LONGEST_NAME)
    .optional()
    .describe("The sender's own mark; it comes back in events."),
  requestId: z
    .string()
    .regex(REQUEST_ID, {
      error: "must be 1 to 128 letters, digits and . _ : @ -, and not begin with webhook: or event:",
    })
    .optional()
    .describe("Identifies the request where the delivery has no id of its own; sent twice, it is one request."),
});

/** From somebody who signed in: who they are is known, and need not be said. */
export const signedInBody = requestBody.extend({
  requestedBy: requestBody.shape.requestedBy.optional().describe("Left out, or the name of whoever is signed in."),
});

type Body = z.infer<typeof requestBody>;

/** Reads what somebody sent, or says everything that is wrong with it. */
export function parseSubmission(body: unknown, delivery: Delivery): Parsed {
  const key = delivery.door === "http" ? requestBody.shape.requestId.safeParse(delivery.deliveryId) : undefined;
  if (key?.error)
    return { kind: "refused", reasons: key.error.issues.map(({ message }) => ({ path: KEY, text: message })) };
  const parsed = (delivery.sender ? bodyOf(delivery.sender) : requestBody).safeParse(body);
  if (!parsed.success) return { kind: "refused", reasons: reasonsIn(parsed.error, "a request") };
  const subject = subjectOf(parsed.data);
  if (!("kind" in subject)) return { kind: "refused", reasons: [subject] };
  return { kind: "submission", submission: submissionOf(parsed.data, subject, delivery) };
}

/** Nobody asks in another one's name: who asked does not decide. */
function bodyOf({ id, name }: Person) {
  const isSender = (text: string) => [name, id].some((own) => plain(own) === plain(text));
  const error = `is not who is signed in, ${JSON.stringify(name)}: leave it out`;
  return requestBody.extend({ requestedBy: requestBody.shape.requestedBy.refine(isSender, { error }).default(name) });
}

function subjectOf({ connectionId, privateEndpointId: endpoint, targetId }: Body): Subject | Reason {
  if (connectionId !== undefined && endpoint === undefined && targetId === undefined)
    return { kind: "connection", connectionId };
  if (connectionId === undefined && endpoint !== undefined && targetId !== undefined)
    return { kind: "endpoint", privateEndpointId: endpoint, targetId };
  return { path: "", text: "give either connectionId, or privateEndpointId together with targetId" };
}

/** The delivery's own id comes first where it is what is repeated, by Service Bus or under a signature; over HTTP the sender's word does. */
function submissionOf(body: Body, subject: Subject, { door, deliveryId, receivedAt, sender }: Delivery): Submission {
  const { desiredStatus, requestedBy, justification, correlationId, requestId } = body;
  return {
    requestId: door === "http" ? (requestId ?? deliveryId) : deliveryId,
    subject,
    desiredStatus,
    requestedBy: sender?.name ?? requestedBy,
    ...(sender && { requesterId: sender.id }),
    justification,
    ...(correlationId !== undefined && { correlationId }),
    door,
    receivedAt,
  };
}
