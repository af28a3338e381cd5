import type { Environment } from "@marcbachmann/cel-js";
import { accessOf, callOf, isNode, type Node } from "./ast";
import { fieldsOf } from "./facts-schema";
import type { Objection } from "./guard";
import { nearest } from "./nearest";

/** An error of cel-js's parser or type check, in our words and with a hint where one can be given. */
export function celObjection(error: unknown, env: Environment): Objection {
  const range = rangeOf(error);
  const node = propertyOf(error, "node");
  return { ...range, ...(specific(error, isNode(node) ? node : undefined, env) ?? { text: plain(error) }) };
}

function specific(
  error: unknown,
  node: Node | undefined,
  env: Environment,
): { text: string; hint?: string } | undefined {
  const code = propertyOf(error, "code");
  if (code === "no_such_key" && node) return noSuchField(node, env);
  if (code === "no_matching_overload" && node) return wrongArguments(node, env);
  if (code === "unexpected_token" && String(propertyOf(error, "summary")).endsWith("EOF")) {
    return { text: "the expression ends too early" };
  }
  return undefined;
}

function noSuchField(node: Node, env: Environment): { text: string; hint?: string } | undefined {
  const access = accessOf(node);
  const shape = access?.object.checkedType?.name;
  if (!access || shape === undefined) return undefined;
  if (shape === "Lists")
    return { text: `there is no list ${access.field}`, ...hint(nearest(access.field, listsOf(env))) };
  if (shape === "Target" && access.field === "tags")
    return { text: "tags are read one at a time", hint: 'Write target.tag("env").' };
  const fields = Object.keys(fieldsOf(shape) ?? {}).filter((field) => field !== "tags");
  const near = nearest(access.field, fields) ?? `It has ${fields.join(", ")}.`;
  return { text: `${shape} has no field ${access.field}`, hint: near };
}

function wrongArguments(node: Node, env: Environment): { text: string; hint?: string } | undefined {
  const call = callOf(node);
  if (!call) return undefined;
  const types = call.args.map(({ checkedType }) => checkedType?.name ?? "?").join(", ");
  const on = call.receiver ? ` on ${call.receiver.checkedType?.name ?? "?"}` : "";
  const ways = env
    .getDefinitions()
    .functions.filter(
      ({ name, receiverType }) => name === call.name && (receiverType !== null) === Boolean(call.receiver),
    )
    .map(({ signature }) => signature);
  const text = `${call.name}(${types})${on} does not fit`;
  return { text, ...(ways.length > 0 && ways.length < 6 && { hint: `It is declared as ${ways.join(" or ")}.` }) };
}

function listsOf(env: Environment): readonly string[] {
  return declaredLists.get(env) ?? [];
}

/** The lists of each environment: cel-js does not tell the fields of a type. */
export const declaredLists = new WeakMap<Environment, readonly string[]>();

function hint(text: string | undefined): { readonly hint?: string } {
  return text === undefined ? {} : { hint: text };
}

function plain(error: unknown): string {
  const summary = propertyOf(error, "summary");
  return typeof summary === "string" ? summary : error instanceof Error ? error.message : String(error);
}

function rangeOf(error: unknown): { readonly start: number; readonly end: number } {
  const range = propertyOf(error, "range");
  if (typeof range !== "object" || range === null) return { start: 0, end: 1 };
  const start = propertyOf(range, "start");
  const end = propertyOf(range, "end");
  return typeof start === "number" && typeof end === "number" ? { start, end } : { start: 0, end: 1 };
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
