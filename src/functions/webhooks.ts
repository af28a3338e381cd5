import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import * as df from "durable-functions";
import { receiveWebhook } from "../http/webhooks";
import { config, oncePorts } from "./services";

df.app.client.http("receiveWebhook", {
  methods: ["POST"],
  // The signature says who it is.
  authLevel: "anonymous",
  route: "api/webhooks/requests",
  handler: (request: HttpRequest, client, context): Promise<HttpResponseInit> => {
    const { webhookSecrets: secrets } = config();
    return receiveWebhook({ request, secrets, now: new Date(), context }, oncePorts(client));
  },
});
