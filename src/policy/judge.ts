import { createHash } from "node:crypto";
import type { Facts, Judgement, People, RuleTrace, VerdictKind } from "../approval/model";
import { canonical } from "../json";
import type { Finding } from "./condition";
import { because, bounded } from "./explanation";
import type { Values } from "./facts-values";
import type { Rule } from "./load";
import { noteFor } from "./note";
import { filled } from "./template";

type Verdict = {
  readonly verdict: VerdictKind;
  readonly rule?: Rule;
  readonly reason: string;
  readonly people?: People;
  readonly unknown?: string;
};

export type Rules = {
  readonly rules: readonly Rule[];
  /** Whom to ask where no rule says. */
  readonly everybody: People;
  readonly hash: string;
  /** Why it escalates where no rule decides. */
  readonly none: string;
};

/** First match wins; a rule that is unknown stops the search, since it might have matched; no rule at all escalates. */
export function judge(policy: Rules, facts: Facts, values: Values): Judgement {
  const { verdict, traces } = weigh(policy, values);
  const { rule, reason, people, unknown } = verdict;
  const own = rule?.note && verdict.verdict === rule.verdict ? filled(rule.note, values) : undefined;
  return {
    verdict: verdict.verdict,
    ...(rule && { rule: rule.name }),
    reason,
    note: noteFor(facts.request.requestId, own, verdict.verdict, rule?.name),
    explanation: bounded(
      traces,
      traces.findLastIndex(({ result }) => result !== "notReached"),
    ),
    ...(people && { people }),
    ...(rule?.expiresAfter !== undefined && verdict.verdict !== "reject" && { expiresAfter: rule.expiresAfter }),
    ...(unknown !== undefined && { unknown }),
    policyHash: policy.hash,
    factsHash: createHash("sha256").update(canonical(facts)).digest("hex"),
  };
}

/** What became of every rule, in full. */
export function explain(policy: Rules, values: Values): readonly RuleTrace[] {
  return weigh(policy, values).traces;
}

function weigh(policy: Rules, values: Values): { readonly verdict: Verdict; readonly traces: readonly RuleTrace[] } {
  const traces: RuleTrace[] = [];
  const verdict = verdictOf(policy, values, traces);
  const later = policy.rules.slice(traces.length).map((rule) => traceOf(rule, undefined));
  return { verdict, traces: [...traces, ...later] };
}

function verdictOf({ rules, everybody, none }: Rules, values: Values, traces: RuleTrace[]): Verdict {
  for (const [index, rule] of rules.entries()) {
    const finding = rule.test.test(values);
    traces.push(traceOf(rule, finding));
    if (rule.mode === "observe" || finding.truth === false) continue;
    if (finding.truth === true) return matched(rule, values);
    return unknown(rule, finding, strictest(rules.slice(index), values, everybody));
  }
  return { verdict: "escalate", reason: none, people: everybody };
}

function matched(rule: Rule, values: Values): Verdict {
  const { verdict, reason, people } = rule;
  const text = reason ? filled(reason, values) : `rule ${rule.name} matches`;
  return { verdict, rule, reason: text, ...(people && { people }) };
}

/** An unknown never reads as allowed, nor as refused. */
function unknown(rule: Rule, { because: leaves }: Finding, people: People): Verdict {
  const leaf = leaves.find(({ fact }) => fact !== undefined) ?? leaves[0];
  const why = leaf?.note() ?? "it could not be evaluated";
  const fact = leaf?.fact;
  const reason = `whether rule ${rule.name} applies cannot be told: ${why}`;
  return { verdict: "escalate", rule, reason, people, ...(fact !== undefined && { unknown: fact }) };
}

/**
 * Whom to ask when a rule is unknown: those whom the rules ask that might still have decided. Less knowledge must not make a
 * decision easier: a group that one of them names is kept, since its members are approvers too; as many have to agree as
 * the most demanding one wants; and one rejection ends it unless all of them count it as a vote. Nothing is rejected by a
 * deadline that no rule has set.
 */
function strictest(rules: readonly Rule[], values: Values, everybody: People): People {
  const asked = peopleOfPossible(rules, values);
  const { veto: _, ...whom } = asked.find(({ group }) => group !== undefined) ?? asked[0] ?? everybody;
  const isVote = asked.length > 0 && asked.every(({ veto }) => veto === false);
  return {
    ...whom,
    quorum: Math.max(everybody.quorum, ...asked.map(({ quorum }) => quorum)),
    atDeadline: "keepPending",
    ...(isVote && { veto: false }),
  };
}

/** Whom each rule asks that is not known to fail, up to the first that is known to match. */
function peopleOfPossible(rules: readonly Rule[], values: Values): readonly People[] {
  const people: People[] = [];
  for (const rule of rules) {
    if (rule.mode === "observe") continue;
    const { truth } = rule.test.test(values);
    if (truth !== false && rule.people) people.push(rule.people);
    if (truth === true) break;
  }
  return people;
}

function traceOf(rule: Rule, finding: Finding | undefined): RuleTrace {
  return {
    rule: rule.name,
    result: finding === undefined ? "notReached" : resultOf(finding),
    when: rule.when,
    ...(finding && { because: because(finding) }),
    verdict: rule.verdict,
    ...(rule.mode === "observe" && { mode: rule.mode }),
  };
}

function resultOf({ truth }: Finding): RuleTrace["result"] {
  if (truth === "unknown") return "unknown";
  return truth ? "matched" : "notMatched";
}
