import type { Environment } from "@marcbachmann/cel-js";
import { oneLine } from "../approval/note";
import { type Compiled, compileInsert, type Insert } from "./expression";
import type { Values } from "./facts-values";
import type { Objection } from "./guard";
import type { ListSizes } from "./sizes";
import { UnknownFact } from "./unknown";

/** Text with values of CEL expressions in it: `{{ consumer.owner }}`. */
export type Template = { readonly parts: readonly (string | Insert)[] };

const PLAIN = new Set([
  "string",
  "int",
  "double",
  "bool",
  "google.protobuf.Timestamp",
  "google.protobuf.Duration",
  "list<string>",
]);
/** What consumers wrote has no business to fill a reason with control characters or to be endless. */
const LONGEST_VALUE = 200;

export function compileTemplate(text: string, env: Environment, listSizes: ListSizes): Compiled<Template> {
  const parts: (string | Insert)[] = [];
  const objections: Objection[] = [];
  let at = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
    const close = endOf(text, open + 2);
    if (close === undefined) {
      objections.push({ start: open, end: open + 2, text: "this insert has no end", hint: "It ends with }}." });
      return { kind: "faulty", objections };
    }
    parts.push(text.slice(at, open));
    const source = text.slice(open + 2, close);
    const compiled = insertOf(source, env, listSizes);
    if (compiled.kind === "compiled") parts.push(compiled.expression);
    else objections.push(...compiled.objections.map((one) => moved(one, open + 2)));
    at = close + 2;
  }
  parts.push(text.slice(at));
  return objections.length > 0 ? { kind: "faulty", objections } : { kind: "compiled", expression: { parts } };
}

function insertOf(source: string, env: Environment, listSizes: ListSizes): Compiled<Insert> {
  const compiled = compileInsert(source, env, listSizes);
  if (compiled.kind === "faulty") return compiled;
  const type = compiled.expression.root.checkedType?.name ?? "nothing";
  if (PLAIN.has(type)) return compiled;
  const objection = {
    start: 0,
    end: source.length,
    text: `a ${type} cannot be inserted`,
    hint: "Insert one of its fields.",
  };
  return { kind: "faulty", objections: [objection] };
}

/** Where the insert ends: braces inside of CEL's own texts do not count. */
function endOf(text: string, from: number): number | undefined {
  const words = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\}\}/g;
  words.lastIndex = from;
  for (let found = words.exec(text); found; found = words.exec(text)) if (found[0] === "}}") return found.index;
  return undefined;
}

function moved(objection: Objection, by: number): Objection {
  return { ...objection, start: objection.start + by, end: objection.end + by };
}

/** The text with its values. What is unknown is said to be so; nothing about a text decides anything. */
export function filled({ parts }: Template, values: Values): string {
  return parts.map((part) => (typeof part === "string" ? part : valueIn(part, values))).join("");
}

function valueIn(insert: Insert, values: Values): string {
  try {
    return plain(insert.read(values));
  } catch (error) {
    return error instanceof UnknownFact ? `(${error.fact} is not known)` : `(${insert.text.trim()} could not be read)`;
  }
}

function plain(value: unknown): string {
  const text = Array.isArray(value) ? value.join(", ") : value instanceof Date ? value.toISOString() : String(value);
  return oneLine(text).slice(0, LONGEST_VALUE);
}
