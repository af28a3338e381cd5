import { accessOf, bindOf, callOf, childrenOf, comprehensionOf, type Node, nameIn } from "./ast";
import { LONGEST_TEXT, MOST_ITEMS, MOST_TEXTS } from "./facts-values";

export type ListSizes = (list: string) => number | undefined;

/** How many letters a text has at the most, or entries a list, and how large each of those is. */
export type Size = { readonly length: number; readonly of?: Size };
export type Sizes = ReadonlyMap<string, Size>;

const ONE: Size = { length: 1 };
const TEXT: Size = { length: LONGEST_TEXT };

/** The largest that the value of an expression can be, with every list and text of the facts as long as it may be. */
export function sizeOf(node: Node, sizes: Sizes, lists: ListSizes): Size {
  const children = childrenOf(node);
  const sizesOf = (nodes: readonly Node[]) => nodes.map((child) => sizeOf(child, sizes, lists));
  switch (node.op) {
    case "value":
      return typeof node.args === "string" ? { length: node.args.length } : ONE;
    case "id":
      return sizes.get(nameIn(node) ?? "") ?? ONE;
    case "+":
      return joined(sizesOf(children));
    case "?:":
      return largest(sizesOf(children.slice(1)));
    case "list":
    case "map":
      return { length: children.length, of: largest(sizesOf(children)) };
    case "[]":
      return sizesOf(children)[0]?.of ?? ONE;
    case ".":
      return sizeOfField(node, lists);
    case "call":
    case "rcall":
      return sizeOfBound(node, sizes, lists) ?? sizeOfCall(node, sizes, lists);
    default:
      return ONE;
  }
}

export function inside(sizes: Sizes, variable: Node, size: Size | undefined): Sizes {
  return new Map([...sizes, [nameIn(variable) ?? "", size ?? TEXT]]);
}

/** Letters and entries in all. */
export function total({ length, of }: Size): number {
  return of ? length * (1 + total(of)) : length;
}

function sizeOfField(node: Node, lists: ListSizes): Size {
  const access = accessOf(node);
  if (access && nameIn(access.object) === "lists") return { length: lists(access.field) ?? MOST_ITEMS, of: TEXT };
  return byType(node);
}

/** Calls that bring a variable of their own. */
function sizeOfBound(node: Node, sizes: Sizes, lists: ListSizes): Size | undefined {
  const bind = bindOf(node);
  if (bind) return sizeOf(bind.body, inside(sizes, bind.variable, sizeOf(bind.value, sizes, lists)), lists);
  const comprehension = comprehensionOf(node);
  if (!comprehension) return undefined;
  const range = sizeOf(comprehension.range, sizes, lists);
  const body = comprehension.bodies.at(-1);
  const name = callOf(node)?.name;
  if (name === "filter") return range;
  if (name !== "map" || !body) return ONE;
  return { length: range.length, of: sizeOf(body, inside(sizes, comprehension.variable, range.of), lists) };
}

function sizeOfCall(node: Node, sizes: Sizes, lists: ListSizes): Size {
  const call = callOf(node);
  if (!call?.receiver) return byType(node);
  const receiver = sizeOf(call.receiver, sizes, lists);
  const between = joined(call.args.map((argument) => sizeOf(argument, sizes, lists)));
  if (call.name === "split") return { length: receiver.length + 1, of: receiver };
  if (call.name === "join") return { length: total(receiver) + receiver.length * total(between) };
  return call.receiver.checkedType?.name === node.checkedType?.name ? receiver : byType(node);
}

function byType({ checkedType }: Node): Size {
  if (checkedType?.name === "string") return TEXT;
  if (checkedType?.kind !== "list") return ONE;
  if (checkedType.valueType?.name === "string") return { length: MOST_TEXTS, of: TEXT };
  return { length: MOST_ITEMS, of: ONE };
}

function joined(sizes: readonly Size[]): Size {
  return { ...largest(sizes), length: sizes.reduce((sum, { length }) => sum + length, 0) };
}

function largest(sizes: readonly Size[]): Size {
  return sizes.reduce((one, other) => (total(other) > total(one) ? other : one), { length: 0 });
}
