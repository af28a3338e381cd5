import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { loadPolicy } from "../../src/policy/load";
import { policyStore } from "../../src/policy/policies";
import { factsWith, faultsOf, judgedBy, policyOf, ruleWhen, truthOf } from "./loading";

/** Nothing below may take longer, of this process's own time; it is far above what it takes, and far below an attack. */
const AT_MOST_MS = 2500;

function quickly<T>(run: () => T): T {
  const began = process.cpuUsage();
  const result = run();
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(AT_MOST_MS);
  return result;
}

describe("patterns", () => {
  test.each(["^(a+)+$", "(a|aa)+$", "(.*a){20}", "(x+x+)+y"])(
    "%s takes time by the length of the text alone",
    (pattern) => {
      const policy = ruleWhen(`connection.description.matches(${JSON.stringify(pattern)})`);
      const description = `${"a".repeat(4000)}!`;
      quickly(() => judgedBy(policy, { connection: { description } }));
    },
  );

  test.each(["((a{100}){100}){100}", "a{2000}", "(((((a{9}){9}){9}){9}){9}){9}"])(
    "%s is refused or small",
    (pattern) => {
      quickly(() => ruleWhen(`target.name.matches(${JSON.stringify(pattern)})`));
    },
  );
});

describe("expressions that would take for ever, or all memory, are not loaded", () => {
  const connections = "target.connections";
  test.each([
    ["three levels", `${connections}.all(a, ${connections}.all(b, ${connections}.all(c, a.name == c.name)))`],
    [
      "two levels over a long list",
      `${connections}.all(a, ${connections}.all(b, a.name in lists.long && b.name in lists.long))`,
    ],
    ["patterns on every pair", `${connections}.all(a, ${connections}.all(b, (a.name + b.name).matches("x")))`],
    ["doubling by map", `["aaaaaaaa"]${".map(x, x + x)".repeat(40)}.size() == 1`],
    [
      "doubling by bind",
      `${Array.from({ length: 40 }, (_, i) => `cel.bind(v${i}, ${i === 0 ? '"aaaa"' : `v${i - 1} + v${i - 1}`}, `).join("")}v39.size() > 1${")".repeat(40)}`,
    ],
    [
      "doubling of lists",
      `[1]${".map(x, 1)".repeat(3)}.size() + ${connections}.map(a, ${connections}.map(b, ${connections})).size() > 1`,
    ],
    ["a very long expression", Array.from({ length: 400 }, () => "true").join(" && ")],
    ["a very deep expression", `${"(".repeat(900)}true${")".repeat(900)}`],
    ["a very deep negation", `${"!".repeat(1500)}true`],
    ["a very long list", `target.name in [${"'a',".repeat(500)}'b']`],
  ])("%s", (_name, when) => {
    const lists = `lists: { long: [${Array.from({ length: 4000 }, (_, i) => `n${i}`).join(", ")}] }\n`;
    const policy = quickly(() =>
      policyOf(`${lists}rules: [{ name: it, when: ${JSON.stringify(when)}, verdict: approve }]`),
    );
    expect(policy.faults.length).toBeGreaterThan(0);
  });

  test("what is allowed at the worst is quick, with everything as long as it may be", () => {
    const policy = ruleWhen(`${connections}.all(a, ${connections}.exists(b, a.name == b.name && a.status != "x"))`);
    const many = Array.from({ length: 1000 }, (_, i) => ({
      name: "n".repeat(300),
      status: "Approved",
      subscription: `33333333-3333-4333-8333-${String(i).padStart(12, "0")}`,
    }));
    expect(policy.faults).toEqual([]);
    expect(quickly(() => judgedBy(policy, { target: { connections: many } })).verdict).toBe("approve");
  });
});

test("a list that is too long, and a text that is, are unknown and never cut short", () => {
  const approved = Array.from({ length: 1001 }, (_, i) => ({
    name: `c${i}`,
    status: "Rejected",
    subscription: null as never,
  }));
  const connections = approved.map(({ name, status }) => ({ name, status }));
  const policy = ruleWhen('target.connections.filter(c, c.status == "Approved").size() < 3');
  const { verdict, unknown, reason } = judgedBy(policy, { target: { connections } });
  expect({ verdict, unknown }).toEqual({ verdict: "escalate", unknown: "target.connections" });
  expect(reason).toMatch(/more than 1000 entries/);
  const long = judgedBy(ruleWhen('!connection.description.contains("x")'), {
    connection: { description: "a".repeat(4097) },
  });
  expect(long.verdict).toBe("escalate");
});

describe("names that mean something to JavaScript", () => {
  test.each(["__proto__", "constructor", "prototype"])("%s is no key of a document", (name) => {
    expect(policyOf(`lists: { ${name}: [a] }\nrules: []\n`).faults[0]?.text).toBe(`${name} cannot be a key`);
    expect(policyOf(`rules: [{ name: a, when: true, verdict: approve, ${name}: x }]\n`).faults.length).toBeGreaterThan(
      0,
    );
  });

  test.each(["toString", "valueOf", "hasOwnProperty", "size", "get"])(
    "a list called %s is a list like others",
    (name) => {
      const policy = policyOf(
        `lists: { ${name}: [twins-dev] }\nrules: [{ name: a, when: target.name in lists.${name}, verdict: approve }]\n`,
      );
      expect(judgedBy(policy).verdict).toBe("approve");
    },
  );

  test.each(["constructor", "__proto__", "toString", "prototype", "get", "set", "size", "path"])(
    "no fact has a field %s",
    (name) => {
      expect(faultsOf(`target.${name} == "x"`).length).toBeGreaterThan(0);
      expect(faultsOf(`"x".${name} == "x"`).length).toBeGreaterThan(0);
      expect(
        faultsOf(`{"a": "b"}.${name} == "x"`).length + (truthIsUnknown(`{"a": "b"}["${name}"] == "x"`) ? 1 : 0),
      ).toBeGreaterThan(0);
    },
  );

  test.each(["__proto__", "constructor", "toString"])("a tag %s that is not there is unknown", (name) => {
    expect(truthOf(`target.tag("${name}") != "x"`)).toBe("unknown");
  });

  function truthIsUnknown(when: string): boolean {
    return ruleWhen(when).faults.length > 0 || truthOf(when) === "unknown";
  }
});

describe("YAML", () => {
  test("a bomb of aliases is refused before it goes off", () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(", ")}]`,
    );
    const text = `l0: &l0 [x]\n${levels.join("\n")}\n`;
    expect(quickly(() => policyOf(text)).faults.length).toBeGreaterThan(0);
  });

  test.each([
    ["deep nesting", `lists: ${"[".repeat(50_000)}`],
    ["deep mapping", `${Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")}`],
    ["a huge file", `rules: []\n${"# x\n".repeat(100_000)}`],
    ["a huge key", `? ${"k".repeat(200_000)}\n: x\n`],
    ["many rules", `rules:\n${"  - { name: a, when: true, verdict: approve }\n".repeat(600)}`],
  ])("%s is a fault and nothing worse", (_name, text) => {
    const policy = quickly(() => policyOf(text));
    expect(policy.faults.length).toBeGreaterThan(0);
    expect(policy.judge(factsWith(), new Date()).verdict).toBe("escalate");
  });

  test("whatever bytes a document has, it is judged by all of its faults or by all of its rules", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (noise) => {
        const text = `rules:\n  - { name: a, when: true, verdict: escalate }\n${noise}`;
        const { faults, rules } = loadPolicy([{ file: "10.policy.yaml", text }]);
        expect(faults.length > 0 || rules.length >= 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("look-alike characters", () => {
  const own = "33333333-3333-4333-8333-33333333333a";
  const policy = policyOf(
    `lists: { own: [${own}] }\nrules: [{ name: a, when: consumer.subscription in lists.own, verdict: approve }]\n`,
  );

  test("ids in another case are the same", () => {
    expect(policy.judge(facts(own.toUpperCase()), new Date()).verdict).toBe("approve");
  });

  test.each([
    ["Cyrillic а", "33333333-3333-4333-8333-33333333333\u0430"],
    ["full-width a", "33333333-3333-4333-8333-33333333333\uff41"],
    ["full-width digits", "\uff13\uff13333333-3333-4333-8333-33333333333a"],
    ["a soft hyphen", "33333333\u00ad-3333-4333-8333-33333333333a"],
    ["a zero-width space", "33333333-3333-4333-8333-33333333333a\u200b"],
    ["a combining mark", "33333333-3333-4333-8333-33333333333a\u0301"],
    ["another dash", "33333333\u20103333-4333-8333-33333333333a"],
    ["a blank", " 33333333-3333-4333-8333-33333333333a"],
  ])("%s does not make a subscription pass for another", (_name, subscription) => {
    expect(policy.judge(facts(subscription), new Date()).verdict).toBe("escalate");
  });

  test("the Kelvin sign is no k, wherever case does not count", () => {
    const kelvin = "\u212a";
    expect(truthOf(`sameText(target.name, "k8s")`, { target: { name: `${kelvin}8s` } })).toBe("false");
    expect(truthOf(`target.name.lowerAscii() == "k8s"`, { target: { name: `${kelvin}8s` } })).toBe("false");
    expect(truthOf(`sameId(target.name, "k8s")`, { target: { name: `${kelvin}8s` } })).toBe("false");
    expect(truthOf(`target.tag("k") == "x"`, { target: { tags: { [kelvin]: "x" } } })).toBe("unknown");
  });

  test("two tags that differ by case alone are a riddle, and so unknown", () => {
    expect(truthOf(`target.tag("env") == "dev"`, { target: { tags: { env: "dev", Env: "prod" } } })).toBe("unknown");
  });

  function facts(subscription: string) {
    const whole = factsWith();
    return { ...whole, consumer: { subscription } };
  }
});

test("a consumer's text cannot become part of an expression, a template or a note's request id", () => {
  const policy = policyOf(
    `rules: [{ name: a, when: connection.description == "x", verdict: approve }, { name: b, when: true, verdict: escalate, reason: "{{ connection.description }}", note: "{{ connection.description }}" }]`,
  );
  const description = '" || true || "{{ consumer.tenant }} (another-request)';
  const judgement = judgedBy(policy, { connection: { description } });
  expect(judgement).toMatchObject({ verdict: "escalate", rule: "b", reason: description });
  expect(judgement.note.endsWith("(example-request)")).toBe(true);
});

test("a file that grows while the policy is in force is a fault, and the last good policy stays", async () => {
  const folder = await mkdtemp(join(tmpdir(), "policy-attack-"));
  try {
    await writeFile(join(folder, "1.policy.yaml"), "rules: [{ name: a, when: true, verdict: reject, reason: x }]\n");
    const store = policyStore(folder, { now: () => new Date("2026-03-02T09:00:00Z") });
    expect((await store.current()).judge(factsWith(), new Date()).verdict).toBe("reject");
    await writeFile(join(folder, "1.policy.yaml"), `rules: []\n${"# x\n".repeat(100_000)}`);
    const policy = await store.current();
    expect(policy.judge(factsWith(), new Date()).verdict).toBe("reject");
    expect(policy.faults[0]?.text).toBe("this file cannot be read: it is larger than 256 KB");
  } finally {
    await rm(folder, { recursive: true });
  }
});
