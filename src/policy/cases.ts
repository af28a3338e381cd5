import * as z from "zod";
import type { Facts, Judgement, RuleTrace } from "../approval/model";
import { type PolicyFile, sourceOf } from "./documents";
import { type FactsPatch, patchSchema, timeSchema } from "./facts-input";
import { patched, SAMPLE_TIME, sampleFacts } from "./facts-sample";
import { bounded, type PolicyFault } from "./fault";
import type { Loaded } from "./load";
import { schemaFaults } from "./schema-faults";
import type { Place } from "./yaml-source";

const expectation = z.strictObject({
  verdict: z.enum(["approve", "reject", "escalate"]),
  rule: z.string().nullable().optional().describe("The rule that decides; null: none does."),
  reason: z.string().optional().describe("The reason, whole."),
  note: z.string().optional().describe("The note for Azure, whole."),
  quorum: z.int().optional().describe("How many people have to agree."),
  expiresAfter: z.string().optional().describe("How long an approval lasts."),
  unknown: z.string().optional().describe("The fact that nobody gave."),
});

/** A document of cases: facts that differ from a base, and what the policy has to say of them. */
export const casesSchema = z.strictObject({
  bases: z
    .record(z.string(), patchSchema)
    .optional()
    .describe("Named facts that cases start from, each a patch over the sample."),
  cases: z.array(
    z.strictObject({
      name: z.string().min(1).describe("What the policy promises, as a sentence."),
      base: z.string().optional().describe("The base that the facts differ from; without it the sample itself."),
      facts: patchSchema.optional().describe("What differs; null makes a fact unknown."),
      now: timeSchema.optional().describe("When it happens. Without it: 2026-03-02T09:00:00Z, a Monday."),
      expect: expectation,
    }),
  ),
});

type CasesDocument = z.infer<typeof casesSchema>;
type Expectation = z.infer<typeof expectation>;

export type Case = {
  readonly name: string;
  readonly place: Place;
  readonly facts: Facts;
  readonly now: Date;
  readonly expect: Expectation;
};

/** What a case expects and what it gets, where the two differ. */
export type Difference = { readonly what: string; readonly expected: string; readonly got: string };

export type CaseResult = {
  readonly case: Case;
  readonly judgement: Judgement;
  readonly traces: readonly RuleTrace[];
  readonly differences: readonly Difference[];
};

/** Reads the cases of test documents; faults of all of them at once. */
export function readCases(
  files: readonly PolicyFile[],
  policy: Loaded,
): { readonly cases: readonly Case[]; readonly faults: readonly PolicyFault[] } {
  const faults: PolicyFault[] = [];
  const cases = files.flatMap((file) => casesIn(file, policy, faults));
  return { cases, faults: bounded(faults) };
}

function casesIn(file: PolicyFile, policy: Loaded, faults: PolicyFault[]): readonly Case[] {
  const source = sourceOf(file, faults);
  if (!source) return [];
  const parsed = casesSchema.safeParse(source.value);
  if (!parsed.success) {
    faults.push(...schemaFaults(casesSchema, source, parsed.error));
    return [];
  }
  return parsed.data.cases.flatMap((one, index) => {
    const place = source.at(["cases", index, "name"]);
    const base = baseOf(one, parsed.data);
    if (base) return [caseOf(one, base, place, policy)];
    const known = Object.keys(parsed.data.bases ?? {}).join(", ") || "none";
    faults.push({
      severity: "fault",
      ...source.at(["cases", index, "base"]),
      text: `there is no base ${one.base}`,
      hint: `There is ${known}.`,
    });
    return [];
  });
}

function baseOf({ base }: CasesDocument["cases"][number], { bases }: CasesDocument): FactsPatch | undefined {
  if (base === undefined) return {};
  return bases && Object.hasOwn(bases, base) ? (bases[base] as FactsPatch) : undefined;
}

function caseOf(one: CasesDocument["cases"][number], base: FactsPatch, place: Place, policy: Loaded): Case {
  const facts = patched(sampleFacts(), [base, (one.facts ?? {}) as FactsPatch], policy.consumerOf);
  return { name: one.name, place, facts, now: new Date(one.now ?? SAMPLE_TIME), expect: one.expect };
}

export function runCase(one: Case, policy: Loaded): CaseResult {
  const judgement = policy.judge(one.facts, one.now);
  const traces = policy.explain(one.facts, one.now);
  return { case: one, judgement, traces, differences: differencesOf(one.expect, judgement) };
}

function differencesOf(expected: Expectation, got: Judgement): readonly Difference[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["verdict", expected.verdict, got.verdict],
    ["rule", expected.rule, got.rule ?? null],
    ["reason", expected.reason, got.reason],
    ["note", expected.note, got.note],
    ["quorum", expected.quorum, got.people?.quorum ?? null],
    ["expiresAfter", expected.expiresAfter, got.expiresAfter ?? null],
    ["unknown", expected.unknown, got.unknown ?? null],
  ];
  return pairs
    .filter(([, wanted, had]) => wanted !== undefined && wanted !== had)
    .map(([what, wanted, had]) => ({ what, expected: words(wanted), got: words(had) }));
}

function words(value: unknown): string {
  return value === null ? "none" : String(value);
}
