import { orchestratorFailure, structuredOrchestratorFailure } from "./engine-failures";
import { REAL_ENGINE_HANGS } from "./engine-refusals";
import type { Replayed } from "./engine-replay";
import type { ExecutionStarted, FailureTexts, HistoryEvent } from "./protocol";
import { EventType } from "./protocol";
import { type ReadState, type State, waitsForEvents } from "./protocol-state";
import { valueText } from "./protocol-values";

/** Whether an instance has come to an end with this episode, and to which. */
export type End =
  | { readonly kind: "open" }
  | { readonly kind: "completed"; readonly output: string | null }
  | { readonly kind: "failed"; readonly failure: FailureTexts }
  /** Failed at once, open tasks or not: what it still asks for is not begun. */
  | { readonly kind: "broken"; readonly failure: FailureTexts }
  | { readonly kind: "terminated"; readonly reason: string | null }
  | { readonly kind: "again"; readonly input: string | null; readonly carried: readonly HistoryEvent[] };

export function endOf(
  started: ExecutionStarted,
  view: readonly HistoryEvent[],
  read: ReadState,
  replayed: Replayed | undefined,
): End {
  const stop = view.find((event) => event.EventType === EventType.ExecutionTerminated);
  if (stop) return { kind: "terminated", reason: stop.Input };
  if (read.kind === "none" || !replayed)
    return broken(orchestratorFailure(started.Name, read.kind === "none" ? read.why : "", ""));
  if (replayed.mismatch) {
    // A function that is no longer registered shows as a mismatch at its old place: name the cause.
    const why = replayed.refused?.message ?? replayed.mismatch.message;
    return broken(orchestratorFailure(started.Name, why, ""));
  }
  return endOfScript(started.Name, read, replayed);
}

const broken = (failure: FailureTexts): End => ({ kind: "broken", failure });

/** An instance is over only when its script is played out and no task of it is open (section 6). */
function endOfScript(name: string, { state, thrown }: Extract<ReadState, { kind: "state" }>, replayed: Replayed): End {
  if (replayed.openTasks > 0) return { kind: "open" };
  const stack = thrown?.stack ?? "";
  const failed = (error: string): End => ({ kind: "failed", failure: orchestratorFailure(name, error, stack) });
  if (replayed.refused) return failed(`${replayed.refused.message}. ${REAL_ENGINE_HANGS}`);
  if (!replayed.playedOut) return { kind: "open" };
  if (state.error && state.failureDetails)
    return { kind: "failed", failure: structuredOrchestratorFailure(state.error, state.failureDetails) };
  if (state.error) return failed(state.error);
  if (!state.isDone) {
    const why = stuckBecause(state, thrown !== undefined);
    return why ? failed(`${why}. ${REAL_ENGINE_HANGS}`) : { kind: "open" };
  }
  if (replayed.again) return { kind: "again", ...replayed.again };
  return { kind: "completed", output: valueText(state.output) };
}

/** Why nothing can ever come for it, although it is not done. While it waits for an event, one may still come. */
function stuckBecause(state: State, threw: boolean): string | undefined {
  if (threw) return "it threw something that is no Error, or an Error without a message";
  if (waitsForEvents(state.actions.flat())) return undefined;
  return "nothing is left that could wake it: every task that it started has ended, and it waits for no event (a timer that was used in two task sets, or a retry timeout, leads here)";
}
