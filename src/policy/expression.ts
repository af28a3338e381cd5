import { type ASTNode, type Environment, serialize } from "@marcbachmann/cel-js";
import { accessOf, bindOf, callOf, childrenOf, comprehensionOf, type Node, nameIn, nodesOf, sameTree } from "./ast";
import { celObjection } from "./cel-faults";
import { conditionOf, evaluate, type Finding, type Leaf } from "./condition";
import { costOf, MOST_EXTENT, MOST_STEPS } from "./cost";
import type { Values } from "./facts-values";
import { replacements, zonedGetters, zonedName } from "./functions";
import { type Objection, objectionsTo, typeObjectionsTo } from "./guard";
import { normalized } from "./ids";
import { shown } from "./shown";
import type { ListSizes } from "./sizes";
import { UnknownFact } from "./unknown";

/** An expression of more than this is two rules. */
export const LONGEST_EXPRESSION = 2048;
/** As many values are shown of one part of an expression. */
const MOST_SEEN = 4;

export type Compiled<Expression> =
  | { readonly kind: "compiled"; readonly expression: Expression }
  | { readonly kind: "faulty"; readonly objections: readonly Objection[] };

/** A value of an expression, where everything that it needs is known. */
export type Insert = { readonly text: string; readonly root: Node; readonly read: (values: Values) => unknown };

/** A condition: true, false or unknown, and why. */
export type Test = { readonly text: string; readonly root: Node; readonly test: (values: Values) => Finding };

type Atom = Insert & { readonly seen: () => readonly Insert[] };

export function compileTest(text: string, env: Environment, listSizes: ListSizes): Compiled<Test> {
  const parsed = parse(text, env, listSizes);
  if (parsed.kind === "faulty") return parsed;
  const { root } = parsed.expression;
  const type = root.checkedType?.name;
  if (type !== "bool") {
    const objection = { start: 0, end: text.length, text: `a condition is true or false, and this is ${type}` };
    return { kind: "faulty", objections: [objection] };
  }
  const condition = conditionOf(root, (node) => atomOf(node, text, env));
  const test = (values: Values) => evaluate(condition, (atom: Atom) => leafOf(atom, values));
  return { kind: "compiled", expression: { text, root, test } };
}

export function compileInsert(text: string, env: Environment, listSizes: ListSizes): Compiled<Insert> {
  return parse(text, env, listSizes);
}

function parse(text: string, env: Environment, listSizes: ListSizes): Compiled<Insert> {
  if (text.length > LONGEST_EXPRESSION) {
    const objection = {
      start: 0,
      end: 1,
      text: `this is longer than ${LONGEST_EXPRESSION} characters`,
      hint: "Make it two rules.",
    };
    return { kind: "faulty", objections: [objection] };
  }
  const parsed = parsedOrObjection(text, env);
  if ("objection" in parsed) return { kind: "faulty", objections: [parsed.objection] };
  const root: Node = parsed.run.ast;
  const unwelcome = objectionsTo(root);
  if (unwelcome.length > 0) return { kind: "faulty", objections: unwelcome };
  rewrite(root);
  const { valid, error } = parsed.run.check();
  if (!valid) return { kind: "faulty", objections: [celObjection(error, env)] };
  const objections = [...typeObjectionsTo(root), ...tooCostly(root, listSizes), ...literalsThatFail(root, text, env)];
  if (objections.length > 0) return { kind: "faulty", objections };
  return { kind: "compiled", expression: { text, root, read: (values) => parsed.run(values) } };
}

type Run = { (values?: Values): unknown; readonly ast: ASTNode; check(): { valid: boolean; error?: Error } };

function parsedOrObjection(text: string, env: Environment): { readonly run: Run } | { readonly objection: Objection } {
  try {
    return { run: env.parse(text) };
  } catch (error) {
    return { objection: celObjection(error, env) };
  }
}

/** Sends calls to the safe functions, and makes ids that are written out comparable. cel-js allows it before the check. */
function rewrite(root: Node): void {
  for (const node of nodesOf(root)) {
    if (node.op === "value" && typeof node.args === "string") node.args = normalized(node.args);
    const safe = node.op === "rcall" ? safeNameOf(node) : undefined;
    if (safe !== undefined && Array.isArray(node.args)) node.args[0] = safe;
  }
}

function safeNameOf(node: Node): string | undefined {
  const call = callOf(node);
  if (!call) return undefined;
  const isZoned = zonedGetters.has(call.name) && call.args.length === 1;
  return isZoned ? zonedName(call.name) : replacements[call.name];
}

function tooCostly(root: Node, listSizes: ListSizes): readonly Objection[] {
  const { steps, extent } = costOf(root, listSizes);
  const place = { start: root.start, end: root.end };
  if (extent > MOST_EXTENT) return [{ ...place, text: "this can build a value that is too large to hold" }];
  if (steps > MOST_STEPS)
    return [
      {
        ...place,
        text: `this can take ${Math.round(steps / 1000)} thousand steps, more than ${MOST_STEPS / 1000} thousand`,
      },
    ];
  return [];
}

