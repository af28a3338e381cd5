import type { SqlStore } from "../store/sqlite";
import { EventType, type HistoryEvent, type RuntimeStatus } from "./protocol";
import { historyOf, type Instance, instanceIn } from "./store";

/** The status body of section 9. Times are whole seconds. */
export type StatusBody = {
  readonly name: string;
  readonly instanceId: string;
  readonly runtimeStatus: RuntimeStatus;
  readonly input: unknown;
  readonly customStatus: unknown;
  readonly output: unknown;
  readonly createdTime: string;
  readonly lastUpdatedTime: string;
  readonly historyEvents?: readonly object[];
};

export type Showing = {
  readonly input: boolean;
  readonly history: boolean;
  readonly historyOutput: boolean;
};

export function statusBody(store: SqlStore, instance: Instance, showing: Showing): StatusBody {
  return {
    name: instance.name,
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: showing.input ? parsed(instance.input) : null,
    customStatus: parsed(instance.customStatus),
    output: parsed(instance.output),
    createdTime: wholeSeconds(instance.created),
    lastUpdatedTime: wholeSeconds(instance.updated),
    ...(showing.history && { historyEvents: digest(historyOf(store, instance.id), showing.historyOutput) }),
  };
}

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

const wholeSeconds = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export type Filter = {
  readonly createdFrom: number | undefined;
  readonly createdTo: number | undefined;
  /** None: any. */
  readonly statuses: readonly string[];
  readonly idPrefix: string;
};

/** Up to `top` instances whose ID comes after `after`, by ID. */
export function instancesWhere(store: SqlStore, filter: Filter, after: string, top: number): Instance[] {
  const { createdFrom, createdTo, statuses, idPrefix } = filter;
  const rows = store.all(
    `SELECT * FROM durable_instances
     WHERE id > ? AND created >= ? AND created <= ? AND substr(id, 1, length(?)) = ?
       AND (? = '[]' OR status IN (SELECT value FROM json_each(?)))
     ORDER BY id LIMIT ?`,
    after,
    createdFrom ?? 0,
    createdTo ?? Number.MAX_SAFE_INTEGER,
    idPrefix,
    idPrefix,
    JSON.stringify(statuses),
    JSON.stringify(statuses),
    top,
  );
  return rows.map(instanceIn);
}

const NAMES = new Map<number, string>(Object.entries(EventType).map(([name, type]) => [type, name]));

/**
 * `historyEvents`: what was scheduled is merged into its completion, the engine's own marks are dropped, results come
 * only when they are asked for and then as JSON.
 */
function digest(history: readonly HistoryEvent[], withOutput: boolean): object[] {
  const scheduled = new Map(history.filter(({ EventId }) => EventId >= 0).map((event) => [event.EventId, event]));
  const merged = new Set(
    history.flatMap((event) => ("TaskScheduledId" in event ? [scheduled.get(event.TaskScheduledId)] : [])),
  );
  return history
    .filter(
      (event) =>
        event.EventType !== EventType.OrchestratorStarted &&
        event.EventType !== EventType.OrchestratorCompleted &&
        !merged.has(event),
    )
    .map((event) => digestOne(event, scheduled, withOutput));
}

const DROPPED = new Set(["EventId", "IsPlayed", "TaskScheduledId", "Name", "Version", "Tags", "OrchestrationInstance"]);

function digestOne(event: HistoryEvent, scheduled: ReadonlyMap<number, HistoryEvent>, withOutput: boolean): object {
  const kept = Object.entries(event).filter(([key]) => !DROPPED.has(key) && key !== "ParentInstance");
  const shown = kept.flatMap(([key, value]): [string, unknown][] => {
    if (key === "EventType") return [[key, NAMES.get(event.EventType) ?? String(value)]];
    if (key !== "Result") return [[key, value]];
    return withOutput ? [[key, typeof value === "string" ? JSON.parse(value) : null]] : [];
  });
  return { ...Object.fromEntries(shown), ...cause(event, scheduled), ...named(event) };
}

/** Events keep the name of the function or the event that they are about under FunctionName or Name. */
function named(event: HistoryEvent): object {
  if (event.EventType === EventType.EventRaised) return { Name: event.Name };
  return "Name" in event ? { FunctionName: event.Name } : {};
}

function cause(event: HistoryEvent, scheduled: ReadonlyMap<number, HistoryEvent>): object {
  const by = "TaskScheduledId" in event ? scheduled.get(event.TaskScheduledId) : undefined;
  if (!by || !("Name" in by)) return {};
  return { ScheduledTime: by.Timestamp.replace(/Z$/, "+00:00"), FunctionName: by.Name, Input: null };
}
