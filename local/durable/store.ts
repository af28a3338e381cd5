import type { Row, SqlStore } from "../store/sqlite";
import type { ExecutionStarted, HistoryEvent, RuntimeStatus } from "./protocol";

/** The hub's tables in the shared store, row by row. Everything here runs at once; the shell decides in which commit. */
export function createTables(store: SqlStore): void {
  store.exec(`
    CREATE TABLE IF NOT EXISTS durable_instances (
      id TEXT PRIMARY KEY, execution TEXT NOT NULL, name TEXT NOT NULL, version TEXT, status TEXT NOT NULL,
      input TEXT, output TEXT, custom_status TEXT, parent TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL,
      events INTEGER NOT NULL, due INTEGER NOT NULL, generation INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS durable_history (
      instance TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (instance, position)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS durable_messages (
      number INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, event TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS durable_messages_of ON durable_messages (instance);
    CREATE TABLE IF NOT EXISTS durable_activities (
      execution TEXT NOT NULL, task INTEGER NOT NULL, instance TEXT NOT NULL, name TEXT NOT NULL, input TEXT,
      PRIMARY KEY (execution, task)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS durable_activities_of ON durable_activities (instance);
    CREATE TABLE IF NOT EXISTS durable_timers (
      instance TEXT NOT NULL, task INTEGER NOT NULL, wakes INTEGER NOT NULL, event TEXT NOT NULL,
      PRIMARY KEY (instance, task)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS durable_timers_wake ON durable_timers (wakes);`);
}

export type Instance = {
  readonly id: string;
  readonly execution: string;
  readonly name: string;
  readonly version: string | null;
  readonly status: RuntimeStatus;
  /** JSON text, as are output and customStatus. */
  readonly input: string | null;
  readonly output: string | null;
  readonly customStatus: string | null;
  readonly created: number;
  readonly updated: number;
  /** How long its stored history is. */
  readonly events: number;
  /** continueAsNew began it anew, and it has not had its first episode since. */
  readonly due: boolean;
  /** How many instances a client started under this ID before, since it was last purged. */
  readonly generation: number;
};

export function instanceOf(store: SqlStore, id: string): Instance | undefined {
  const row = store.get("SELECT * FROM durable_instances WHERE id = ?", id);
  return row && instanceIn(row);
}

export function instanceIn(row: Row): Instance {
  return {
    id: String(row["id"]),
    execution: String(row["execution"]),
    name: String(row["name"]),
    version: textIn(row, "version"),
    status: String(row["status"]) as RuntimeStatus,
    input: textIn(row, "input"),
    output: textIn(row, "output"),
    customStatus: textIn(row, "custom_status"),
    created: Number(row["created"]),
    updated: Number(row["updated"]),
    events: Number(row["events"]),
    due: Number(row["due"]) === 1,
    generation: Number(row["generation"]),
  };
}

function textIn(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === "string" ? value : null;
}

/** Begins an instance, in the place of whatever has that ID, history and all. */
export function beginInstance(store: SqlStore, started: ExecutionStarted, now: number): void {
  const { InstanceId: id, ExecutionId: execution } = started.OrchestrationInstance;
  forgetInstance(store, id);
  store.run(
    "INSERT INTO durable_instances (id, execution, name, version, status, input, created, updated, events, due, generation) VALUES (?, ?, ?, ?, 'Pending', ?, ?, ?, 0, 0, ?)",
    id,
    execution,
    started.Name,
    started.Version,
    started.Input,
    now,
    now,
    started.Generation ?? 0,
  );
  addMessage(store, id, started);
}

export function forgetInstance(store: SqlStore, id: string): void {
  forgetOpenWork(store, id);
  store.run("DELETE FROM durable_history WHERE instance = ?", id);
  store.run("DELETE FROM durable_instances WHERE id = ?", id);
}

/** What is still to come for an instance that has ended no longer counts. */
export function forgetOpenWork(store: SqlStore, id: string): void {
  store.run("DELETE FROM durable_messages WHERE instance = ?", id);
  store.run("DELETE FROM durable_activities WHERE instance = ?", id);
  store.run("DELETE FROM durable_timers WHERE instance = ?", id);
}

export function addMessage(store: SqlStore, instance: string, event: HistoryEvent): void {
  store.run("INSERT INTO durable_messages (instance, event) VALUES (?, ?)", instance, JSON.stringify(event));
}

export type Messages = { readonly upTo: number; readonly events: readonly HistoryEvent[] };

/** The new messages of an instance, in the order in which they came. */
export function messagesOf(store: SqlStore, instance: string): Messages {
  const rows = store.all("SELECT number, event FROM durable_messages WHERE instance = ? ORDER BY number", instance);
  return { upTo: Number(rows.at(-1)?.["number"] ?? 0), events: rows.map(eventIn) };
}

export function historyOf(store: SqlStore, instance: string): HistoryEvent[] {
  return store.all("SELECT event FROM durable_history WHERE instance = ? ORDER BY position", instance).map(eventIn);
}

const eventIn = (row: Row) => JSON.parse(String(row["event"])) as HistoryEvent;

/** Keeps the first `keep` events and puts `append` behind them. */
export function writeHistory(store: SqlStore, instance: string, keep: number, append: readonly HistoryEvent[]): void {
  store.run("DELETE FROM durable_history WHERE instance = ? AND position >= ?", instance, keep);
  for (const [index, event] of append.entries())
    store.run("INSERT INTO durable_history VALUES (?, ?, ?)", instance, keep + index, JSON.stringify(event));
}

export type ActivityRow = {
  readonly execution: string;
  readonly task: number;
  readonly instance: string;
  readonly name: string;
  /** JSON text; null for none. */
  readonly input: string | null;
};

export function activityOf(store: SqlStore, execution: string, task: number): ActivityRow | undefined {
  const row = store.get("SELECT * FROM durable_activities WHERE execution = ? AND task = ?", execution, task);
  return (
    row && {
      execution,
      task,
      instance: String(row["instance"]),
      name: String(row["name"]),
      input: textIn(row, "input"),
    }
  );
}

export type TimerRow = { readonly instance: string; readonly task: number; readonly event: HistoryEvent };

export function timersDue(store: SqlStore, now: number): TimerRow[] {
  const rows = store.all(
    "SELECT instance, task, event FROM durable_timers WHERE wakes <= ? ORDER BY wakes, instance, task",
    now,
  );
  return rows.map((row) => ({ instance: String(row["instance"]), task: Number(row["task"]), event: eventIn(row) }));
}

export function nextWake(store: SqlStore): number | undefined {
  const wakes = store.get("SELECT MIN(wakes) AS wakes FROM durable_timers")?.["wakes"];
  return wakes === null || wakes === undefined ? undefined : Number(wakes);
}

/** What was under way or still to come when the last process ended. */
export function pendingWork(store: SqlStore) {
  const instances = store.all(
    "SELECT instance FROM durable_messages GROUP BY instance UNION SELECT id FROM durable_instances WHERE due = 1",
  );
  const activities = store.all("SELECT execution, task FROM durable_activities");
  return {
    instances: instances.map((row) => String(row["instance"])),
    activities: activities.map((row) => ({ execution: String(row["execution"]), task: Number(row["task"]) })),
  };
}
