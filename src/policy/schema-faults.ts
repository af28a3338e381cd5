import * as z from "zod";
import type { PolicyFault } from "./fault";
import { nearest } from "./nearest";
import type { Path, Source } from "./yaml-source";

/** What a strict schema says against a document, each with its place and, where a word is misspelt, the right one. */
export function schemaFaults(schema: z.ZodType, source: Source, error: z.ZodError): readonly PolicyFault[] {
  return error.issues.flatMap((issue) => faultsOf(schema, source, issue));
}

function faultsOf(schema: z.ZodType, source: Source, issue: z.core.$ZodIssue): readonly PolicyFault[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      severity: "fault",
      ...source.atKey([...path, key]),
      text: `unknown key ${JSON.stringify(key)}`,
      hint: nearest(key, known) ?? `The keys here are ${known.join(", ")}.`,
    }));
  }
  if (issue.code === "invalid_key") {
    const why = issue.issues[0]?.message ?? "is not allowed";
    return [{ severity: "fault", ...source.atKey(path), text: `${JSON.stringify(String(path.at(-1)))} ${why}` }];
  }
  const given = valueAt(source.value, path);
  const hint = issue.code === "invalid_value" ? valueHint(issue.values.map(String), given) : undefined;
  const fault = { severity: "fault" as const, text: wordsOf(issue, given), ...(hint !== undefined && { hint }) };
  return [{ ...fault, ...(given === undefined ? source.at(path.slice(0, -1)) : source.at(path)) }];
}

function valueHint(values: readonly string[], given: unknown): string | undefined {
  return typeof given === "string" ? nearest(given, values) : undefined;
}

function wordsOf(issue: z.core.$ZodIssue, given: unknown): string {
  const name = String(issue.path.at(-1) ?? "the document");
  if (given === undefined && issue.path.length > 0) return `${name} is missing`;
  switch (issue.code) {
    case "invalid_type":
      return `${nameOf(issue.path)} is ${issue.expected === "string" ? "text" : aOf(issue.expected)}${quoteHint(issue.expected, given)}`;
    case "invalid_union":
      return `${nameOf(issue.path)} is text`;
    case "invalid_value":
      return `${nameOf(issue.path)} is one of ${issue.values.join(", ")}`;
    case "too_big":
      return `${nameOf(issue.path)} is at most ${issue.maximum}${unitOf(issue.origin)}`;
    case "too_small":
      return `${nameOf(issue.path)} is at least ${issue.minimum}${unitOf(issue.origin)}`;
    default:
      return `${nameOf(issue.path)} ${issue.message}`;
  }
}

/** A word for a thing at a path: an entry of a list has no name of its own. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (typeof last === "number") return `entry ${last + 1} of ${String(path.at(-2) ?? "the list")}`;
  return last === undefined ? "the document" : String(last);
}

function aOf(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    object: "a map of keys",
    record: "a map of keys",
    array: "a list",
    int: "a whole number",
  };
  return words[expected] ?? `a ${expected}`;
}

function quoteHint(expected: string, given: unknown): string {
  const plain = typeof given === "number" || typeof given === "boolean" || given === null;
  return expected === "string" && plain ? `: put ${String(given)} in quotes` : "";
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters long" : origin === "array" ? " entries long" : "";
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (above, step) => (typeof above === "object" && above !== null ? Reflect.get(above, step) : undefined),
    value,
  );
}

/** The keys that a schema knows at a path. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  let here: unknown = schema;
  for (const step of path) here = below(unwrapped(here), step);
  const object = unwrapped(here);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function below(schema: unknown, step: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema;
}
