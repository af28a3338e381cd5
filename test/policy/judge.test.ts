import fc from "fast-check";
import { faultText } from "../../src/policy/fault";
import { noteFor } from "../../src/policy/note";
import { factsWith, judgedBy, policyOf } from "./loading";

const rules = (...written: string[]) => policyOf(`rules:\n${written.map((rule) => `  - ${rule}`).join("\n")}\n`);

test("the first rule that matches decides", () => {
  const policy = rules(
    '{ name: one, when: target.name == "x", verdict: reject, reason: no }',
    '{ name: two, when: target.name == "twins-dev", verdict: approve, reason: "{{ target.name }} it is" }',
    "{ name: three, when: true, verdict: reject, reason: never }",
  );
  expect(judgedBy(policy)).toMatchObject({
    verdict: "approve",
    rule: "two",
    reason: "twins-dev it is",
    note: "Approved by rule two (example-request)",
    explanation: [
      { rule: "one", result: "notMatched", because: 'target.name == "x" is false: target.name is "twins-dev"' },
      { rule: "two", result: "matched", because: 'target.name == "twins-dev" is true: target.name is "twins-dev"' },
      { rule: "three", result: "notReached", when: "true", verdict: "reject" },
    ],
  });
});

test("without a rule that matches, and without rules, people decide", () => {
  expect(judgedBy(rules('{ name: one, when: target.name == "x", verdict: approve }'))).toMatchObject({
    verdict: "escalate",
    reason: "no rule matches",
    people: { role: "Approver", quorum: 1, atDeadline: "keepPending" },
  });
  expect(judgedBy(policyOf("rules: []"))).toMatchObject({
    verdict: "escalate",
    reason: "there are no rules",
    explanation: [],
  });
});

test("a policy with faults decides nothing and says so", () => {
  const policy = policyOf(
    "rules:\n  - { name: a, when: true, verdict: approve }\n  - { name: b, when: nope, verdict: approve }\n",
  );
  const judgement = policy.judge(factsWith(), new Date());
  expect(judgement.verdict).toBe("escalate");
  expect(judgement.reason).toBe(
    "the policy cannot be used: it has 1 fault (10.policy.yaml:3:22: there is no variable nope)",
  );
});

test("a rule on trial is recorded and decides nothing, whatever it comes to", () => {
  const policy = rules(
    "{ name: would-approve, when: true, verdict: approve, mode: observe }",
    "{ name: cannot-tell, when: consumer.tenant == 'x', verdict: reject, reason: x, mode: observe }",
    "{ name: asks, when: true, verdict: escalate, reason: people decide }",
  );
  expect(judgedBy(policy)).toMatchObject({
    verdict: "escalate",
    rule: "asks",
    reason: "people decide",
    explanation: [
      { rule: "would-approve", result: "matched", mode: "observe", verdict: "approve" },
      { rule: "cannot-tell", result: "unknown", mode: "observe" },
      { rule: "asks", result: "matched" },
    ],
  });
});

test("the people, their time and the term of an approval are what the rule says", () => {
  const people = "{ group: net-team, quorum: 3, remindEvery: PT12H, deadline: P2D, atDeadline: reject }";
  const policy = rules(`{ name: a, when: true, verdict: escalate, expiresAfter: P90D, people: ${people} }`);
  expect(judgedBy(policy)).toMatchObject({
    people: { group: "net-team", quorum: 3, remindEvery: "PT12H", deadline: "P2D", atDeadline: "reject" },
    expiresAfter: "P90D",
  });
});

test("where a rule cannot be told, the strictest people of those that might have decided are asked, and no deadline rejects", () => {
  const policy = rules(
    '{ name: dev, when: target.tag("env") == "dev", verdict: approve }',
    '{ name: prod, when: target.tag("env") == "prod", verdict: escalate, people: { role: Operator, quorum: 2, atDeadline: reject } }',
    "{ name: rest, when: true, verdict: escalate, people: { role: Approver, quorum: 1 } }",
    "{ name: later, when: true, verdict: escalate, people: { role: Auditor, quorum: 9 } }",
  );
  expect(judgedBy(policy, { target: { tags: null } }).people).toMatchObject({
    role: "Operator",
    quorum: 2,
    atDeadline: "keepPending",
  });
});

test("where a rule cannot be told, a group that might have been asked is not replaced by a role", () => {
  const group = "people: { group: net-sec, quorum: 1 }";
  const late = "{ name: rest, when: true, verdict: escalate, people: { role: Approver, quorum: 3, veto: false } }";
  const policy = rules(`{ name: prod, when: target.tag("env") == "prod", verdict: escalate, ${group} }`, late);
  const { people } = judgedBy(policy, { target: { tags: null } });
  expect(people).toMatchObject({ group: "net-sec", quorum: 3 });
  expect(people).not.toHaveProperty("veto");
  const votes = rules(
    '{ name: prod, when: target.tag("env") == "prod", verdict: approve }',
    "{ name: rest, when: true, verdict: escalate, people: { role: Approver, quorum: 3, veto: false } }",
  );
  expect(judgedBy(votes, { target: { tags: null } }).people).toMatchObject({
    role: "Approver",
    quorum: 3,
    veto: false,
  });
});

