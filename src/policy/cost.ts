import { bindOf, callOf, childrenOf, comprehensionOf, type Node } from "./ast";
import { factRead } from "./guard";
import { inside, type ListSizes, type Sizes, sizeOf, total } from "./sizes";

/** About a second on a small machine: a rule that could take longer is not loaded. */
export const MOST_STEPS = 20_000_000;
/** Letters and entries of the largest value that a rule may build. */
export const MOST_EXTENT = 50_000_000;

/** What an expression can come to at the worst. */
export type Cost = { readonly steps: number; readonly extent: number };

/** A fact that may be missing is thrown where it is, and that takes so many times as long as a step. */
const STEPS_OF_UNKNOWN = 100;
/** Letters that these go through in one step. */
const LETTERS_PER_STEP: Readonly<Record<string, number>> = {
  re2Matches: 8,
  contains: 64,
  split: 16,
  join: 64,
  indexOf: 64,
};

/** Asked after the types are known. Without it `["a"].map(x, x + x).map(x, x + x)…` would fill the memory. */
export function costOf(root: Node, lists: ListSizes): Cost {
  let extent = 0;
  const steps = stepsOf(root, new Map());
  return { steps, extent };

  function stepsOf(node: Node, sizes: Sizes): number {
    extent = Math.max(extent, total(sizeOf(node, sizes, lists)));
    const comprehension = comprehensionOf(node);
    if (comprehension) {
      const { variable, range, bodies } = comprehension;
      const { length, of } = sizeOf(range, sizes, lists);
      const bound = inside(sizes, variable, of);
      return stepsOf(range, sizes) + length * (1 + sum(bodies.map((body) => stepsOf(body, bound))));
    }
    const bind = bindOf(node);
    if (bind) {
      const bound = inside(sizes, bind.variable, sizeOf(bind.value, sizes, lists));
      return stepsOf(bind.value, sizes) + stepsOf(bind.body, bound);
    }
    return 1 + sum(childrenOf(node).map((child) => stepsOf(child, sizes))) + ownSteps(node, sizes);
  }

  function ownSteps(node: Node, sizes: Sizes): number {
    const [, right] = childrenOf(node);
    if (node.op === "in" && right) return sizeOf(right, sizes, lists).length;
    const call = callOf(node);
    if (call?.name === "tag" || factRead(node)?.fact.optional) return STEPS_OF_UNKNOWN;
    const letters = call && LETTERS_PER_STEP[call.name];
    return letters && call.receiver ? total(sizeOf(call.receiver, sizes, lists)) / letters : 0;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
