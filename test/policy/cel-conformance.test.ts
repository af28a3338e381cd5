import { environmentFor } from "../../src/policy/environment";
import { compileInsert } from "../../src/policy/expression";
import { coreTests, isAboutMessages, run, type SpecTest } from "./cel-spec";

/**
 * Where cel-js 8.0.0 has another value than the specification, and a policy could still say so. Each is about the ends of
 * time or of numbers: a policy compares times of its own years, and whole numbers that count connections.
 */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  "integer_math/int64_math/int64_min_negate": "the lowest of all whole numbers, negated, is one too large",
  "integer_math/int64_math/int64_min_negate_div": "the same, by division",
  "timestamps/timestamp_arithmetic/add_time_to_duration_nanos_positive": "times are kept to the millisecond",
  "timestamps/timestamp_range/add_duration_under": "before the year 1",
  "timestamps/timestamp_range/add_duration_over": "after the year 9999",
  "timestamps/timestamp_range/add_duration_nanos_over": "after the year 9999",
  "timestamps/timestamp_range/add_duration_nanos_under": "before the year 1",
  "timestamps/timestamp_range/sub_time_duration_over": "10,000 years between two times",
  "timestamps/timestamp_range/sub_time_duration_under": "10,000 years between two times",
  "timestamps/duration_range/from_string_under": "10,000 years",
  "timestamps/duration_range/from_string_over": "10,000 years",
  "timestamps/duration_range/add_under": "10,000 years",
  "timestamps/duration_range/add_over": "10,000 years",
  "timestamps/duration_range/sub_under": "10,000 years",
  "timestamps/duration_range/sub_over": "10,000 years",
};

/** How many of the specification's own cases an update of the library may not lose. */
const PASSING = 959;
/** Where it gives an error, or refuses, instead of the value: in a policy that is a fault or an escalation, never an approval. */
const STRICTER = 83;

const { env } = environmentFor([]);
const tests = coreTests().filter((one) => !isAboutMessages(one));
const results = tests.map((one) => ({ one, result: run(one) }));

/** Whether a policy with this expression is loaded at all. */
function isRefused({ expr }: SpecTest): boolean {
  return compileInsert(expr, env, () => undefined).kind === "faulty";
}

test("the core suites of the specification pass as far as they are known to", () => {
  expect(tests.length).toBe(1081);
  expect(results.filter(({ result }) => result.kind === "pass").length).toBeGreaterThanOrEqual(PASSING);
  expect(results.filter(({ result }) => result.kind === "stricter").length).toBeLessThanOrEqual(STRICTER);
});

test("whatever has another value than the specification is refused when a policy is loaded, or is known and harmless", () => {
  const open = results
    .filter(({ one, result }) => result.kind === "wrong" && !isRefused(one))
    .map(({ one }) => one.name);
  expect(open.sort()).toEqual(Object.keys(KNOWN_DIFFERENCES).sort());
});
