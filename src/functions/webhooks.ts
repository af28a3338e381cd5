import { app, type HttpRequest, type HttpResponseInit } from "@azure/functions";
import * as df from "durable-functions";
import { allowEvents, receiveEvents } from "../http/event-grid";
import { receiveWebhook } from "../http/webhooks";
import { visit } from "../webhooks/validation";
import { arm, config, oncePorts } from "./services";

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

df.app.client.http("receiveEvents", {
  methods: ["POST"],
  // Azure itself calls it, and has no other way to say who it is.
  authLevel: "function",
  route: "api/webhooks/event-grid",
  handler: (request: HttpRequest, client, context): Promise<HttpResponseInit> =>
    receiveEvents({ request, now: new Date(), context }, { ...oncePorts(client), statusOf, visit }),
});

app.http("allowEvents", {
  methods: ["OPTIONS"],
  authLevel: "function",
  route: "api/webhooks/event-grid",
  handler: async (request: HttpRequest): Promise<HttpResponseInit> => allowEvents(request),
});

async function statusOf(connectionId: string) {
  const [client, { readStatus }] = await Promise.all([arm(), import("../arm/read-status")]);
  return readStatus(client, connectionId, () => new Date());
}
