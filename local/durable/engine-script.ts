import { type Stage, takeIn } from "./engine-actions";
import type { Ending } from "./engine-cells";
import { eventsOf } from "./engine-events";
import { groundOf, type NumberedWork } from "./engine-ground";
import { matchScheduled } from "./engine-mismatch";
import { Refused } from "./engine-refusals";
import { EventType, type ExecutionStarted, type HistoryEvent } from "./protocol";
import type { State } from "./protocol-state";

export type Surroundings = Pick<Stage, "has" | "defaultVersion" | "httpPauseMs">;

export type Progress = {
  readonly work: readonly NumberedWork[];
  readonly cancelledTimers: readonly number[];
  readonly openTasks: number;
  readonly refused: Refused | undefined;
  /** Every action of the script has come to its end. */
  readonly playedOut: boolean;
  /** What continueAsNew was called with, and the events that stand behind it. */
  readonly again: { readonly input: string | null; readonly carried: readonly HistoryEvent[] } | undefined;
};

/** The app's script in play: one action after another, each taken in when the one before it has ended. */
export function scriptOf(state: State, surroundings: Surroundings) {
  const ground = groundOf();
  const events = eventsOf();
  let again: { input: string | null; carried: HistoryEvent[] } | undefined;
  let refused: Refused | undefined;
  let playedOut = false;

  /** The script goes no further once an action has been refused. */
  function step(goOn: () => void): void {
    try {
      goOn();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused ??= error;
    }
  }

  function start(started: ExecutionStarted): void {
    const actions = state.actions[0] ?? [];
    const continueAsNew = (input: string | null) => {
      again = { input, carried: [] };
    };
    const stage = { ...surroundings, ground, events, continueAsNew, takenIds: takenIds(started) };
    const goOn = (index: number): void => {
      const action = actions[index];
      if (action === undefined) playedOut = true;
      else takeIn(stage, action).whenEnded(() => goOn(index + 1));
    };
    step(() => goOn(0));
  }

  function play(event: HistoryEvent): void {
    if (event.EventType === EventType.ExecutionStarted) start(event);
    else if (event.EventType === EventType.EventRaised) {
      // What stands behind the deciding event goes to the next generation; what was taken in before is lost (7.6).
      if (again) again.carried.push(event);
      else step(() => events.raise(event.Name));
    } else if (isScheduled(event)) matchScheduled(event, ground.acknowledge(event.EventId));
    else {
      const ended = endingIn(event);
      if (ended) step(() => ground.open(ended.id)?.end(ended.ending));
    }
  }

  const progress = (): Progress => ({
    work: ground.unacknowledged(),
    cancelledTimers: ground.cancelledTimers(),
    openTasks: ground.openCount(),
    refused,
    playedOut,
    again,
  });
  return { advance: ground.advance, play, progress };
}

function takenIds({ OrchestrationInstance: own, ParentInstance: parent }: ExecutionStarted): string[] {
  return parent ? [own.InstanceId, parent.OrchestrationInstance.InstanceId] : [own.InstanceId];
}

type Scheduled = Parameters<typeof matchScheduled>[0];

function isScheduled(event: HistoryEvent): event is Scheduled {
  const { EventType: type } = event;
  return (
    type === EventType.TaskScheduled ||
    type === EventType.SubOrchestrationInstanceCreated ||
    type === EventType.TimerCreated
  );
}

function endingIn(event: HistoryEvent): { readonly id: number; readonly ending: Ending } | undefined {
  switch (event.EventType) {
    case EventType.TaskCompleted:
    case EventType.SubOrchestrationInstanceCompleted:
      return { id: event.TaskScheduledId, ending: { kind: "done", result: event.Result } };
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceFailed:
      return { id: event.TaskScheduledId, ending: { kind: "failed", failure: event } };
    case EventType.TimerFired:
      return { id: event.TimerId, ending: { kind: "done", result: null } };
    default:
      return undefined;
  }
}
