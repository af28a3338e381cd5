import { app } from "@azure/functions";
import { evaluatePolicy, readPolicy } from "../http/policy";
import { knownTargets, policyEyes } from "./policy-services";
import { policies } from "./services";

app.http("readPolicy", {
  methods: ["GET"],
  authLevel: "function",
  route: "api/policy",
  handler: async (request) => readPolicy(request, await policies(), knownTargets),
});

app.http("evaluatePolicy", {
  methods: ["POST"],
  authLevel: "function",
  route: "api/policy/evaluate",
  handler: async (request) => evaluatePolicy(request, await policies(), policyEyes, new Date()),
});
