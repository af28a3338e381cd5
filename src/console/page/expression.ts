import type { RuleTrace } from "../../approval/model";

/** A rule's condition with what decided it, taken apart again from the words that are stored with a decision. */

export type Leaf = {
  readonly text: string;
  readonly truth: "true" | "false" | "unknown";
  readonly saw: readonly { readonly name: string; readonly value: string }[];
};

/** A stretch of the condition: plain, or a part that was evaluated. */
export type Stretch = { readonly text: string; readonly truth?: Leaf["truth"] };

const LEAF = /^(.+?) is (true|false|unknown)(?:: (.*))?$/s;
/** Between two values that were seen: a comma before the next "something is". */
const NEXT_SEEN = /, (?=[A-Za-z_][\w.]*(?:\([^()]*\))?(?:\.\w+(?:\([^()]*\))?)* is )/;

export function leavesOf({ because }: Pick<RuleTrace, "because">): readonly Leaf[] {
  if (because === undefined) return [];
  return because.split("; ").flatMap((part) => {
    const [, text, truth, note] = LEAF.exec(part) ?? [];
    if (!text || !isTruth(truth)) return [];
    return [{ text, truth, saw: note === undefined ? [] : sawOf(note, text, truth) }];
  });
}

function isTruth(word: string | undefined): word is Leaf["truth"] {
  return word === "true" || word === "false" || word === "unknown";
}

function sawOf(note: string, text: string, truth: Leaf["truth"]): Leaf["saw"] {
  if (truth === "unknown") return [{ name: text, value: `unknown: ${note}` }];
  return note.split(NEXT_SEEN).map((part) => {
    const at = part.indexOf(" is ");
    return at < 0 ? { name: "", value: part } : { name: part.slice(0, at), value: part.slice(at + 4) };
  });
}

/** The condition as it was written, with the parts that decided it marked. What cannot be found in it stays plain. */
export function stretchesOf(trace: Pick<RuleTrace, "when" | "because">): readonly Stretch[] {
  const when = trace.when.replace(/\s+/g, " ").trim();
  const marks = leavesOf(trace)
    .map((leaf) => ({ ...leaf, text: leaf.text.replace(/\s+/g, " ").trim() }))
    .map((leaf) => ({ ...leaf, at: when.indexOf(leaf.text) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  const stretches: Stretch[] = [];
  let done = 0;
  for (const { at, text, truth } of marks) {
    if (at < done) continue;
    if (at > done) stretches.push({ text: when.slice(done, at) });
    stretches.push({ text, truth });
    done = at + text.length;
  }
  if (done < when.length) stretches.push({ text: when.slice(done) });
  return stretches;
}

/** The rule that decided, or that could not be told: the first that is neither passed over nor on trial. */
export function deciderOf(traces: readonly RuleTrace[]): RuleTrace | undefined {
  return traces.find(({ result, mode }) => mode !== "observe" && (result === "matched" || result === "unknown"));
}

/** Which facts the deciding rule looked at, as paths such as `consumer.tenant` or `target.tag("env")`. */
export function decidingFacts(traces: readonly RuleTrace[]): readonly string[] {
  const decider = deciderOf(traces);
  if (!decider) return [];
  const words = leavesOf(decider).map(({ text }) => text);
  const looked = (words.length > 0 ? words : [decider.when]).join(" ");
  const paths = looked.match(/\b(?:request|connection|target|consumer)(?:\.\w+(?:\("[^"]*"\))?)+|\bnow\b/g) ?? [];
  return [...new Set(paths)];
}
