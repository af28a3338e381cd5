import type { RuleTrace } from "../approval/model";
import type { Finding, Leaf } from "./condition";
import { cut } from "./shown";

/** An explanation goes through the engine's history with every decision: it has to stay small, whatever the policy. */
const MOST_TRACES = 40;
const LONGEST_WHEN = 240;
const BRIEFEST_WHEN = 60;
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

/**
 * In order: every rule that matched, cannot be told, or is on trial, since its absence would read as that it did not match,
 * and as many of the rest as there is room for, around the one that decided. Where even the former are too many, those
 * furthest from it are told in brief. All of it is told by `approver policy explain`.
 */
export function bounded(traces: readonly RuleTrace[], decider: number): readonly RuleTrace[] {
  const places = traces.map((trace, index) => ({ index, rank: index === decider ? 0 : rankOf(trace) }));
  const distance = (index: number) => Math.abs(index - decider);
  places.sort((one, other) => one.rank - other.rank || distance(one.index) - distance(other.index));
  const full = new Set(places.slice(0, MOST_TRACES).map(({ index }) => index));
  return traces.flatMap((trace, index) => {
    if (full.has(index)) return [{ ...trace, when: cut(trace.when, LONGEST_WHEN) }];
    return rankOf(trace) === NOT_NEEDED ? [] : [inBrief(trace)];
  });
}

const NOT_NEEDED = 3;

function rankOf({ result, mode }: RuleTrace): number {
  if (result === "matched" || result === "unknown") return 1;
  return mode === "observe" ? 2 : NOT_NEEDED;
}

function inBrief({ because: _, when, ...trace }: RuleTrace): RuleTrace {
  return { ...trace, when: cut(when, BRIEFEST_WHEN) };
}
