import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { casesSchema } from "../../src/policy/cases";
import { documentSchema } from "../../src/policy/document";
import { factsSchema } from "../../src/policy/facts-input";
import { sampleFacts } from "../../src/policy/facts-sample";
import { functions } from "../../src/policy/functions";
import { faultsOf } from "./loading";

test("docs/policy.md and the editors' schemas say what the code says", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["scripts/docs.mjs", "--check"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).not.toMatch(/polic/);
}, 60_000);

test("the editor's schemas know the keys that the reader knows", () => {
  const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as { properties: object };
  expect(Object.keys(read("policies/schema.json").properties)).toEqual(Object.keys(documentSchema.shape));
  expect(Object.keys(read("policies/test.schema.json").properties)).toEqual(Object.keys(casesSchema.shape));
});

test("every example of a function in the reference is one that a policy can say", () => {
  for (const { example = "" } of functions) {
    const faults = faultsOf(example).filter((text) => !text.startsWith("there is no list"));
    expect({ example, faults }).toEqual({ example, faults: [] });
  }
});

test("the YAML of the reference is a policy, or cases of one", () => {
  const blocks = [...readFileSync("docs/policy.md", "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text = ""]) => parse(text) as unknown,
  );
  expect(blocks.length).toBeGreaterThan(1);
  for (const block of blocks) expect(z.union([documentSchema, casesSchema]).safeParse(block).error).toBeUndefined();
});

test("the sample that cases start from is whole, and a misspelt fact is no fact", () => {
  expect(factsSchema.safeParse(sampleFacts()).error).toBeUndefined();
  const { connection, ...rest } = sampleFacts();
  expect(factsSchema.safeParse({ ...rest, connection: { ...connection, groupId: ["API"] } }).success).toBe(false);
  expect(factsSchema.safeParse(rest).success).toBe(false);
});
