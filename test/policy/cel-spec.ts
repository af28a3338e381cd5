import { tests as conformance } from "@bufbuild/cel-spec/testdata/conformance.js";
import { type Context, Environment } from "@marcbachmann/cel-js";

/** The suites of the CEL specification that are not about protobuf messages or extensions. */
export const CORE: ReadonlySet<string> = new Set(
  ["basic", "comparisons", "conversions", "fields", "fp_math", "integer_math", "lists", "logic", "macros"].concat([
    "namespace",
    "parse",
    "plumbing",
    "string",
    "timestamps",
  ]),
);

type Json = { readonly [key: string]: unknown };

export type SpecTest = {
  readonly name: string;
  readonly suite: string;
  readonly expr: string;
  readonly original: Json;
};

export type SpecResult =
  | { readonly kind: "pass" }
  /** An error, or a refusal, where the specification has a value: in a policy, it escalates or does not load. */
  | { readonly kind: "stricter"; readonly why: string }
  /** A value where the specification has another one, or an error. */
  | { readonly kind: "wrong"; readonly got: string; readonly expected: string };

export function coreTests(): readonly SpecTest[] {
  return (conformance.suites ?? []).filter(({ name }) => CORE.has(name)).flatMap((suite) => testsOf(suite, suite.name));
}

type Suite = NonNullable<(typeof conformance)["suites"]>[number];

function testsOf(suite: Suite, path: string): readonly SpecTest[] {
  const own = (suite.tests ?? []).map(({ original }) => ({
    name: `${path}/${original.name ?? original.expr}`,
    suite: path.split("/")[0] ?? path,
    expr: original.expr,
    original: original as Json,
  }));
  return [...own, ...(suite.suites ?? []).flatMap((below) => testsOf(below, `${path}/${below.name}`))];
}

/** Tests of protobuf messages, which policies have none of. */
export function isAboutMessages({ original, expr }: SpecTest): boolean {
  return /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|cel\.expr\./.test(
    `${expr} ${JSON.stringify(original)}`,
  );
}

export function run({ original, expr }: SpecTest): SpecResult {
  const env = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
  const expected = original["value"] as Json | undefined;
  try {
    const bindings = Object.entries((original["bindings"] ?? {}) as Json).map(([name, binding]) => [
      name,
      decoded((binding as Json)["value"] as Json),
    ]);
    const got = shown(env.evaluate(expr, Object.fromEntries(bindings) as Context));
    if ("evalError" in original) return { kind: "wrong", got, expected: "an error" };
    const wanted = expected === undefined ? "true" : shown(decoded(expected));
    return got === wanted ? { kind: "pass" } : { kind: "wrong", got, expected: wanted };
  } catch (error) {
    if ("evalError" in original) return { kind: "pass" };
    const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
    return { kind: "stricter", why: message };
  }
}

function decoded(value: Json): unknown {
  const [kind, given] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case "int64Value":
      return BigInt(given as string);
    case "uint64Value":
      return { uint: String(given) };
    case "doubleValue":
      return Number(given);
    case "bytesValue":
      return Buffer.from(given as string, "base64");
    case "listValue":
      return (((given as Json)["values"] ?? []) as Json[]).map(decoded);
    case "mapValue": {
      const entries = ((given as Json)["entries"] ?? []) as { key: Json; value: Json }[];
      return new Map(entries.map(({ key, value: item }) => [decoded(key), decoded(item)]));
    }
    case "typeValue":
      return { type: String(given) };
    case "objectValue":
      return { message: given };
    default:
      return given;
  }
}

/** One text for each value, whatever JavaScript type stands for it. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "number") return `${Object.is(value, -0) ? "-0" : value}d`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof Date) return `timestamp ${value.toISOString()}`;
  return shownObject(value as object);
}

function shownObject(value: object): string {
  if ("uint" in value) return `${String(value.uint)}u`;
  if ("type" in value && typeof value.type === "string")
    return `type ${value.type === "null_type" ? "null" : value.type}`;
  if ("message" in value) return shownMessage(value.message as Json);
  const name = value.constructor?.name ?? "";
  if (name === "UnsignedInt") return `${String(value)}u`;
  if (name === "Type") return `type ${(value as { name: string }).name}`;
  if (name === "Duration") return `duration ${String(value)}`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const parts = entries.map(([key, item]) => `${shown(key)}: ${shown(item)}`);
  return `{${parts.sort().join(", ")}}`;
}

function shownMessage(message: Json): string {
  const type = String(message["@type"]);
  if (type.endsWith("Timestamp")) return `timestamp ${new Date(String(message["value"])).toISOString()}`;
  if (type.endsWith("Duration")) return `duration ${String(message["value"])}`;
  return JSON.stringify(message);
}
