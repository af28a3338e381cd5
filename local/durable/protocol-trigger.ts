import { LONG_TIMER_PART_MS, LONGEST_SHORT_TIMER_MS } from "./engine-timers";
import type { ExecutionStarted, HistoryEvent } from "./protocol";
import { wireSpan } from "./protocol";

/** The trigger JSON of one episode (durable-protocol section 3), as text. All ten properties are always there. */
export function triggerText(history: readonly HistoryEvent[], started: ExecutionStarted, httpPauseMs: number): string {
  return JSON.stringify({
    history,
    input: started.Input === null ? null : JSON.parse(started.Input),
    instanceId: started.OrchestrationInstance.InstanceId,
    isReplaying: started.IsPlayed,
    parentInstanceId: started.ParentInstance?.OrchestrationInstance.InstanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: wireSpan(LONG_TIMER_PART_MS),
    maximumShortTimerDuration: wireSpan(LONGEST_SHORT_TIMER_MS),
    defaultHttpAsyncRequestSleepTimeMillseconds: httpPauseMs,
  });
}
