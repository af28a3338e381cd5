import { accessOf, type Node, nameIn, nodesOf } from "./ast";
import type { Rule } from "./load";

/** The rules whose condition looks at the clock: at another time they may say something else of the same facts. */
export function timeReaders(rules: readonly Rule[]): readonly string[] {
  return rules.filter(({ mode, test }) => mode === "enforce" && readsTime(test.root)).map(({ name }) => name);
}

/** When a request came in is the time, too, of one that is made up for the moment. */
function readsTime(root: Node): boolean {
  return [...nodesOf(root)].some((node) => nameIn(node) === "now" || accessOf(node)?.field === "receivedAt");
}
