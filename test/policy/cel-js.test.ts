import { readFileSync } from "node:fs";
import { Environment, serialize } from "@marcbachmann/cel-js";
import { callOf, type Node, nodesOf } from "../../src/policy/ast";

/** What src/policy rests on in cel-js beyond its documentation. An update that changes any of it fails here, by name. */

const env = () =>
  new Environment()
    .registerVariable("a", "int")
    .registerVariable("s", "string")
    .registerVariable("l", "list<string>")
    .registerVariable("b", "bool")
    .registerFunction("string.safe(string): bool", () => true, { async: false })
    .registerFunction(
      "fails(): bool",
      () => {
        throw new Error("ours");
      },
      { async: false },
    );

test("the version is the one that all of this was found in", () => {
  const { version } = JSON.parse(readFileSync("node_modules/@marcbachmann/cel-js/package.json", "utf8")) as {
    version: string;
  };
  expect(version).toBe("8.0.0");
});

test("a call can be sent to another function before the check, in the body of a comprehension too", () => {
  const parsed = env().parse('l.exists(x, x.matches("(a+)+$")) && s.matches("b")');
  for (const node of nodesOf(parsed.ast as Node)) {
    if (callOf(node)?.name === "matches" && Array.isArray(node.args)) node.args[0] = "safe";
  }
  expect(parsed.check().valid).toBe(true);
  expect(parsed({ l: ["x"], s: "y" })).toBe(true);
});

test("a text can be changed before the check", () => {
  const parsed = env().parse('s == "ABC"');
  for (const node of nodesOf(parsed.ast as Node)) if (node.args === "ABC") node.args = "abc";
  expect(parsed.check().valid).toBe(true);
  expect(parsed({ s: "abc" })).toBe(true);
});

test("the check leaves its types on the nodes, those in comprehensions included", () => {
  const parsed = env().parse("l.exists(x, x == s) && a > 1");
  parsed.check();
  const types = [...nodesOf(parsed.ast as Node)].map(({ op, checkedType }) => `${op}:${checkedType?.name ?? "none"}`);
  expect(types).toEqual([
    "&&:bool",
    "rcall:bool",
    "id:list<string>",
    "id:none",
    "==:bool",
    "id:string",
    "id:string",
    ">:bool",
    "id:int",
    "value:int",
  ]);
});

test("an error of ours passes through as it is, and && and || take it for CEL's own", () => {
  expect(() => env().evaluate("fails()", {})).toThrow("ours");
  expect(env().evaluate("fails() && false", {})).toBe(false);
  expect(env().evaluate("false && fails()", {})).toBe(false);
  expect(env().evaluate("fails() || true", {})).toBe(true);
  expect(env().evaluate('l.exists(x, x == "y" || fails())', { l: ["x", "y"] })).toBe(true);
  expect(() => env().evaluate('l.exists(x, x == "y" && fails())', { l: ["x", "y"] })).toThrow("ours");
  expect(() => env().evaluate("l.filter(x, fails()).size() == 0", { l: ["x"] })).toThrow("ours");
});

test("an AST is written out so that it reads the same", () => {
  const text = '((a + 1) * 2 == 4 || !b) && l.exists(x, x == "a\\"b\\n")';
  expect(serialize(env().parse(text).ast)).toBe('((a + 1) * 2 == 4 || !b) && l.exists(x, x == "a\\"b\\n")');
});

test("its own matches is open to patterns that take for ever, which is why it is replaced", () => {
  expect(() => env().evaluate('s.matches("(?=a)a")', { s: "a" })).not.toThrow();
});
