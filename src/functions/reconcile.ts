import type { HttpRequest, HttpResponseInit, Timer } from "@azure/functions";
import * as df from "durable-functions";
import { READERS } from "../http/readers";
import { postReconciliation, readReconciliation } from "../http/reconciliations";
import { startReconciliation } from "../intake/instances";
import { allow } from "./allow";
import { config } from "./services";

df.app.client.timer("reconcileOnSchedule", {
  schedule: config().reconcileSchedule,
  handler: async (_timer: Timer, client, context): Promise<void> => {
    context.info("reconciliation", { started: await startReconciliation(client) });
  },
});

df.app.client.http("reconcileOnRequest", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "api/reconciliations",
  handler: (request: HttpRequest, client): Promise<HttpResponseInit> =>
    allow(request, ["Operator"], () => postReconciliation(client)),
});

df.app.client.http("readReconciliation", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/reconciliations/latest",
  handler: (request: HttpRequest, client): Promise<HttpResponseInit> =>
    allow(request, READERS, () => readReconciliation(request, client)),
});
