import { requestBody } from "../../intake/parse-submission";
import { EASY } from "./examples";
import { accepted } from "./for-requests";
import type { Operation } from "./operation";

export const forWebhooks: readonly Operation[] = [
  {
    id: "receiveWebhook",
    method: "post",
    path: "/api/webhooks/requests",
    area: "Webhooks",
    summary: "Ask for a connection, signed by a machine that has no identity in Entra",
    description:
      "The same body as POST /api/requests, signed as Standard Webhooks has it (docs/webhooks.md). Sent again under the same webhook-id, it is taken once.",
    who: "signature",
    headers: ["webhook-id", "webhook-timestamp", "webhook-signature"],
    body: {
      schema: requestBody,
      examples: {
        byConnection: {
          connectionId: EASY.connectionId,
          requestedBy: "press 4",
          justification: "Press 4 reads its own twin.",
        },
      },
    },
    answers: { 202: { what: "Taken.", schema: accepted, headers: ["Location", "Retry-After"] } },
    problems: [
      "SignatureInvalid",
      "NoWebhooks",
      "InvalidRequest",
      "BodyTooLarge",
      "NoSuchConnection",
      "AlreadyTaken",
      "BeingTaken",
      "NotNow",
    ],
  },
];
