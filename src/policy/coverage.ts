import type { RuleTrace } from "../approval/model";
import { callOf, nameIn, nodesOf } from "./ast";
import { factRead } from "./guard";
import type { Rule } from "./load";

type Result = RuleTrace["result"];

/** What a rule can come to, and whether a case made it come to that. */
export type RuleCoverage = {
  readonly rule: string;
  readonly reached: readonly Result[];
  readonly missed: readonly Result[];
};

/**
 * The share of what rules can come to that cases reach. Unknown is told and not counted: where an earlier rule needs the
 * same fact, it stops there, and no case could ever reach it.
 */
export type Coverage = { readonly percent: number; readonly rules: readonly RuleCoverage[] };

/** Which rules, and which of their outcomes, the cases reach. */
export function coverageOf(rules: readonly Rule[], runs: readonly (readonly RuleTrace[])[]): Coverage {
  const seen = new Map<string, Set<Result>>();
  for (const trace of runs.flat()) {
    const results = seen.get(trace.rule) ?? new Set();
    seen.set(trace.rule, results.add(trace.result));
  }
  const covered = rules.map((rule) => {
    const possible = possibleResults(rule);
    const reached = possible.filter((result) => seen.get(rule.name)?.has(result));
    return { rule: rule.name, reached, missed: possible.filter((result) => !reached.includes(result)) };
  });
  const count = (results: readonly Result[]) => results.filter((result) => result !== "unknown").length;
  const reached = covered.reduce((sum, rule) => sum + count(rule.reached), 0);
  const all = covered.reduce((sum, rule) => sum + count(rule.missed), reached);
  return { percent: all === 0 ? 100 : Math.floor((reached / all) * 100), rules: covered };
}

/** A rule that looks at nothing always matches; only one that looks at a fact which may be missing can be unknown. */
function possibleResults({ test }: Rule): readonly Result[] {
  const nodes = [...nodesOf(test.root)];
  if (!nodes.some((node) => nameIn(node) !== undefined))
    return test.test({}).truth === true ? ["matched"] : ["notMatched"];
  const mayLack = nodes.some((node) => factRead(node)?.fact.optional || callOf(node)?.name === "tag");
  return ["matched", "notMatched", ...(mayLack ? (["unknown"] as const) : [])];
}
