/** The words of the Durable extension on the wire (durable-protocol section 3 and 4), spelled as they are spelled there. */

export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventRaised: 15,
  GenericEvent: 17,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

/** EventId is -1 except on what the orchestration itself caused, where it is the task's number. */
type Stamp = { readonly EventId: number; readonly IsPlayed: boolean; readonly Timestamp: string };

export type ExecutionOf = { readonly InstanceId: string; readonly ExecutionId: string };

export type ParentInstance = {
  readonly Name: string;
  readonly OrchestrationInstance: ExecutionOf;
  readonly TaskScheduleId: number;
  readonly Version: string | null;
};

export type ExecutionStarted = Stamp & {
  readonly OrchestrationInstance: ExecutionOf;
  readonly EventType: typeof EventType.ExecutionStarted;
  readonly ParentInstance: ParentInstance | null;
  readonly Name: string;
  readonly Version: string | null;
  /** JSON text. */
  readonly Input: string | null;
  readonly Tags: null;
  readonly Correlation: null;
  readonly ParentTraceContext: null;
  readonly ScheduledStartTime: null;
  /** Counts a client's starts under this ID from 0; null for a sub-orchestration and after continueAsNew. */
  readonly Generation: number | null;
  readonly GenerateNewTrace: false;
};

export type StructuredFailure = {
  readonly ErrorType: string;
  readonly ErrorMessage: string;
  readonly StackTrace?: string | undefined;
  readonly IsNonRetriable: boolean;
  readonly Properties?: unknown;
  readonly InnerFailure?: unknown;
};

/** How a failed task or sub-orchestration is told to the app. */
export type FailureTexts = {
  readonly Reason: string;
  readonly Details: string | null;
  readonly FailureDetails: StructuredFailure | null;
};

export type HistoryEvent =
  | ExecutionStarted
  | (Stamp & {
      readonly EventType: typeof EventType.ExecutionCompleted;
      readonly OrchestrationStatus: string;
      readonly Result: string | null;
      readonly FailureDetails: StructuredFailure | null;
    })
  | (Stamp & { readonly EventType: typeof EventType.ExecutionTerminated; readonly Input: string | null })
  | (Stamp & { readonly EventType: typeof EventType.TaskScheduled; readonly Name: string; readonly Version: string })
  | (Stamp & {
      readonly EventType: typeof EventType.TaskCompleted | typeof EventType.SubOrchestrationInstanceCompleted;
      readonly TaskScheduledId: number;
      readonly Result: string | null;
    })
  | (Stamp & {
      readonly EventType: typeof EventType.TaskFailed | typeof EventType.SubOrchestrationInstanceFailed;
      readonly TaskScheduledId: number;
    } & FailureTexts)
  | (Stamp & {
      readonly EventType: typeof EventType.SubOrchestrationInstanceCreated;
      readonly Name: string;
      readonly Version: string | null;
      readonly InstanceId: string;
    })
  | (Stamp & { readonly EventType: typeof EventType.TimerCreated; readonly FireAt: string })
  | (Stamp & { readonly EventType: typeof EventType.TimerFired; readonly TimerId: number; readonly FireAt: string })
  | (Stamp & {
      readonly EventType: typeof EventType.OrchestratorStarted | typeof EventType.OrchestratorCompleted;
    })
  | (Stamp & { readonly EventType: typeof EventType.EventRaised; readonly Name: string; readonly Input: string | null })
  | (Stamp & { readonly EventType: typeof EventType.GenericEvent; readonly Data: string | null })
  | (Stamp & {
      readonly EventType: typeof EventType.ExecutionSuspended | typeof EventType.ExecutionResumed;
      readonly Reason: string | null;
    });

export type RuntimeStatus =
  | "Pending"
  | "Running"
  | "Suspended"
  | "ContinuedAsNew"
  | "Completed"
  | "Failed"
  | "Canceled"
  | "Terminated";

/** An instance in one of these is over: nothing that comes for it counts any more. */
export function hasEnded(status: RuntimeStatus): boolean {
  return status === "Completed" || status === "Failed" || status === "Canceled" || status === "Terminated";
}

/** Times on the wire: UTC, trailing zeros of the fraction cut. */
export function wireTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0+Z$/, "Z");
}

/** `d.hh:mm:ss`, as .NET writes a span of whole seconds. */
export function wireSpan(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value % 60).padStart(2, "0");
  const hours = String(Math.floor(seconds / 3600) % 24).padStart(2, "0");
  return `${Math.floor(seconds / 86_400)}.${hours}:${two(Math.floor(seconds / 60))}:${two(seconds)}`;
}
