import { EventType, type ExecutionStarted, type FailureTexts, type HistoryEvent, wireTime } from "./protocol";

/** History events in the making. Their properties stand in the order in which the extension writes them. */

const unplayed = (now: number) => ({ EventId: -1, IsPlayed: false, Timestamp: wireTime(now) });
const ofTask = (id: number, now: number) => ({ EventId: id, IsPlayed: false, Timestamp: wireTime(now) });

export type Starting = Pick<ExecutionStarted, "Name" | "Version" | "Input" | "ParentInstance" | "Generation"> & {
  readonly instanceId: string;
  readonly executionId: string;
};

export function executionStarted(start: Starting, now: number): ExecutionStarted {
  return {
    OrchestrationInstance: { InstanceId: start.instanceId, ExecutionId: start.executionId },
    EventType: EventType.ExecutionStarted,
    ParentInstance: start.ParentInstance,
    Name: start.Name,
    Version: start.Version,
    Input: start.Input,
    Tags: null,
    Correlation: null,
    ParentTraceContext: null,
    ScheduledStartTime: null,
    Generation: start.Generation,
    GenerateNewTrace: false,
    ...unplayed(now),
  };
}

export function orchestratorStarted(now: number): HistoryEvent {
  return { EventType: EventType.OrchestratorStarted, ...unplayed(now) };
}

export function orchestratorCompleted(now: number): HistoryEvent {
  return { EventType: EventType.OrchestratorCompleted, ...unplayed(now) };
}

export function executionCompleted(
  status: string,
  result: string | null,
  failure: FailureTexts | undefined,
  now: number,
): HistoryEvent {
  return {
    EventType: EventType.ExecutionCompleted,
    OrchestrationStatus: status,
    Result: result,
    FailureDetails: failure?.FailureDetails ?? null,
    ...unplayed(now),
  };
}

export function executionTerminated(reason: string | null, now: number): HistoryEvent {
  return { EventType: EventType.ExecutionTerminated, Input: reason, ...unplayed(now) };
}

export function executionSuspended(reason: string | null, now: number): HistoryEvent {
  return { EventType: EventType.ExecutionSuspended, Reason: reason, ...unplayed(now) };
}

export function executionResumed(reason: string | null, now: number): HistoryEvent {
  return { EventType: EventType.ExecutionResumed, Reason: reason, ...unplayed(now) };
}

/** `Input` is left empty in the history: the work item alone carries it. */
export function taskScheduled(id: number, name: string, now: number): HistoryEvent {
  const empty = { Input: null, ParentTraceContext: null, Tags: null };
  return { EventType: EventType.TaskScheduled, Name: name, Version: "", ...empty, ...ofTask(id, now) };
}

export function taskCompleted(id: number, result: string | null, now: number): HistoryEvent {
  return { EventType: EventType.TaskCompleted, TaskScheduledId: id, Result: result, ...unplayed(now) };
}

export function taskFailed(id: number, failure: FailureTexts, now: number): HistoryEvent {
  return { EventType: EventType.TaskFailed, TaskScheduledId: id, ...failure, ...unplayed(now) };
}

export function childCreated(
  id: number,
  child: { readonly name: string; readonly version: string | null; readonly instanceId: string },
  now: number,
): HistoryEvent {
  return {
    EventType: EventType.SubOrchestrationInstanceCreated,
    Name: child.name,
    Version: child.version,
    InstanceId: child.instanceId,
    ...{ Input: null, ClientSpanId: null, Tags: null },
    ...ofTask(id, now),
  };
}

export function childCompleted(id: number, result: string | null, now: number): HistoryEvent {
  return {
    EventType: EventType.SubOrchestrationInstanceCompleted,
    TaskScheduledId: id,
    Result: result,
    ...unplayed(now),
  };
}

export function childFailed(id: number, failure: FailureTexts, now: number): HistoryEvent {
  return { EventType: EventType.SubOrchestrationInstanceFailed, TaskScheduledId: id, ...failure, ...unplayed(now) };
}

export function timerCreated(id: number, fireAt: number, now: number): HistoryEvent {
  return { EventType: EventType.TimerCreated, FireAt: wireTime(fireAt), ...ofTask(id, now) };
}

/** Its time is when the timer was made, not when it fires. */
export function timerFired(id: number, fireAt: number, made: number): HistoryEvent {
  return { EventType: EventType.TimerFired, TimerId: id, FireAt: wireTime(fireAt), ...unplayed(made) };
}

export function eventRaised(name: string, input: string | null, now: number): HistoryEvent {
  return {
    EventType: EventType.EventRaised,
    Name: name,
    Input: input,
    ...{ ParentTraceContext: null },
    ...unplayed(now),
  };
}

export function genericEvent(data: string | null, now: number): HistoryEvent {
  return { EventType: EventType.GenericEvent, Data: data, ...unplayed(now) };
}
