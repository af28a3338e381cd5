import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultText } from "../../src/policy/fault";
import { filesOf } from "../../src/policy/files";
import { loadPolicy } from "../../src/policy/load";
import { policyOf } from "./loading";

const LONG = "x".repeat(50_000);

test.each([
  ["at its start", `rulez: ${LONG}`, 1],
  ["in its middle", `{ lists: { a: ["${LONG}"] }, rulez: [], x: "${LONG}" }`, 50_023],
  ["at its end", `{ lists: { ${LONG}: [] }, rulez: [] }`, 50_020],
])("of a long line what is around a fault is shown, with the caret below what is meant: %s", (_where, text, column) => {
  const fault = policyOf(text).faults.find((one) => one.text.startsWith('unknown key "rulez"'));
  expect(fault).toMatchObject({ line: 1, column });
  const [, line = "", carets = ""] = (fault ? faultText(fault) : "").split("\n");
  expect(line.length).toBeLessThan(180);
  expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("rulez");
});

test("a short line is shown as it is", () => {
  const [fault] = policyOf("rulez: []\n").faults;
  expect(fault).toMatchObject({ source: "rulez: []", column: 1 });
  expect(fault).not.toHaveProperty("cut");
});

test("of very many faults a hundred are told, and how many more there are", () => {
  const rule = "  - { name: a b, when: nope, verdict: approve }\n";
  const { faults } = policyOf(`rules:\n${rule.repeat(300)}`);
  expect(faults).toHaveLength(101);
  expect(faults.at(-1)?.text).toMatch(/^and [1-9]\d\d+ more$/);
  const all = faults.map(faultText).join("\n");
  expect(all.length).toBeLessThan(40_000);
  expect(policyOf(`rules:\n${rule.repeat(300)}`).judge).toBeDefined();
});

test("a fault that quotes what is in the document quotes it in part", () => {
  const { faults } = policyOf(`${LONG}: 1\n`);
  expect(faults.map(faultText).join("\n").length).toBeLessThan(1_000);
});

describe("what is no document is not read", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "policy-files-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("a file that is too large", async () => {
    writeFileSync(join(folder, "1.policy.yaml"), `rules: []\n${"# x\n".repeat(100_000)}`);
    const { policies } = await filesOf(folder);
    expect(policies).toEqual([{ file: "1.policy.yaml", unreadable: "it is larger than 256 KB" }]);
    expect(loadPolicy(policies).faults.map(({ text }) => text)).toEqual([
      "this file cannot be read: it is larger than 256 KB",
    ]);
  });

  test("a pipe", async () => {
    execFileSync("mkfifo", [join(folder, "1.policy.yaml")]);
    expect((await filesOf(folder)).policies).toEqual([{ file: "1.policy.yaml", unreadable: "it is not a file" }]);
  });
});
