import * as z from "zod";
import type { ReconciliationStarted, ReconciliationView } from "../reconciliations";
import type { Operation } from "./operation";
import { health } from "./policy";
import { count, instant, shapeOf, texts } from "./shape";

const started = shapeOf<ReconciliationStarted>()(
  "ReconciliationStarted",
  z.object({
    result: z.enum(["started", "joined"]).describe("joined: a round was running already."),
    follow: z.string(),
  }),
);

const reconciliation = shapeOf<ReconciliationView>()(
  "Reconciliation",
  z.object({
    state: z.enum(["working", "ended"]),
    startedAt: instant,
    updatedAt: instant,
    found: z
      .object({
        targets: count,
        connections: count,
        pending: count,
        asked: count.describe("Pending connections that nobody was working on, and that were asked for."),
        rung: count.describe("Requests whose people had answered unheard: they were told to look."),
        unseen: texts.describe("What could not be looked at, and why."),
      })
      .nullable()
      .describe("So far; null before anything was looked at, and where the round broke off."),
  }),
);

export const forOperation: readonly Operation[] = [
  {
    id: "reconcileOnRequest",
    method: "post",
    path: "/api/reconciliations",
    area: "Operation",
    summary: "Start a round of reconciliation, or join the one that runs",
    who: ["Operator"],
    answers: { 202: { what: "It runs.", schema: started, headers: ["Location", "Retry-After"] } },
    problems: [],
  },
  {
    id: "readReconciliation",
    method: "get",
    path: "/api/reconciliations/latest",
    area: "Operation",
    summary: "Read what the last round of reconciliation found and did",
    who: ["Approver", "Operator", "Auditor"],
    headers: ["If-None-Match"],
    answers: {
      200: { what: "The last round, or how far it is.", schema: reconciliation, headers: ["ETag"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: ["NoReconciliation"],
  },
  {
    id: "readHealth",
    method: "get",
    path: "/api/health",
    area: "Operation",
    summary: "Read whether the app does what it is there for",
    description:
      "Without a sign-in: the status and the version. What is wrong, an approver, an operator or an auditor reads.",
    who: "anybody",
    headers: ["If-None-Match"],
    answers: {
      200: { what: "ok, or degraded with what is wrong.", schema: health, headers: ["ETag"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: [],
  },
];
