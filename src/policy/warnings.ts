import { accessOf, callOf, childrenOf, type Node, nameIn, nodesOf } from "./ast";
import type { PolicyFault } from "./fault";
import { factRead } from "./guard";
import type { Rule } from "./load";
import type { Path, Source } from "./yaml-source";

type Listed = ReadonlyMap<string, { readonly source: Source; readonly path: Path }>;

/** What is allowed and yet most likely not meant. */
export function warningsOf(rules: readonly Rule[], lists: Listed): readonly PolicyFault[] {
  return [...unreachable(rules), ...unusedLists(rules, lists), ...rules.flatMap(ofRule)];
}

function unreachable(rules: readonly Rule[]): readonly PolicyFault[] {
  const always = rules.findIndex((rule) => rule.mode === "enforce" && constant(rule) === true);
  const last = rules[always];
  if (!last) return [];
  return rules.slice(always + 1).map((rule) => {
    const text = `this rule is never reached: ${last.name}, before it, matches always`;
    return warning(rule.source.at([...rule.path, "name"]), text);
  });
}

function unusedLists(rules: readonly Rule[], lists: Listed): readonly PolicyFault[] {
  const used = new Set(rules.flatMap(rootsOf).flatMap(listsIn));
  return [...lists]
    .filter(([name]) => !used.has(name))
    .map(([name, { source, path }]) => warning(source.atKey(path), `the list ${name} is not used by any rule`));
}

function ofRule(rule: Rule): readonly PolicyFault[] {
  const { source, path, verdict, document } = rule;
  const at = (key: string) => source.at([...path, key]);
  const found: PolicyFault[] = [];
  if (verdict === "reject" && document.reason === undefined)
    found.push(warning(at("name"), "this rule rejects without a reason: the consumer will not know what to change"));
  if (verdict === "approve") found.push(...controlled(rule));
  if (verdict === "approve" && constant(rule) === true)
    found.push(warning(at("when"), "this rule approves everything that reaches it"));
  if (constant(rule) === false) found.push(warning(at("when"), "this rule never matches"));
  return found;
}

/** Text of the one who wants in proves nothing: anybody can name an endpoint, or write a message, as they like. */
function controlled({ source, path, test }: Rule): readonly PolicyFault[] {
  return [...withoutTruePart(test.root)].flatMap((node) => {
    const read = factRead(node);
    if (!read || (read.fact.from !== "consumer" && read.fact.from !== "requester")) return [];
    if (read.field === "desiredStatus") return []; // What is asked for is what is being judged, not a claim.
    const who = read.fact.from === "consumer" ? "the consumer" : "the requester";
    const chooses = read.fact.trueIn ? `of which ${who} chooses a part` : `which ${who} chooses`;
    const place = source.within([...path, "when"], { start: node.start, end: node.end });
    return [warning(place, `this rule approves on ${read.field}, ${chooses}`)];
  });
}

/** An id is the consumer's words in part: where only the other part is asked for, it is left out. */
function* withoutTruePart(node: Node): Generator<Node> {
  yield node;
  const call = callOf(node);
  const asksFor = call && !call.receiver ? call.name : "";
  for (const child of childrenOf(node)) {
    if (!factRead(child)?.fact.trueIn?.includes(asksFor)) yield* withoutTruePart(child);
  }
}

function constant({ test }: Rule): boolean | undefined {
  if ([...nodesOf(test.root)].some((node) => nameIn(node) !== undefined)) return undefined;
  const { truth } = test.test({});
  return truth === "unknown" ? undefined : truth;
}

function rootsOf({ test, reason, note }: Rule): readonly Node[] {
  const parts = [...(reason?.parts ?? []), ...(note?.parts ?? [])];
  return [test.root, ...parts.flatMap((part) => (typeof part === "string" ? [] : [part.root]))];
}

function listsIn(root: Node): readonly string[] {
  return [...nodesOf(root)].flatMap((node) => {
    const access = accessOf(node);
    return access && nameIn(access.object) === "lists" ? [access.field] : [];
  });
}

function warning(place: Omit<PolicyFault, "severity" | "text" | "hint">, text: string): PolicyFault {
  return { severity: "warning", ...place, text };
}
