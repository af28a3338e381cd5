import {
  accessOf,
  bindOf,
  type Call,
  callOf,
  childrenOf,
  comprehensionOf,
  isNode,
  type Node,
  nameIn,
  nodesOf,
} from "./ast";
import { fieldsOf, shapes, variables } from "./facts-schema";
import { functions, type PolicyFunction, patternOf, zonedGetters } from "./functions";
import { nearest } from "./nearest";
import { wallTime } from "./wall-time";

/** Something wrong with an expression, at a place in its text. */
export type Objection = { readonly start: number; readonly end: number; readonly text: string; readonly hint?: string };

const DEEPEST_NESTING = 2;
/** Levels of an expression; a chain of `&&` has one for each. */
const DEEPEST = 500;

/** What is not on these lists is refused, so that an update of cel-js cannot add a way around the third value. */
const OPERATORS = new Set(
  ["value", "id", ".", "[]", "call", "rcall", "list", "map", "?:", "||", "&&", "!_", "-_", "in"].concat([
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
  ]),
);
const CALLS = new Set(["size", "string", "int", "bool", "timestamp", "duration"]);
const METHODS = new Set(
  ["size", "startsWith", "endsWith", "contains", "matches", "lowerAscii", "upperAscii", "trim", "indexOf"].concat(
    ["lastIndexOf", "substring", "split", "join", "all", "exists", "exists_one", "map", "filter", "bind"],
    ["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours"],
    ["getMinutes", "getSeconds", "getMilliseconds"],
  ),
);
for (const { signature } of functions) {
  const [, receiver, name = ""] = /^(?:(\w+)\.)?(\w+)\(/.exec(signature) ?? [];
  (receiver ? METHODS : CALLS).add(name);
}

/** Calls whose arguments have to be written out, since only then can they be checked when the policy is loaded. */
const LITERAL_ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  duration: [0],
  timestamp: [0],
  days: [0],
  hours: [0],
  minutes: [0],
  businessHours: [1, 2, 3],
  dateOf: [1],
};

const REFUSED: Readonly<Record<string, string>> = {
  has: "has() would turn a fact that nobody gave into an answer. Use the fact: where it is missing, the rule is unknown and a person decides",
  dyn: "dyn() would switch the type check off",
  type: "types are checked when the policy is loaded",
};

/** Everything that may not be said, found before the types are checked. */
export function objectionsTo(root: Node): readonly Objection[] {
  if (depthOf(root) > DEEPEST) return [at(root, "this is nested too deeply to be read")];
  return [...objections(root, new Set(), 0)];
}

function depthOf(node: Node): number {
  return 1 + Math.max(0, ...childrenOf(node).map(depthOf));
}

function* objections(node: Node, bound: ReadonlySet<string>, depth: number): Generator<Objection> {
  if (!OPERATORS.has(node.op)) yield at(node, `${JSON.stringify(node.op)} cannot be used here`);
  yield* ofValue(node);
  yield* ofName(node, bound);
  yield* ofCall(node);
  const comprehension = comprehensionOf(node);
  const bind = bindOf(node);
  if (comprehension) {
    if (depth >= DEEPEST_NESTING)
      yield at(node, `lists can be looked through ${DEEPEST_NESTING} levels deep, and this is one more`);
    yield* objections(comprehension.range, bound, depth);
    yield* ofVariable(comprehension.variable, bound);
    const inside = withName(bound, comprehension.variable);
    for (const body of comprehension.bodies) yield* objections(body, inside, depth + 1);
  } else if (bind) {
    yield* objections(bind.value, bound, depth);
    yield* ofVariable(bind.variable, bound);
    yield* objections(bind.body, withName(bound, bind.variable), depth);
  } else {
    for (const child of childrenOf(node)) yield* objections(child, bound, depth);
  }
}

/** Facts are text, whole numbers, truths and times. The rest of CEL's numbers and bytes is where cel-js leaves the specification. */
function* ofValue(node: Node): Generator<Objection> {
  if (node.op === "map") yield* ofKeys(node);
  if (node.op !== "value") return;
  const { args: value } = node;
  if (typeof value === "number") yield at(node, "numbers are whole here");
  else if (value === null)
    yield at(node, "there is no null here", "What nobody gave is unknown, and compares with nothing.");
  else if (typeof value === "object") yield at(node, "bytes and unsigned numbers are not used here");
}

/** A key that is there twice would win by coming last. */
function* ofKeys({ args }: Node): Generator<Objection> {
  const seen = new Set<unknown>();
  for (const [key] of Array.isArray(args) ? (args as readonly (readonly unknown[])[]) : []) {
    if (!isNode(key)) continue;
    if (key.op !== "value" || typeof key.args !== "string") yield at(key, "a key is text that is written out here");
    else if (seen.has(key.args)) yield at(key, "this key is there twice");
    if (key.op === "value") seen.add(key.args);
  }
}

const VARIABLES = [...Object.keys(variables), "lists", "now"];

function* ofName(node: Node, bound: ReadonlySet<string>): Generator<Objection> {
  const name = nameIn(node);
  if (name === undefined || VARIABLES.includes(name) || bound.has(name)) return;
  const known = [...VARIABLES, ...bound];
  yield at(node, `there is no variable ${name}`, nearest(name, known) ?? `The variables are ${known.join(", ")}.`);
}

