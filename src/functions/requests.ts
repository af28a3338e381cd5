import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import * as df from "durable-functions";
import { ROLES } from "../approval/model";
import { listRequests } from "../http/list-requests";
import { readAudit } from "../http/read-audit";
import { READERS } from "../http/readers";
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

df.app.client.http("listRequests", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/requests",
  handler: (request: HttpRequest, client): Promise<HttpResponseInit> =>
    allow(request, ROLES, (principal) => listRequests({ request, principal }, client, logOf)),
});

df.app.client.http("readAudit", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/requests/{id}/audit",
  handler: (request: HttpRequest, client): Promise<HttpResponseInit> =>
    allow(request, READERS, () => readAudit(request, client, logOf)),
});

df.app.client.http("readRequest", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/requests/{id}",
  handler: (request: HttpRequest, client): Promise<HttpResponseInit> =>
    allow(request, ROLES, (principal) => readRequest({ request, principal }, client, logOf)),
});

async function logOf(connectionId: string) {
  return (await audit()).read(connectionId);
}
