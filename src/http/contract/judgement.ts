import * as z from "zod";
import type { Decision, Facts, Judgement, Outcome, People, RuleTrace } from "../../approval/model";
import { factsSchema } from "../../policy/facts-input";
import { hash, instant, shapeOf } from "./shape";

/** What policy, people and Azure make of a request. */

export const facts = shapeOf<Facts>()(
  "Facts",
  factsSchema.describe("Everything that policy may look at, as Azure had it. What nobody knows is absent."),
);

const verdict = z.enum(["approve", "reject", "escalate"]);

export const ruleTrace = shapeOf<RuleTrace>()(
  "RuleTrace",
  z.object({
    rule: z.string(),
    result: z.enum(["matched", "notMatched", "unknown", "notReached"]),
    when: z.string().describe("The rule's condition."),
    because: z.string().exactOptional().describe("What it saw, or lacked."),
    verdict: verdict.exactOptional().describe("What the rule says where it matches."),
    mode: z.literal("observe").exactOptional().describe("The rule is on trial: recorded, and decides nothing."),
  }),
);

export const people = shapeOf<People>()(
  "People",
  z.object({
    role: z.string().exactOptional(),
    group: z.string().exactOptional(),
    quorum: z.number().describe("So many approvers have to agree, none of them the requester."),
    veto: z.literal(false).exactOptional().describe("There where a rejection is one vote; else any one ends it."),
    remindEvery: z.string().describe("ISO 8601 duration."),
    deadline: z.string().describe("ISO 8601 duration."),
    atDeadline: z.enum(["keepPending", "reject"]),
  }),
);

const judgementFields = {
  verdict,
  rule: z.string().exactOptional().describe("The rule that decided; absent where none did."),
  reason: z.string(),
  note: z.string().describe("What is written into Azure's description; at most 140 characters."),
  explanation: z.array(ruleTrace).describe("Each rule in order, and what became of it."),
  people: people.exactOptional().describe("Whom to ask: with escalate, and only then."),
  expiresAfter: z.string().exactOptional().describe("How long an approval lasts, ISO 8601. Absent: without end."),
  unknown: z.string().exactOptional().describe("The fact that nobody knew, where that is why it escalates."),
  policyHash: hash,
  factsHash: hash,
};

export const judgement = shapeOf<Judgement>()("Judgement", z.object(judgementFields));

export const decision = shapeOf<Decision>()(
  "Decision",
  z.object({ ...judgementFields, appVersion: z.string(), decidedAt: instant }),
);

export const outcome = shapeOf<Outcome>()(
  "Outcome",
  z.object({
    kind: z
      .enum([
        "applied",
        "unchanged",
        "escalationExpired",
        "refused",
        "superseded",
        "vanished",
        "failed",
        "timedOut",
        "withdrawn",
      ])
      .describe("applied and unchanged are what was asked for; everything else is not."),
    code: z.string(),
    reason: z.string(),
    next: z.string().describe("What to do about it."),
    by: z.enum(["policy", "person", "azure"]).exactOptional().describe("Who refused, where somebody did."),
    status: z.string().exactOptional().describe("The connection's status as it was read back last."),
    azureRequestId: z.string().exactOptional().describe("Azure's own id of the change, which its activity log knows."),
    azure: z
      .object({ code: z.string(), message: z.string(), requestId: z.string().exactOptional() })
      .exactOptional()
      .describe("Azure's own words, where it had any."),
  }),
);
