import * as z from "zod";
import { requestBody } from "../../intake/parse-submission";
import { delivery } from "../../webhooks/resource-events";
import type { Received } from "../event-grid";
import { EASY } from "./examples";
import { accepted } from "./for-requests";
import type { Operation } from "./operation";
import { count, shapeOf } from "./shape";

const received = shapeOf<Received>()(
  "EventsReceived",
  z.strictObject({
    taken: count.describe("Events that are requests, by now or since they came before."),
    ignored: count.describe("Events about anything else, or about connections that are not Pending."),
  }),
);

const validated = z.strictObject({
  validationResponse: z.string().optional().describe("The code that Event Grid asked with."),
});

const heard = z.union([received, validated]);

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
      "OppositeWish",
      "RequestIdUsed",
      "NoSuchConnection",
      "AlreadyTaken",
      "BeingTaken",
      "NotNow",
    ],
  },
  {
    id: "receiveEvents",
    method: "post",
    path: "/api/webhooks/event-grid",
    area: "Webhooks",
    summary: "Hear from Event Grid that a connection was written",
    description:
      "The schema of Event Grid or of CloudEvents 1.0, one by one or in batches (docs/webhooks.md). A private endpoint connection that was written and is Pending becomes a request; everything else is acknowledged and ignored. An event that comes again is taken once.",
    who: "key",
    body: {
      schema: delivery,
      types: ["application/json", "application/cloudevents+json", "application/cloudevents-batch+json"],
      examples: {
        validation: [
          {
            id: "2d1781af-3a4c-4d7c-bd0c-e34b19da4e66",
            topic: "/subscriptions/10000000-0000-4000-8000-000000000002",
            subject: "",
            eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
            eventTime: "2026-03-02T09:00:00Z",
            metadataVersion: "1",
            dataVersion: "2",
            data: { validationCode: "512d38b6-c7b8-40c8-89fe-f46f9e9622b6" },
          },
        ],
        written: [
          {
            id: "0f1f5f0e-4c3a-4c39-9d6f-1a2a5d0c8a11",
            topic: "/subscriptions/10000000-0000-4000-8000-000000000002",
            subject: EASY.connectionId,
            eventType: "Microsoft.Resources.ResourceWriteSuccess",
            eventTime: "2026-03-02T09:00:00Z",
            metadataVersion: "1",
            dataVersion: "2",
            data: {
              resourceUri: EASY.connectionId,
              operationName: "Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/write",
              status: "Succeeded",
            },
          },
        ],
        cloudEvent: {
          specversion: "1.0",
          id: "6a3f1c7e-8f2b-4b8e-b7a5-5a1b6f0e9c22",
          type: "Microsoft.Resources.ResourceWriteSuccess",
          source: "/subscriptions/10000000-0000-4000-8000-000000000002",
          subject: EASY.connectionId,
          time: "2026-03-02T09:00:00Z",
          data: { resourceUri: EASY.connectionId },
        },
      },
    },
    answers: {
      200: { what: "Heard. Event Grid sends none of it again.", schema: heard },
      401: { what: "No key of the host, or a wrong one: the host says so, with nothing else." },
    },
    problems: ["InvalidRequest", "BodyTooLarge", "BeingTaken", "NotNow"],
  },
  {
    id: "allowEvents",
    method: "options",
    path: "/api/webhooks/event-grid",
    area: "Webhooks",
    summary: "Allow Event Grid to send CloudEvents",
    description: "Event Grid asks before it sends (CloudEvents 1.0, HTTP 1.1 Web Hooks, section 4).",
    who: "key",
    headers: ["WebHook-Request-Origin"],
    answers: {
      200: { what: "It may.", headers: ["WebHook-Allowed-Origin", "WebHook-Allowed-Rate"] },
      401: { what: "No key of the host, or a wrong one: the host says so, with nothing else." },
    },
    problems: ["InvalidRequest"],
  },
];
