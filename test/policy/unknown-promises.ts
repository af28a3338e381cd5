import fc from "fast-check";
import { loadPolicy } from "../../src/policy/load";
import { truthOf, verdictOf } from "./oracle";
import { conditions, documentOf, NOW, randomFacts, randomRules, removable, without } from "./random-policy";

/** Facts that are judged by each policy that is drawn. */
const FACTS_EACH = 5;
const manyFacts = fc.array(randomFacts, { minLength: FACTS_EACH, maxLength: FACTS_EACH });

/** Names the seed on failure, and no more of the counterexample than a person reads. */
function holds<Drawn>(property: fc.IRawProperty<Drawn>, runs: number): void {
  const { failed, seed, counterexamplePath, counterexample, errorInstance } = fc.check(property, {
    numRuns: runs,
  }) as fc.RunDetails<Drawn>;
  if (!failed) return;
  const shown = JSON.stringify(counterexample)?.slice(0, 3000);
  throw new Error(`seed ${seed}, path ${counterexamplePath}\n${shown}\n${String(errorInstance).slice(0, 2000)}`);
}

const load = (document: string) => loadPolicy([{ file: "10.policy.yaml", text: document }]);

/** What holds of every policy and all facts, tried on so many cases each. */
export function promises(cases: number): void {
  test("removing a fact, or making it unreadable, never turns reject or escalate into approve, nor makes a decision of people easier", () => {
    const removals = fc.infiniteStream(
      fc.record({ pick: fc.nat(), how: fc.constantFrom("gone", "null", "unreadable") }),
    );
    let approvals = 0;
    let groups = 0;
    holds(
      fc.property(randomRules, manyFacts, removals, (rules, all, stream) => {
        const policy = load(documentOf(rules));
        expect(policy.faults).toEqual([]);
        for (const facts of all) {
          const { value } = stream.next() as { value: { pick: number; how: "gone" | "null" | "unreadable" } };
          const paths = removable(facts);
          const path = paths[value.pick % Math.max(1, paths.length)];
          if (!path) continue;
          const before = policy.judge(facts, NOW);
          const after = policy.judge(without(facts, path, value.how), NOW);
          if (before.verdict === "approve") approvals += 1;
          const isLess =
            after.verdict === "escalate" || (after.verdict === before.verdict && after.rule === before.rule);
          const quorum = before.verdict === "escalate" ? (before.people?.quorum ?? 0) : 1;
          const isEasier =
            after.verdict === "escalate" &&
            ((after.people?.quorum ?? 0) < quorum || (before.people?.group !== undefined && !after.people?.group));
          if (before.people?.group !== undefined && after.unknown !== undefined) groups += 1;
          // A plain comparison first: expect() costs more than all of the judging.
          if (!isLess || isEasier) {
            expect({ path, after }).toEqual({ path, after: before });
          }
        }
      }),
      cases / FACTS_EACH,
    );
    // A property about approvals that saw none would promise nothing.
    expect(approvals).toBeGreaterThan(cases / 50);
    expect(groups).toBeGreaterThan(cases / 250);
  });

  test("the evaluator agrees with a naive oracle on every verdict and rule", () => {
    holds(
      fc.property(randomRules, manyFacts, (rules, all) => {
        const policy = load(documentOf(rules));
        for (const facts of all) {
          const { verdict, rule } = policy.judge(facts, NOW);
          const wanted = verdictOf(rules, facts);
          if (verdict !== wanted.verdict || rule !== wanted.rule)
            expect({ verdict, rule, facts }).toEqual({ ...wanted, facts });
        }
      }),
      cases / FACTS_EACH,
    );
  });

  test("the evaluator agrees with a naive oracle on what each condition comes to", () => {
    const words = { 0: "notMatched", 0.5: "unknown", 1: "matched" } as const;
    holds(
      fc.property(conditions, manyFacts, (when, all) => {
        const policy = load(documentOf([{ when, verdict: "approve", mode: "observe" }]));
        for (const facts of all) {
          const [trace] = policy.explain(facts, NOW);
          const wanted = words[truthOf(when, facts)];
          if (trace?.result !== wanted) expect({ trace, facts }).toEqual({ result: wanted });
        }
      }),
      cases / FACTS_EACH,
    );
  });

  test("a document that cannot be read is never taken for an absent one", () => {
    const small = fc.array(fc.constantFrom("approve", "reject", "escalate"), { minLength: 1, maxLength: 3 });
    const facts = fc.sample(randomFacts, { numRuns: 1, seed: 7 })[0];
    if (!facts) throw new Error("no facts were drawn");
    const damage = fc.constantFrom(
      "EACCES",
      "EIO",
      "rules: [",
      "rules: {}",
      "rulez: []",
      "- a",
      "\t",
      "rules: [{name: x}]",
      "a: *b",
    );
    holds(
      fc.property(small, damage, fc.nat(2), (verdicts, damaged, place) => {
        const good = verdicts.map((verdict, index) => ({
          file: `${index * 2 + 1}.policy.yaml`,
          text: `rules: [{ name: r${index}, when: true, verdict: ${verdict}, reason: x }]`,
        }));
        const file = `${place * 2}.policy.yaml`;
        const bad = /^E[A-Z]+$/.test(damaged) ? { file, unreadable: damaged } : { file, text: damaged };
        const policy = loadPolicy([...good, bad].sort((one, other) => (one.file < other.file ? -1 : 1)));
        const isFaulty = policy.faults.some((fault) => fault.file === file);
        if (!isFaulty) expect(policy.faults).toContain(file);
        const { verdict } = policy.judge(facts, NOW);
        if (verdict !== "escalate") expect(verdict).toBe("escalate");
      }),
      cases,
    );
  });
}
