import { armError } from "./arm-errors";
import { traitsAt } from "./behaviour";
import { unpacked } from "./operation-headers";
import { connectionIdOf, instanceIdOf, keyOf, type Place } from "./place";
import { retryAfterHeader } from "./retry-after";
import type { ArmAnswer, ArmState, Call, Step } from "./simulator-state";
import { withEntry } from "./simulator-state";
import type { CallKind, RetryAfter, Trouble } from "./traits";

/** Answers a call, or does with it what the first trouble that hits it says. Delays come on top of whatever else happens. */
export function withTroubles(call: Call, kind: Exclude<CallKind, "any">, answer: (call: Call) => Step): Step {
  const keys = keysOf(call.place);
  const { troubles, retryAfter } = traitsAt(call.state.behaviour, keys);
  const key = keys.at(-1) ?? "";
  const hits = troubles
    .map((trouble, index) => ({ trouble, count: `${index}|${key}` }))
    .filter(({ trouble, count }) => hitsCall(call.state, trouble, kind, count));
  const first = hits.find(({ trouble }) => trouble.does !== "delays");
  const delayMs = hits.reduce((sum, { trouble }) => sum + (trouble.does === "delays" ? trouble.ms : 0), 0);

  const counted = { ...call, state: countedIn(call.state, first ? [...hits.filter(isDelay), first] : hits) };
  const step = first ? troubled(counted, first.trouble, retryAfter, answer) : answer(counted);
  return delayMs > 0 ? { ...step, answer: { ...step.answer, delayMs } } : step;
}

type Hit = { readonly trouble: Trouble; readonly count: string };

function isDelay({ trouble }: Hit): boolean {
  return trouble.does === "delays";
}

function hitsCall({ spent }: ArmState, { on, times }: Trouble, kind: CallKind, count: string): boolean {
  if (on !== kind && on !== "any") return false;
  return times === undefined || (spent.get(count) ?? 0) < times;
}

function countedIn(state: ArmState, hits: readonly Hit[]): ArmState {
  let { spent } = state;
  for (const { trouble, count } of hits)
    if (trouble.times !== undefined) spent = withEntry(spent, count, (spent.get(count) ?? 0) + 1);
  return spent === state.spent ? state : { ...state, spent };
}

function troubled(call: Call, trouble: Trouble, retryAfter: RetryAfter, answer: (call: Call) => Step): Step {
  switch (trouble.does) {
    case "answers": {
      const { state } = trouble.carriedOut ? answer(call) : call;
      const headers = retryAfterHeader(trouble.retryAfter ?? retryAfter, call.now);
      return {
        state,
        answer: armError(trouble.status, trouble.code, trouble.message, wantsWait(trouble.status) ? headers : {}),
      };
    }
    case "drops": {
      const { state } = trouble.carriedOut ? answer(call) : call;
      return { state, answer: dropped };
    }
    case "redirects":
      return { state: call.state, answer: { status: 307, headers: { location: trouble.to } } };
    case "delays":
      return answer(call);
  }
}

const dropped: ArmAnswer = { status: 0, headers: {}, isDropped: true };

function wantsWait(status: number): boolean {
  return status === 409 || status === 423 || status === 429 || status >= 500;
}

/** The keys of a place, from the widest to the narrowest: an instance, a connection on it. */
function keysOf(place: Place): string[] {
  const named = place.kind === "result" ? resultPlace(place) : place;
  if (!named.instance) return [];
  const instance = keyOf(instanceIdOf(named));
  return named.connection ? [instance, keyOf(connectionIdOf(named))] : [instance];
}

/** A result URL names its connection inside; one that is not ours names none. */
function resultPlace(place: Place): Place {
  try {
    return unpacked(place).place;
  } catch {
    return place;
  }
}
