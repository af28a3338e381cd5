/**
 * The nodes of a parsed expression, as far as they are looked at here. cel-js documents them, but for the type that its
 * check leaves on them, and calls them read-only; the package is pinned, and test/policy/cel-js.test.ts holds it to this.
 */
export type Node = {
  readonly op: string;
  args: unknown;
  readonly start: number;
  readonly end: number;
  readonly checkedType?: CelType;
};

export type CelType = {
  readonly kind: string;
  readonly name: string;
  readonly hasDynType: boolean;
  readonly keyType?: CelType;
  readonly valueType?: CelType;
};

/** A call, whichever way it is written: `f(a)` or `a.f(b)`. */
export type Call = { readonly name: string; readonly receiver?: Node; readonly args: readonly Node[] };

export const comprehensions: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

/** The nodes right below one, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  if (isNode(node.args)) return [node.args];
  return Array.isArray(node.args) ? node.args.flat(2).filter(isNode) : [];
}

export function callOf(node: Node): Call | undefined {
  if (!Array.isArray(node.args)) return undefined;
  const [name, second, third] = node.args as unknown[];
  if (node.op === "call" && typeof name === "string" && Array.isArray(second)) {
    return { name, args: second.filter(isNode) };
  }
  if (node.op === "rcall" && typeof name === "string" && isNode(second) && Array.isArray(third)) {
    return { name, receiver: second, args: third.filter(isNode) };
  }
  return undefined;
}

/** The variable, the range and the bodies of `range.exists(variable, body)` and its kin. */
export function comprehensionOf(
  node: Node,
): { readonly variable: Node; readonly range: Node; readonly bodies: readonly Node[] } | undefined {
  const call = callOf(node);
  if (!call?.receiver || !comprehensions.has(call.name)) return undefined;
  const [variable, ...bodies] = call.args;
  return variable && bodies.length > 0 ? { variable, range: call.receiver, bodies } : undefined;
}

/** `cel.bind(name, value, body)`. */
export function bindOf(node: Node): { readonly variable: Node; readonly value: Node; readonly body: Node } | undefined {
  const call = callOf(node);
  if (call?.name !== "bind" || !call.receiver || nameIn(call.receiver) !== "cel") return undefined;
  const [variable, value, body] = call.args;
  return variable && value && body ? { variable, value, body } : undefined;
}

/** The name that an identifier stands for. */
export function nameIn(node: Node): string | undefined {
  return node.op === "id" && typeof node.args === "string" ? node.args : undefined;
}

/** The field and the object of `object.field`. */
export function accessOf(node: Node): { readonly object: Node; readonly field: string } | undefined {
  if (node.op !== "." || !Array.isArray(node.args)) return undefined;
  const [object, field] = node.args as unknown[];
  return isNode(object) && typeof field === "string" ? { object, field } : undefined;
}

export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

/** Whether two trees say the same, wherever they stand. */
export function sameTree(one: unknown, other: unknown): boolean {
  if (isNode(one) && isNode(other)) return one.op === other.op && sameTree(one.args, other.args);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameTree(item, other[index]));
  }
  return Object.is(one, other) || (typeof one === "object" && String(one) === String(other));
}