function* ofVariable(node: Node, bound: ReadonlySet<string>): Generator<Objection> {
  const name = nameIn(node);
  if (name === undefined) yield at(node, "the first argument names a variable of your own, such as c");
  else if (VARIABLES.includes(name) || bound.has(name) || name === "cel")
    yield at(node, `${name} has a meaning already: give this variable another name`);
}

function* ofCall(node: Node): Generator<Objection> {
  const call = callOf(node);
  if (!call) return;
  const { name, receiver, args } = call;
  const known = receiver ? METHODS : CALLS;
  if (!known.has(name)) {
    yield refusal(node, call, [...known]);
    return;
  }
  if (receiver && name === "bind" && !bindOf(node)) yield at(node, "bind is written cel.bind(name, value, expression)");
  if (name === "matches") yield* ofPattern(node, args[0]);
  const open = literalsOf(call)
    .flatMap((index) => args[index] ?? [])
    .filter((argument) => !isLiteral(argument));
  for (const argument of open)
    yield at(argument, `${name}() takes a value that is written out here, so that it can be checked beforehand`);
  const failure = open.length === 0 ? failureOf(call) : undefined;
  if (failure !== undefined) yield at(node, failure);
}

/** A call whose values are written out is tried at once, at some time where it needs one. */
function failureOf(call: Call): string | undefined {
  const literals = literalsOf(call);
  if (literals.length === 0) return undefined;
  const run = call.receiver ? wallTime : helperOf(call);
  const values = call.args.map((argument, index) => (literals.includes(index) ? literalIn(argument) : SOME_TIME));
  try {
    run?.(...((call.receiver ? [SOME_TIME, ...values] : values) as [Date, string]));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const SOME_TIME = new Date(0);

function helperOf({ name, args }: Call): PolicyFunction["run"] | undefined {
  const isIt = ({ signature }: PolicyFunction) =>
    signature.startsWith(`${name}(`) && signature.split(",").length === args.length;
  return functions.find(isIt)?.run;
}

function literalIn(node: Node): unknown {
  const [negated] = node.op === "-_" ? childrenOf(node) : [];
  return typeof negated?.args === "bigint" ? -negated.args : node.args;
}

function refusal(node: Node, { name, receiver }: Call, known: readonly string[]): Objection {
  const why = receiver ? undefined : REFUSED[name];
  if (why !== undefined) return at(node, why);
  return at(node, `there is no ${receiver ? "method" : "function"} ${name}`, nearest(name, known));
}

function literalsOf({ name, receiver }: Call): readonly number[] {
  if (receiver) return zonedGetters.has(name) ? [0] : [];
  return LITERAL_ARGUMENTS[name] ?? [];
}

function* ofPattern(node: Node, pattern: Node | undefined): Generator<Objection> {
  if (pattern?.op !== "value" || typeof pattern.args !== "string") {
    yield at(
      pattern ?? node,
      "matches() takes a pattern that is written out here, so that it can be checked beforehand",
    );
    return;
  }
  try {
    patternOf(pattern.args);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    yield at(pattern, `RE2 does not take this pattern: ${why}`, "RE2 has no lookahead, lookbehind or back-references.");
  }
}

/** What the type check would let pass: comparisons of things that are not plain values, and unknown types. */
export function typeObjectionsTo(root: Node): readonly Objection[] {
  return [...nodesOf(root)].flatMap((node) => {
    if (node.checkedType?.hasDynType) return [at(node, "what type this has cannot be told before it is evaluated")];
    if (comprehensionOf(node)?.range.checkedType?.kind === "map") return [at(node, "only lists can be looked through")];
    if (node.op === "[]" && childrenOf(node)[0]?.checkedType?.kind === "message")
      return [at(node, "fields are read with a dot")];
    if (node.op !== "==" && node.op !== "!=" && node.op !== "in") return [];
    const shape = childrenOf(node).find(isShape);
    if (!shape) return [];
    const text = `whole objects cannot be compared, since a missing field would count as equal`;
    return [at(node, text, "Compare their fields.")];
  });
}

function isShape({ checkedType }: Node = { op: "", args: [], start: 0, end: 0 }): boolean {
  for (let type = checkedType; type; type = type.valueType) {
    if (Object.hasOwn(shapes, type.name) || type.name === "Lists" || type.kind === "map") return true;
  }
  return false;
}

/** The fact that `object.field` reads, by the types that the check found. */
export function factRead(node: Node) {
  const access = accessOf(node);
  const shape = access?.object.checkedType?.name;
  const fact = access && shape !== undefined ? fieldsOf(shape)?.[access.field] : undefined;
  return fact && access ? { fact, field: access.field, shape } : undefined;
}

function isLiteral(node: Node): boolean {
  return node.op === "value" || (node.op === "-_" && childrenOf(node)[0]?.op === "value");
}

function withName(bound: ReadonlySet<string>, variable: Node): ReadonlySet<string> {
  const name = nameIn(variable);
  return name === undefined ? bound : new Set([...bound, name]);
}

function at({ start, end }: Node, text: string, hint?: string): Objection {
  return { start, end, text, ...(hint !== undefined && { hint }) };
}
