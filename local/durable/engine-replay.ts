import type { NumberedWork } from "./engine-ground";
import { Mismatch } from "./engine-mismatch";
import { type Progress, type Surroundings, scriptOf } from "./engine-script";
import { EventType, type HistoryEvent } from "./protocol";
import type { State } from "./protocol-state";

/** Where the app's script stands once the whole history has been played against it. */
export type Replayed = Progress & {
  /** Work that the history does not have yet, by number. */
  readonly work: readonly NumberedWork[];
  /** The reason, while suspended. */
  readonly suspended: { readonly reason: string | null } | undefined;
  readonly mismatch: Mismatch | undefined;
};

/**
 * Plays the history against the script, as the extension does after Node has answered: the script starts at
 * ExecutionStarted, each completion ends its task, and the next action is taken in at that very event.
 */
export function replay(history: readonly HistoryEvent[], state: State, surroundings: Surroundings): Replayed {
  const script = scriptOf(state, surroundings);
  let suspended: Replayed["suspended"];
  let laidAside: HistoryEvent[] = [];

  function take(event: HistoryEvent): void {
    if (event.EventType === EventType.OrchestratorStarted) script.advance(Date.parse(event.Timestamp));
    else if (event.EventType === EventType.ExecutionSuspended) suspended ??= { reason: event.Reason };
    else if (event.EventType === EventType.ExecutionResumed) {
      suspended = undefined;
      const waiting = laidAside;
      laidAside = [];
      for (const one of waiting) script.play(one);
    } else if (suspended) laidAside.push(event);
    else script.play(event);
  }

  const mismatch = firstMismatch(() => {
    for (const event of history) take(event);
  });
  const { work, ...progress } = script.progress();
  // While suspended nothing new is begun; it is all asked for again in the episode that resumes.
  return { ...progress, work: suspended ? [] : work, suspended, mismatch };
}

function firstMismatch(play: () => void): Mismatch | undefined {
  try {
    play();
  } catch (error) {
    if (error instanceof Mismatch) return error;
    throw error;
  }
  return undefined;
}
