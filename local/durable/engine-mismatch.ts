import type { Work } from "./engine-ground";
import { EventType, type HistoryEvent } from "./protocol";

/** The app's script is not the one that made this history: its code changed, or it is not deterministic. */
export class Mismatch extends Error {
  constructor(what: string) {
    super(
      `Non-Deterministic workflow detected: ${what}. Was a change made to the orchestrator code after this instance had already started running?`,
    );
    this.name = "Mismatch";
  }
}

type Scheduled = Extract<HistoryEvent, { readonly EventType: 4 | 7 | 10 }>;

/** Holds what the history says was scheduled against what the script asks for under the same number. */
export function matchScheduled(event: Scheduled, work: Work | undefined): void {
  const was = described(event);
  const task = `A previous execution of this orchestration scheduled ${was} with sequence ID ${event.EventId}`;
  if (work === undefined) throw new Mismatch(`${task}, but the current replay has not (yet?) scheduled this task`);
  const kind = kinds[event.EventType];
  const sameName =
    event.EventType === EventType.TimerCreated ||
    (work.kind !== "timer" && work.name.toLowerCase() === event.Name.toLowerCase());
  if (work.kind !== kind || !sameName)
    throw new Mismatch(`${task}, but the current replay scheduled ${describedWork(work)} instead`);
}

const kinds = {
  [EventType.TaskScheduled]: "activity",
  [EventType.SubOrchestrationInstanceCreated]: "child",
  [EventType.TimerCreated]: "timer",
} as const;

function described(event: Scheduled): string {
  if (event.EventType === EventType.TimerCreated) return "a timer";
  if (event.EventType === EventType.TaskScheduled) return `an activity task with the name '${event.Name}'`;
  return `a sub-orchestration with the name '${event.Name}'`;
}

function describedWork(work: Work): string {
  if (work.kind === "timer") return "a timer";
  return work.kind === "activity" ? `the activity '${work.name}'` : `the sub-orchestration '${work.name}'`;
}