/** Calls that only have values that are written out, such as duration("1d"), are tried at once. */
function literalsThatFail(root: Node, text: string, env: Environment): readonly Objection[] {
  return [...nodesOf(root)].flatMap((node) => {
    const call = callOf(node);
    if (!call || call.receiver || call.args.length === 0 || !call.args.every(({ op }) => op === "value")) return [];
    const failure = failureOf(partOf(node, text, env).read);
    return failure === undefined
      ? []
      : [{ start: node.start, end: node.end, text: failure, ...durationHint(call.name) }];
  });
}

function durationHint(name: string): { readonly hint?: string } {
  return name === "duration"
    ? { hint: 'CEL writes durations as "36h" or "90m"; days(2) and hours(36) do it too.' }
    : {};
}

function failureOf(run: (values: Values) => unknown): string | undefined {
  try {
    run({});
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
}

/** A part of an expression that stands for itself. What it saw is compiled when it is first asked for. */
function atomOf(node: Node, text: string, env: Environment): Atom {
  let seen: readonly Insert[] | undefined;
  return {
    ...partOf(node, text, env),
    seen() {
      seen ??= seenBy(node).map((part) => partOf(part, text, env));
      return seen;
    },
  };
}

/** The parts whose values tell why: what is compared, asked or counted; not what is written out or can be looked up. */
function seenBy(node: Node): readonly Node[] {
  const call = callOf(node);
  const comprehension = comprehensionOf(node);
  const bind = bindOf(node);
  if (comprehension) return [comprehension.range].filter(tells);
  if (bind) return [bind.value].filter(tells);
  const parts = call ? [...(call.receiver ? [call.receiver] : []), ...call.args] : childrenOf(node);
  return parts.filter(tells).slice(0, MOST_SEEN);
}

function tells(node: Node): boolean {
  const access = accessOf(node);
  if (access && nameIn(access.object) === "lists") return false;
  if (![...nodesOf(node)].some((part) => nameIn(part) !== undefined)) return false;
  const kind = node.checkedType?.kind;
  return kind !== "message" || node.checkedType?.name.startsWith("google.") === true;
}

function leafOf(atom: Atom, values: Values): Leaf {
  const { text } = atom;
  try {
    const truth = atom.read(values);
    if (typeof truth === "boolean") return { text, truth, note: () => noteOf(atom, values) };
    return { text, truth: "unknown", note: () => "it is neither true nor false" };
  } catch (error) {
    const fact = error instanceof UnknownFact ? { fact: error.fact } : {};
    return { text, truth: "unknown", note: () => wordsOf(error), ...fact };
  }
}

/** What is told of a condition never changes what it comes to. */
function noteOf(atom: Atom, values: Values): string | undefined {
  try {
    const notes = atom.seen().map(({ text, read }) => `${text} is ${valueOrWhyNot(read, values)}`);
    return notes.length > 0 ? notes.join(", ") : undefined;
  } catch {
    return undefined;
  }
}

function valueOrWhyNot(read: (values: Values) => unknown, values: Values): string {
  try {
    return shown(read(values));
  } catch {
    return "not known";
  }
}

/**
 * A part of a checked expression, compiled by itself: in the author's own writing where that can be cut out and reads the
 * same, else written anew.
 */
function partOf(node: Node, text: string, env: Environment): Insert {
  const cut = balanced(text.slice(node.start, node.end));
  const candidates = [cut.replace(/\s+/g, " "), cut, serialize(node as ASTNode)];
  for (const candidate of candidates) {
    const run = runThatMeans(node, candidate, env);
    if (run) return { text: candidate, root: node, read: run };
  }
  throw new Error(`a part of an expression reads differently by itself: ${cut}`);
}

function runThatMeans(node: Node, text: string, env: Environment): Run | undefined {
  const parsed = parsedOrObjection(text, env);
  if ("objection" in parsed) return undefined;
  const root: Node = parsed.run.ast;
  rewrite(root);
  return sameTree(root, node) && parsed.run.check().valid ? parsed.run : undefined;
}

/** cel-js leaves the outer parentheses out of a node's place in the text. */
function balanced(cut: string): string {
  let open = 0;
  let missing = 0;
  for (const [, bracket] of cut.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|([()])/g)) {
    if (bracket === "(") open += 1;
    else if (bracket === ")" && open > 0) open -= 1;
    else if (bracket === ")") missing += 1;
  }
  return "(".repeat(missing) + cut.trim() + ")".repeat(open);
}

export function wordsOf(error: unknown): string {
  if (error instanceof UnknownFact) return error.message;
  const summary = typeof error === "object" && error !== null && "summary" in error ? error.summary : undefined;
  if (typeof summary === "string") return summary;
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? error.name) : String(error);
}
