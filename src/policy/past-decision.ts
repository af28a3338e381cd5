import * as z from "zod";
import type { Facts } from "../approval/model";
import type { Terms } from "./comparison";
import { factsSchema, timeSchema } from "./facts-input";

/** A decision as the log has it, with what a policy can be asked about anew. */
export type PastDecision = {
  readonly facts: Facts;
  readonly at: Date;
  readonly said: Terms;
};

const people = z.object({
  role: z.string().exactOptional(),
  group: z.string().exactOptional(),
  quorum: z.int(),
  veto: z.literal(false).exactOptional(),
  remindEvery: z.string(),
  deadline: z.string(),
  atDeadline: z.enum(["keepPending", "reject"]),
});

/** Loose, unlike what people hand in: a decision also holds what a later version needs no more. */
const entry = z.object({
  at: timeSchema,
  facts: factsSchema,
  decision: z.object({
    verdict: z.enum(["approve", "reject", "escalate"]),
    rule: z.string().exactOptional(),
    people: people.exactOptional(),
    expiresAfter: z.string().exactOptional(),
    decidedAt: timeSchema.exactOptional(),
  }),
});

/** Undefined where it cannot be read: what it said is not known then, and not nothing. */
export function pastDecisionIn(decided: unknown): PastDecision | undefined {
  const parsed = entry.safeParse(decided);
  if (!parsed.success) return undefined;
  const { facts, at, decision } = parsed.data;
  const { decidedAt = at, ...said } = decision;
  return { facts, at: new Date(decidedAt), said };
}
