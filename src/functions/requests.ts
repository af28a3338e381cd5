import { randomUUID } from "node:crypto";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import * as df from "durable-functions";
import { readRequest, submitRequest } from "../http/requests";
import { audit, intakePorts } from "./services";

df.app.client.http("submitRequest", {
  methods: ["POST"],
  authLevel: "function",
  route: "api/requests",
  handler: (request: HttpRequest, client, context): Promise<HttpResponseInit> => {
    const delivery = { deliveryId: randomUUID(), receivedAt: new Date().toISOString() };
    return submitRequest({ request, delivery, context }, client, intakePorts());
  },
});

df.app.client.http("readRequest", {
  methods: ["GET"],
  authLevel: "function",
  route: "api/requests/{id}",
  handler: (request: HttpRequest, client): Promise<HttpResponseInit> =>
    readRequest(request.params["id"] ?? "", client, async (connectionId) => (await audit()).read(connectionId)),
});
