import type { HttpResponseInit, Timer } from "@azure/functions";
import * as df from "durable-functions";
import { postReconciliation, readReconciliation } from "../http/reconciliations";
import { startReconciliation } from "../intake/instances";
import { config } from "./services";

df.app.client.timer("reconcileOnSchedule", {
  schedule: config().reconcileSchedule,
  handler: async (_timer: Timer, client, context): Promise<void> => {
    context.info("reconciliation", { started: await startReconciliation(client) });
  },
});

df.app.client.http("reconcileOnRequest", {
  methods: ["POST"],
  authLevel: "function",
  route: "api/reconciliations",
  handler: (_request, client): Promise<HttpResponseInit> => postReconciliation(client),
});

df.app.client.http("readReconciliation", {
  methods: ["GET"],
  authLevel: "function",
  route: "api/reconciliations/latest",
  handler: (_request, client): Promise<HttpResponseInit> => readReconciliation(client),
});
