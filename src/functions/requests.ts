import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import * as df from "durable-functions";
import { ROLES } from "../approval/model";
import { readRequest, submitRequest } from "../http/requests";
import { allow } from "./allow";
import { audit, intakePorts } from "./services";

df.app.client.http("submitRequest", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "api/requests",
  handler: (request: HttpRequest, client, context): Promise<HttpResponseInit> =>
    allow(request, ["Requester", "Operator"], (principal) =>
      submitRequest({ request, principal, receivedAt: new Date().toISOString(), context }, client, intakePorts()),
    ),
});

df.app.client.http("readRequest", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/requests/{id}",
  handler: (request: HttpRequest, client): Promise<HttpResponseInit> =>
    allow(request, ROLES, (principal) =>
      readRequest({ request, principal }, client, async (connectionId) => (await audit()).read(connectionId)),
    ),
});
