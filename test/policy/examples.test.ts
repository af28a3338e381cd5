import { exampleEstate } from "../../local/arm/estate";
import { readCases, runCase } from "../../src/policy/cases";
import { coverageOf } from "../../src/policy/coverage";
import { faultText } from "../../src/policy/fault";
import { filesOf } from "../../src/policy/files";
import { loadPolicy } from "../../src/policy/load";
import { factsWith } from "./loading";

const FOLDERS = ["policies", "policies/examples/saas-provider", "policies/examples/observe-first"];

describe.each(FOLDERS)("%s", (folder) => {
  test("has neither faults nor warnings, and its cases pass and reach every outcome of every rule", async () => {
    const { policies, tests } = await filesOf(folder, true);
    const policy = loadPolicy(policies);
    expect([...policy.faults, ...policy.warnings].map(faultText)).toEqual([]);
    const { cases, faults } = readCases(tests, policy);
    expect(faults.map(faultText)).toEqual([]);
    const results = cases.map((one) => runCase(one, policy));
    expect(
      results.flatMap(({ case: { name }, differences }) => (differences.length > 0 ? [name, differences] : [])),
    ).toEqual([]);
    expect(
      coverageOf(
        policy.rules,
        results.map(({ traces }) => traces),
      ).percent,
    ).toBe(100);
  });

  test("tells the editor which schema it has", async () => {
    const { policies, tests } = await filesOf(folder, true);
    const up = folder.includes("examples") ? "../../" : "./";
    for (const file of policies)
      expect(file).toMatchObject({ text: expect.stringContaining(`$schema=${up}schema.json\n`) });
    for (const file of tests)
      expect(file).toMatchObject({ text: expect.stringContaining(`$schema=${up}test.schema.json\n`) });
  });
});

test("of the estate of npm start, one is approved by a rule, one is rejected by a rule, and production asks two people, at any hour", async () => {
  const policy = loadPolicy((await filesOf("policies", true)).policies);
  for (const hour of ["2026-03-01T03:00:00Z", "2026-03-02T10:00:00Z"]) {
    const verdicts = exampleEstate().instances.flatMap((instance) =>
      instance.connections
        .filter(({ status }) => status === "Pending")
        .map((connection) => {
          const { name, tags } = instance;
          const subscription = connection.privateEndpointId.split("/")[2] ?? "";
          const connections = instance.connections.map((one) => ({
            name: one.name,
            status: one.status,
            subscription: one.privateEndpointId.split("/")[2] ?? "",
          }));
          const facts = factsWith({ consumer: { subscription }, target: { name, tags: null, connections } }, policy);
          const whole = { ...facts, target: { ...facts.target, tags }, consumer: policy.consumerOf(subscription) };
          return { env: tags["env"], ...policy.judge(whole, new Date(hour)) };
        }),
    );
    expect(
      verdicts.filter(({ verdict, rule }) => verdict === "approve" && rule === "own-subscription").length,
    ).toBeGreaterThan(0);
    expect(
      verdicts.filter(({ verdict, rule }) => verdict === "reject" && rule === "closed-subscription").length,
    ).toBeGreaterThan(0);
    const production = verdicts.filter(({ env, verdict }) => env === "prod" && verdict !== "reject");
    expect(production.length).toBeGreaterThan(0);
    for (const { verdict, rule, people } of production)
      expect([verdict, rule, people?.quorum]).toEqual(["escalate", "production", 2]);
  }
});
