import * as z from "zod";
import { signedInBody } from "../../intake/parse-submission";
import { auditQuery } from "../audit-query";
import type { Accepted } from "../requests";
import { requestsQuery } from "../requests-query";
import { audit } from "./audit";
import { ASKED, BY_ENDPOINT, EASY } from "./examples";
import type { Operation } from "./operation";
import { detail, page } from "./request";
import { shapeOf } from "./shape";

/** What the address of a request is made of, wherever it occurs. */
export const requestParameters = {
  id: {
    what: "The id that POST /api/requests answered with. A connection keeps its id: a later request for it has the same.",
    example: ASKED.id,
  },
};

export const accepted = shapeOf<Accepted>()(
  "Accepted",
  z.object({
    id: z.string(),
    requestId: z.string(),
    result: z
      .enum(["started", "joined", "repeated"])
      .describe(
        "joined: the connection was being worked on already, and this request ends with it. repeated: this very request is known, and nothing happens a second time.",
      ),
    follow: z.string().describe("Where to follow it; the same as Location."),
  }),
);

export const forRequests: readonly Operation[] = [
  {
    id: "submitRequest",
    method: "post",
    path: "/api/requests",
    area: "Requests",
    summary: "Ask for a connection to be approved or rejected",
    description:
      "Answered as soon as the request is durable; what comes of it is at Location. Send an Idempotency-Key, or a requestId, and send the same again after any answer that did not come: it is taken once.",
    who: ["Requester", "Operator"],
    headers: ["Idempotency-Key"],
    body: {
      schema: signedInBody,
      examples: {
        byConnection: {
          connectionId: EASY.connectionId,
          justification: "The simulation reads its own twins.",
        },
        byEndpoint: {
          ...BY_ENDPOINT,
          justification: "The simulation reads its own twins.",
        },
      },
    },
    answers: { 202: { what: "Taken.", schema: accepted, headers: ["Location", "Retry-After"] } },
    problems: ["InvalidRequest", "OppositeWish", "RequestIdUsed", "BodyTooLarge", "NoSuchConnection", "NotNow"],
  },
  {
    id: "listRequests",
    method: "get",
    path: "/api/requests",
    area: "Requests",
    summary: "List requests: those that wait for people first, the oldest first; then the newest",
    description:
      "25 at a time. With mine=true and state=waiting the order is that of an inbox: what the reader may still decide first, the next deadline first. Whoever has no role but Requester sees what they asked for. next and previous are values of page; they hold though requests come and go.",
    who: ["Requester", "Approver", "Operator", "Auditor"],
    query: requestsQuery,
    headers: ["If-None-Match"],
    answers: {
      200: { what: "A page of requests.", schema: page, headers: ["ETag"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: ["InvalidRequest"],
  },
  {
    id: "readAudit",
    method: "get",
    path: "/api/requests/{id}/audit",
    area: "Requests",
    summary: "Read the log of a request's connection, and whether it is whole",
    description:
      "Each entry with its hash and that of the one before it, the newest 200, and earlier ones with before. A chain that does not hold names its first broken entry, on whatever page it is.",
    who: ["Approver", "Operator", "Auditor"],
    parameters: requestParameters,
    query: auditQuery,
    headers: ["If-None-Match"],
    answers: {
      200: { what: "A page of the log.", schema: audit, headers: ["ETag"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: ["InvalidRequest", "UnknownRequest"],
  },
  {
    id: "readRequest",
    method: "get",
    path: "/api/requests/{id}",
    area: "Requests",
    summary: "Read where a request is, what was decided and why, and what happens next",
    description:
      "A pipeline asks again after Retry-After until state is ended or stopped, and then reads outcome.kind: applied and unchanged are what was asked for.",
    who: ["Requester", "Approver", "Operator", "Auditor"],
    parameters: requestParameters,
    headers: ["If-None-Match"],
    answers: {
      200: { what: "The request as it is now.", schema: detail, headers: ["ETag", "Retry-After"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: ["UnknownRequest"],
  },
];
