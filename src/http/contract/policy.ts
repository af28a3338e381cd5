import * as z from "zod";
import type { DocumentShown, Evaluation, Health, PolicyView } from "../../console/policy-types";
import type { PolicyFault } from "../../policy/fault";
import { facts, judgement } from "./judgement";
import { target } from "./parties";
import { count, hash, instant, shapeOf, texts } from "./shape";

/** The policy in force, what it would say, and whether the app is well. */

const fault = shapeOf<PolicyFault>()(
  "PolicyFault",
  z.object({
    severity: z.enum(["fault", "warning"]),
    file: z.string(),
    line: z.number(),
    column: z.number(),
    text: z.string(),
    hint: z.string().exactOptional(),
    source: z.string().exactOptional(),
    cut: z.number().exactOptional().describe("So many characters of the line stand before source."),
    width: z.number().exactOptional(),
  }),
);

const document = shapeOf<DocumentShown>()(
  "PolicyDocument",
  z.object({
    file: z.string(),
    hash,
    rules: texts,
    lists: texts,
    directory: count.describe("How many consumers it names."),
    text: z.string(),
    places: z.array(
      z.object({
        rule: z.string(),
        line: z.number(),
        endLine: z.number(),
        verdict: z.enum(["approve", "reject", "escalate"]),
        mode: z.enum(["enforce", "observe"]),
      }),
    ),
  }),
);

const kind = z
  .enum(["good", "empty", "stale", "broken"])
  .describe(
    "good: the documents are in force. empty: there are no rules. stale: the newest documents have faults, and the last good ones stay in force. broken: there are no good ones. Without rules in force everything escalates.",
  );

export const policy = shapeOf<PolicyView>()(
  "Policy",
  z.object({
    kind,
    text: z.string(),
    hash,
    since: instant,
    rules: count,
    documents: z.array(document),
    faults: z.array(fault),
    warnings: z.array(fault),
    known: z.object({
      subscriptions: z.array(z.object({ id: z.string(), owner: z.string().exactOptional() })),
      targets: z.array(target),
    }),
  }),
);

export const evaluation = shapeOf<Evaluation>()("Evaluation", z.object({ judgement, facts }));

export const health = shapeOf<Health>()(
  "Health",
  z.object({
    status: z.enum(["ok", "degraded"]),
    version: z.string(),
    policy: z.object({ kind, text: z.string(), hash }).exactOptional(),
    reconciliation: z
      .object({ endedAt: instant, nextAt: instant.exactOptional(), leftUnattended: count })
      .exactOptional(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), text: z.string() })).exactOptional(),
  }),
);
