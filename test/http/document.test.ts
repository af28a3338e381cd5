import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { version } from "../../package.json";
import { documentOf } from "../../src/http/contract/document";
import type { Operation } from "../../src/http/contract/operation";
import { OPERATIONS } from "../../src/http/contract/operations";
import { typeOf } from "../../src/http/problem";
import { PROBLEMS, type ProblemCode } from "../../src/http/problem-codes";

const ROOT = join(__dirname, "../..");
const FILE = join(ROOT, "docs/openapi.json");
const VALIDATOR = join(ROOT, "node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js");
const operation: Operation = {
  id: "readThing",
  method: "get",
  path: "/api/things",
  area: "About",
  summary: "Read a thing",
  who: ["Auditor"],
  answers: { 200: { what: "It.", schema: z.object({ a: z.string() }).meta({ id: "Thing" }) } },
  problems: ["UnknownRequest"],
};
const answersOf = (document: ReturnType<typeof documentOf>) =>
  Object.keys(
    (document["paths"] as typeof document & Record<string, { get: { responses: object } }>)["/api/things"]?.get
      .responses ?? {},
  );

test("the document that is served is what the schemas say today", () => {
  expect(JSON.parse(readFileSync(FILE, "utf8"))).toEqual(documentOf(OPERATIONS, version));
});

test("it is valid OpenAPI 3.1, by a validator that is not ours", () => {
  const said = execFileSync(process.execPath, [VALIDATOR, FILE], { encoding: "utf8" });
  expect(JSON.parse(said)).toEqual({ valid: true });
  expect(JSON.parse(readFileSync(FILE, "utf8"))).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) });
});

test("an operation answers with what its guard can say besides its own problems", () => {
  expect(answersOf(documentOf([operation], "1"))).toEqual(["200", "401", "403", "404", "500"]);
  expect(answersOf(documentOf([{ ...operation, who: "signedIn" }], "1"))).toEqual(["200", "401", "404", "500"]);
  expect(answersOf(documentOf([{ ...operation, who: "anybody" }], "1"))).toEqual(["200", "404", "500"]);
});

test("two schemas cannot have one name", () => {
  const schema = z.object({ b: z.string() }).meta({ id: "Thing" });
  const other = { ...operation, path: "/api/others", answers: { 200: { what: "Another.", schema } } };
  expect(() => documentOf([operation, other], "1")).toThrow("Two schemas are called Thing");
});

test("every operation has a name and an address of its own, and examples of what it takes", () => {
  const ids = OPERATIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const places = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(places).size).toBe(places.length);
  for (const { body } of OPERATIONS) {
    if (body) expect(Object.keys(body.examples)).not.toEqual([]);
    for (const example of Object.values(body?.examples ?? {}))
      expect(body?.schema.safeParse(example).error).toBeUndefined();
  }
});

test("every problem is one of an operation's, so that nobody reads of what never happens", () => {
  const text = readFileSync(FILE, "utf8");
  const unheard = Object.keys(PROBLEMS).filter((code) => !text.includes(`(${typeOf(code as ProblemCode)})`));
  expect(unheard).toEqual([]);
});