test("an insert that is not known says so and changes no verdict", () => {
  const policy = rules(
    '{ name: a, when: true, verdict: approve, reason: "for {{ consumer.owner }} of {{ connection.groupIds }}" }',
  );
  expect(judgedBy(policy)).toMatchObject({
    verdict: "approve",
    reason: "for (consumer.owner is not known) of API",
  });
});

test("what a consumer wrote cannot break out of its line", () => {
  const policy = rules('{ name: a, when: true, verdict: escalate, reason: "they say: {{ connection.description }}" }');
  const description = "ok\n\u202egnp.exe\u0000 approved \u2028by rule";
  expect(judgedBy(policy, { connection: { description } }).reason).toBe("they say: ok gnp.exe approved by rule");
});

test("a note never has more than 140 characters, always has the request's id, and is one line of whole characters", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-composite", maxLength: 300 }),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
      (text, id) => {
        const note = noteFor(id, text, "approve", "rule");
        expect(note.length).toBeLessThanOrEqual(140);
        expect(note).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(() => encodeURIComponent(note)).not.toThrow();
        expect(note.endsWith(")")).toBe(true);
      },
    ),
  );
  expect(noteFor("r-1", "x".repeat(300), "approve", "rule")).toBe(`${"x".repeat(133)}… (r-1)`);
  expect(noteFor("i".repeat(200), "short", "approve", "rule")).toBe(`short (${"i".repeat(63)}…)`);
});

test("the explanation of a large policy stays small, and keeps the rule that decided", () => {
  const many = Array.from(
    { length: 300 },
    (_, index) => `{ name: r${index}, when: target.name == "${"n".repeat(400)}${index}", verdict: approve }`,
  );
  const policy = rules(
    ...many.slice(0, 200),
    '{ name: it, when: target.name == "twins-dev", verdict: escalate }',
    ...many.slice(200),
  );
  const judgement = judgedBy(policy);
  expect(judgement.explanation.some(({ rule, result }) => rule === "it" && result === "matched")).toBe(true);
  expect(JSON.stringify(judgement).length).toBeLessThan(40_000);
  expect(policy.explain(factsWith(), new Date())).toHaveLength(301);
});

test("the explanation of a large policy keeps every rule that matched, cannot be told or is on trial, in order", () => {
  const rule = (name: string, when: string, more = "") => `{ name: ${name}, when: '${when}', verdict: approve${more} }`;
  const [on, off] = [", mode: observe", ""];
  const many = (name: string, count: number, when: string, mode: string) =>
    Array.from({ length: count }, (_, index) => rule(`${name}-${index}`, when, mode));
  const policy = rules(
    ...many("trial", 60, 'target.name == "twins-dev"', on),
    ...many("other", 200, 'target.name == "x"', off),
    rule("cannot-tell", 'target.tag("nope") == "x"', on),
    rule("it", 'target.name == "twins-dev"'),
    ...many("late", 100, "true", off),
  );
  const { explanation } = judgedBy(policy);
  const told = explanation.map(({ rule: name, result }) => `${name} ${result}`);
  expect(told.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, index) => `trial-${index} matched`));
  expect(told.slice(60)).toEqual(["cannot-tell unknown", "it matched"]);
  expect(explanation.at(-1)?.because).toMatch(/twins-dev/);
});

test("the explanation of a policy that is all on trial is bounded", () => {
  const long = `target.name != "${"n".repeat(400)}"`;
  const policy = rules(
    ...Array.from({ length: 499 }, (_, i) => `{ name: r${i}, when: '${long}', verdict: approve, mode: observe }`),
  );
  const judgement = judgedBy(policy);
  expect(judgement.explanation).toHaveLength(499);
  expect(JSON.stringify(judgement).length).toBeLessThan(120_000);
});

test("the same facts and the same policy give the same judgement, and any other facts another hash", () => {
  const policy = rules("{ name: a, when: target.name == 'x', verdict: approve }");
  expect(policy.faults.map(faultText)).toEqual([]);
  const now = new Date("2026-03-02T09:00:00Z");
  expect(policy.judge(factsWith(), now)).toEqual(policy.judge(factsWith(), now));
  expect(policy.judge(factsWith({ target: { name: "y" } }), now).factsHash).not.toBe(
    policy.judge(factsWith(), now).factsHash,
  );
});
