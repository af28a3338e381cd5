import { EventType, type HistoryEvent } from "./protocol";

export type Rewound = {
  readonly history: readonly HistoryEvent[];
  /** Failed sub-orchestrations, which are rewound in their turn: their creation stays, and they report again. */
  readonly children: readonly string[];
};

/** Takes the failed tasks out of a failed instance's history: a GenericEvent stands in place of each event (section 8). */
export function rewound(history: readonly HistoryEvent[]): Rewound {
  const failed = new Set(
    history.flatMap((event) => (event.EventType === EventType.TaskFailed ? [event.TaskScheduledId] : [])),
  );
  const failedChildren = new Set(
    history.flatMap((event) =>
      event.EventType === EventType.SubOrchestrationInstanceFailed ? [event.TaskScheduledId] : [],
    ),
  );
  const goes = (event: HistoryEvent) =>
    event.EventType === EventType.TaskFailed ||
    event.EventType === EventType.SubOrchestrationInstanceFailed ||
    (event.EventType === EventType.TaskScheduled && failed.has(event.EventId));
  return {
    history: history
      .filter(({ EventType: type }) => type !== EventType.ExecutionCompleted)
      .map((event) => (goes(event) ? placeholderFor(event) : event)),
    children: history.flatMap((event) =>
      event.EventType === EventType.SubOrchestrationInstanceCreated && failedChildren.has(event.EventId)
        ? [event.InstanceId]
        : [],
    ),
  };
}

function placeholderFor({ IsPlayed, Timestamp }: HistoryEvent): HistoryEvent {
  return { EventType: EventType.GenericEvent, Data: null, EventId: -1, IsPlayed, Timestamp };
}
