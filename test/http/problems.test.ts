import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { problem, problemResponse } from "../../src/http/problem";
import { PROBLEMS, type ProblemCode } from "../../src/http/problem-codes";
import { azureRefused, invalid } from "../../src/http/problems";

const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const bodyOf = (body: unknown) => JSON.parse(String(body)) as Record<string, unknown>;

test("a problem says what is wrong, where, and what to do next, under its code and its status", () => {
  const { status, headers, body } = problemResponse(invalid([{ path: "connectionId", text: "is missing" }]));
  expect(status).toBe(400);
  expect(headers).toMatchObject({ "content-type": "application/problem+json", "cache-control": "no-store" });
  expect(bodyOf(body)).toEqual({
    type: "/api/docs#InvalidRequest",
    code: "InvalidRequest",
    status: 400,
    title: "The request is not valid",
    detail: "connectionId is missing",
    next: PROBLEMS.InvalidRequest.next,
    reasons: [{ path: "connectionId", text: "is missing" }],
  });
});

test("an answer that knows better says what to do next in its own words", () => {
  const fault = { code: "ScopeLocked", reason: "a lock forbids it", next: "Have the lock removed." };
  expect(azureRefused(fault)).toMatchObject({
    detail: "ScopeLocked: a lock forbids it",
    next: "Have the lock removed.",
  });
});

test.each(CODES)("%s is an error, and tells in sentences when it happens and what comes next", (code) => {
  const { status, title, when, next } = PROBLEMS[code];
  expect(code).toMatch(/^[A-Z][A-Za-z]+$/);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(title).not.toMatch(/\.$/);
  for (const text of [when, next]) expect(text).toMatch(/^[A-Z].*\.$/);
  expect(problem(code, "why")).toMatchObject({ code, status, title, detail: "why", next });
});

test("problems are made in one place: nobody writes a title of their own", () => {
  const folder = join(__dirname, "../../src");
  const others = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/^http\/problem|^console\/page\//.test(name))
    .filter((name) => /problemResponse\(\s*\{/.test(readFileSync(join(folder, name), "utf8")));
  expect(others).toEqual([]);
});
