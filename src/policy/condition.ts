import { childrenOf, type Node } from "./ast";

/** Three values: what is unknown is neither true nor false, and stays so until it cannot matter. */
export type Truth = true | false | "unknown";

/** One part of an expression that decided it, as it was read. */
export type Leaf = {
  readonly text: string;
  readonly truth: Truth;
  /** What it saw, or what it lacked; told only of the parts that decided. */
  readonly note: () => string | undefined;
  /** The fact that nobody gave, where that is what makes it unknown. */
  readonly fact?: string;
};

export type Finding = { readonly truth: Truth; readonly because: readonly Leaf[] };

/** The part of an expression that `&&`, `||`, `!` and `?:` make up, down to the atoms that cel-js evaluates. */
export type Condition<Atom> =
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition<Atom>[] }
  | { readonly kind: "not"; readonly part: Condition<Atom> }
  | {
      readonly kind: "if";
      readonly test: Condition<Atom>;
      readonly then: Condition<Atom>;
      readonly otherwise: Condition<Atom>;
    }
  | { readonly kind: "atom"; readonly atom: Atom };

export function conditionOf<Atom>(node: Node, atomOf: (node: Node) => Atom): Condition<Atom> {
  const [first, second, third] = childrenOf(node);
  if ((node.op === "&&" || node.op === "||") && first && second) {
    const kind = node.op === "&&" ? "and" : "or";
    const parts = [first, second].map((part) => conditionOf(part, atomOf));
    return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
  }
  if (node.op === "!_" && first) return { kind: "not", part: conditionOf(first, atomOf) };
  if (node.op === "?:" && first && second && third) {
    const [test, then, otherwise] = [
      conditionOf(first, atomOf),
      conditionOf(second, atomOf),
      conditionOf(third, atomOf),
    ];
    return { kind: "if", test, then, otherwise };
  }
  return { kind: "atom", atom: atomOf(node) };
}

/** Kleene's logic: `false && unknown` is false and `true || unknown` is true, in either order; all else with an unknown is unknown. */
export function evaluate<Atom>(condition: Condition<Atom>, read: (atom: Atom) => Leaf): Finding {
  switch (condition.kind) {
    case "atom": {
      const leaf = read(condition.atom);
      return { truth: leaf.truth, because: [leaf] };
    }
    case "not": {
      const { truth, because } = evaluate(condition.part, read);
      return { truth: truth === "unknown" ? truth : !truth, because };
    }
    case "if": {
      const test = evaluate(condition.test, read);
      if (test.truth === "unknown") return test;
      const chosen = evaluate(test.truth ? condition.then : condition.otherwise, read);
      return { truth: chosen.truth, because: [...test.because, ...chosen.because] };
    }
    case "and":
    case "or":
      return several(condition.parts, condition.kind === "or", read);
  }
}

/** The first part that settles it is the reason; where none does, the unknown ones are, and else all of them. */
function several<Atom>(parts: readonly Condition<Atom>[], settles: boolean, read: (atom: Atom) => Leaf): Finding {
  const findings: Finding[] = [];
  for (const part of parts) {
    const finding = evaluate(part, read);
    if (finding.truth === settles) return finding;
    findings.push(finding);
  }
  const unknown = findings.filter(({ truth }) => truth === "unknown");
  const reasons = unknown.length > 0 ? unknown : findings;
  return { truth: unknown.length > 0 ? "unknown" : !settles, because: reasons.flatMap(({ because }) => because) };
}
