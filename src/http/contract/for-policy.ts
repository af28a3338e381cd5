import { whatIfBody } from "../../policy/what-if";
import { ASKED } from "./examples";
import type { Operation } from "./operation";
import { evaluation, policy } from "./policy";

export const forPolicy: readonly Operation[] = [
  {
    id: "readPolicy",
    method: "get",
    path: "/api/policy",
    area: "Policy",
    summary: "Read the policy in force, its documents and their faults",
    who: ["Requester", "Approver", "Operator", "Auditor"],
    headers: ["If-None-Match"],
    answers: {
      200: { what: "The policy in force.", schema: policy, headers: ["ETag"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: [],
  },
  {
    id: "evaluatePolicy",
    method: "post",
    path: "/api/policy/evaluate",
    area: "Policy",
    summary: "Ask what the policy would say; nothing is changed and nothing written down",
    description:
      "Of somebody who might come (targetId, and the subscription they come from), of a connection that is there (connectionId), or of given facts (facts).",
    who: ["Approver", "Operator", "Auditor"],
    body: {
      schema: whatIfBody,
      examples: {
        somebody: { targetId: ASKED.targetId, subscription: "20000000-0000-4000-8000-00000000000a" },
        connection: {
          connectionId: ASKED.connectionId,
          at: "2026-03-02T09:00:00Z",
        },
      },
    },
    answers: { 200: { what: "The judgement, and the facts it rests on.", schema: evaluation } },
    problems: ["InvalidRequest", "BodyTooLarge", "NothingToJudge", "AzureRefused", "AzureNotReadable"],
  },
];
