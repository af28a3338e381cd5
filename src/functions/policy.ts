import { app } from "@azure/functions";
import { ROLES } from "../approval/model";
import { evaluatePolicy, readPolicy } from "../http/policy";
import { READERS } from "../http/readers";
import { allow } from "./allow";
import { knownTargets, policyEyes } from "./policy-services";
import { policies } from "./services";

app.http("readPolicy", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "api/policy",
  handler: (request) => allow(request, ROLES, async () => readPolicy(request, await policies(), knownTargets)),
});

app.http("evaluatePolicy", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "api/policy/evaluate",
  // It looks at any target with the app's own eyes: for those who may read all that these see.
  handler: (request) =>
    allow(request, READERS, async () => evaluatePolicy(request, await policies(), policyEyes, new Date())),
});
