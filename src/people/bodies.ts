import * as z from "zod";

/** In characters: a person's words, not a document. */
const LONGEST_COMMENT = 2_000;

export const decisionBody = z.strictObject({
  decision: z.enum(["approve", "reject"]).describe("What the person decides."),
  comment: z
    .string()
    .trim()
    .max(LONGEST_COMMENT)
    .default("")
    .describe("Why. Needed to reject; the consumer and auditors read it."),
  factsHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: "must be the hash that came with the facts, shown.hash" })
    .describe("`shown.hash` of what the person had before them: a decision on other facts does not count."),
});

export const withdrawBody = z.strictObject({
  reason: z.string().trim().max(LONGEST_COMMENT).optional().describe("Why; auditors read it."),
});
