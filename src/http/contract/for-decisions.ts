import * as z from "zod";
import type { DecisionAnswer } from "../../console/api-types";
import { decisionBody, withdrawBody } from "../../people/bodies";
import { requestParameters } from "./for-requests";
import type { Operation } from "./operation";
import { detail, entryRef } from "./request";
import { instant, shapeOf } from "./shape";

const acknowledged = shapeOf<DecisionAnswer>()(
  "Acknowledged",
  z.object({ entry: entryRef, at: instant, request: detail.describe("The request as it is now.") }),
);

export const forDecisions: readonly Operation[] = [
  {
    id: "decide",
    method: "post",
    path: "/api/requests/{id}/decisions",
    area: "Decisions",
    summary: "Approve or reject what policy asks people about",
    description:
      "Answered when the decision is in the connection's log; it counts from then on. Whom policy asks is checked at that moment: a role or a group, never whoever asked for the connection. Sent again under the same Idempotency-Key it is the same decision; under another key a person changes their mind, until the quorum is there.",
    who: "signedIn",
    parameters: requestParameters,
    headers: ["Idempotency-Key"],
    body: {
      schema: decisionBody,
      examples: {
        approve: {
          decision: "approve",
          comment: "Line 4 was announced.",
          factsHash: "0000000000000000000000000000000000000000000000000000000000000000",
        },
      },
    },
    answers: { 200: { what: "It is in the log.", schema: acknowledged } },
    problems: [
      "InvalidRequest",
      "CommentMissing",
      "OwnRequest",
      "NotAsked",
      "UnknownRequest",
      "FactsChanged",
      "AlreadyDecided",
      "AlreadyEnded",
      "LogBroken",
      "KeyReused",
      "BodyTooLarge",
    ],
  },
  {
    id: "withdraw",
    method: "post",
    path: "/api/requests/{id}/withdraw",
    area: "Decisions",
    summary: "Take a request back while people are asked",
    description: "By whoever signed in to ask for it, or by an operator. The connection stays as it is.",
    who: ["Requester", "Operator"],
    parameters: requestParameters,
    headers: ["Idempotency-Key"],
    body: { schema: withdrawBody, examples: { withReason: { reason: "Line 4 is not built after all." } } },
    answers: { 200: { what: "It is in the log.", schema: acknowledged } },
    problems: [
      "InvalidRequest",
      "NotAsked",
      "UnknownRequest",
      "AlreadyDecided",
      "AlreadyEnded",
      "LogBroken",
      "BodyTooLarge",
    ],
  },
];
