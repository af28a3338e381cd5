import type { Judgement } from "../../src/approval/model";
import type { FactsPatch } from "../../src/policy/facts-input";
import { factsSchema } from "../../src/policy/facts-input";
import { patched, SAMPLE_TIME, sampleFacts } from "../../src/policy/facts-sample";
import { faultText } from "../../src/policy/fault";
import { type Loaded, loadPolicy } from "../../src/policy/load";

/** A policy of one document. */
export function policyOf(text: string, file = "10.policy.yaml"): Loaded {
  return loadPolicy([{ file, text }]);
}

/** A policy of one rule that approves under a condition. */
export function ruleWhen(when: string, more = ""): Loaded {
  return policyOf(`rules: [{ name: it, when: ${JSON.stringify(when)}, verdict: approve, reason: x${more} }]`);
}

/** What is wrong with a condition, without the places. */
export function faultsOf(when: string): readonly string[] {
  return ruleWhen(when).faults.map(({ text, hint }) => (hint === undefined ? text : `${text}. ${hint}`));
}

/** The sample with something else in it; null takes away. */
export function factsWith(patch: FactsPatch = {}, policy?: Loaded) {
  const facts = patched(sampleFacts(), [patch], policy?.consumerOf ?? ((subscription) => ({ subscription })));
  return factsSchema.parse(facts);
}

export function judgedBy(policy: Loaded, patch: FactsPatch = {}, now = SAMPLE_TIME): Judgement {
  expect(policy.faults.map(faultText)).toEqual([]);
  return policy.judge(factsWith(patch, policy), new Date(now));
}

/** Whether a condition is true, false or unknown of the sample with something else in it. */
export function truthOf(when: string, patch: FactsPatch = {}, now = SAMPLE_TIME): string {
  const policy = ruleWhen(when);
  expect(policy.faults.map(faultText)).toEqual([]);
  const words: Readonly<Record<string, string>> = { matched: "true", notMatched: "false", unknown: "unknown" };
  const [trace] = policy.explain(factsWith(patch, policy), new Date(now));
  return words[trace?.result ?? ""] ?? "not reached";
}
