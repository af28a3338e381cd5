import type { RuleTrace } from "../approval/model";
import type { Finding, Leaf } from "./condition";

/** An explanation goes through the engine's history with every decision: it has to stay small, whatever the policy. */
const MOST_TRACES = 40;
const LONGEST_WHEN = 240;
const LONGEST_BECAUSE = 400;
const MOST_LEAVES = 4;

/** Which parts of the expression decided it, and what they saw. */
export function because({ because: leaves }: Finding): string {
  const told = leaves.slice(0, MOST_LEAVES).map(leafText);
  const more = leaves.length - told.length;
  return cut([...told, ...(more > 0 ? [`and ${more} more`] : [])].join("; "), LONGEST_BECAUSE);
}

function leafText({ text, truth, note }: Leaf): string {
  const words = `${text} is ${truth}`;
  const told = note();
  return told === undefined ? words : `${words}: ${told}`;
}

/** The rules around the one that decided, in order; the rest is counted. All of it is told by `approver policy explain`. */
export function bounded(traces: readonly RuleTrace[], decider: number): readonly RuleTrace[] {
  const short = traces.map((trace) => ({
    ...trace,
    when: cut(trace.when, LONGEST_WHEN),
  }));
  if (short.length <= MOST_TRACES) return short;
  const first = Math.max(0, Math.min(decider - MOST_TRACES / 2, short.length - MOST_TRACES));
  return short.slice(first, first + MOST_TRACES);
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
