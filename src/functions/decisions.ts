import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import * as df from "durable-functions";
import { type Ports, postDecision, postWithdrawal } from "../http/decisions";
import { allow } from "./allow";
import { audit } from "./services";

df.app.client.http("decide", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "api/requests/{id}/decisions",
  handler: (request: HttpRequest, client, context): Promise<HttpResponseInit> =>
    allow(request, "anybody", async (principal) =>
      postDecision({ request, principal, context }, await portsFor(client)),
    ),
});

df.app.client.http("withdraw", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "api/requests/{id}/withdraw",
  handler: (request: HttpRequest, client, context): Promise<HttpResponseInit> =>
    allow(request, ["Requester", "Operator"], async (principal) =>
      postWithdrawal({ request, principal, context }, await portsFor(client)),
    ),
});

async function portsFor(client: DurableClient): Promise<Ports> {
  return { client, log: await audit(), now: () => new Date() };
}
