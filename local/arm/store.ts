import type { SqlStore } from "../store/sqlite";
import type { ArmState } from "./simulator-state";

/** Keeps the stand-in's state: one row for each thing, of which only those that changed are written. */

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS arm_state (
    position INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, id)
  )`;

/** Token buckets are not kept: they are full again in less time than a restart takes to be noticed. */
const MAPS = ["subscriptions", "instances", "connections", "operations", "spent"] as const;
const SINGLES = ["happenings", "behaviour", "secret"] as const;

/** The state of the last run, or `seeded`, which is then kept. */
export function loadState(store: SqlStore, seeded: () => ArmState): ArmState {
  store.exec(SCHEMA);
  const kept = { ...EMPTY, ...singlesIn(store), ...mapsIn(store) };
  if (kept.secret !== "") return kept;
  const state = seeded();
  saveState(store, EMPTY, state);
  return state;
}

const EMPTY: ArmState = {
  subscriptions: new Map(),
  instances: new Map(),
  connections: new Map(),
  operations: new Map(),
  happenings: [],
  buckets: new Map(),
  behaviour: { everywhere: [], at: {}, limits: { reads: none(), writes: none(), deletes: none(), pageSize: 1 } },
  spent: new Map(),
  secret: "",
};

function none() {
  return { bucket: 1, perSecond: 1 };
}

export function hasToBeKept(before: ArmState, after: ArmState): boolean {
  return [...MAPS, ...SINGLES].some((kind) => before[kind] !== after[kind]);
}

/** Writes what is different in `after`. */
export function saveState(store: SqlStore, before: ArmState, after: ArmState): void {
  for (const kind of MAPS) if (before[kind] !== after[kind]) saveMap(store, kind, before[kind], after[kind]);
  for (const kind of SINGLES) if (before[kind] !== after[kind]) put(store, kind, "", after[kind]);
}

function saveMap(
  store: SqlStore,
  kind: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): void {
  for (const [id, value] of after) if (before.get(id) !== value) put(store, kind, id, value);
  for (const id of before.keys())
    if (!after.has(id)) store.run("DELETE FROM arm_state WHERE kind = ? AND id = ?", kind, id);
}

function put(store: SqlStore, kind: string, id: string, value: unknown): void {
  store.run(
    "INSERT INTO arm_state (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
    kind,
    id,
    JSON.stringify(value),
  );
}

function mapsIn(store: SqlStore): Pick<ArmState, (typeof MAPS)[number]> {
  const maps = Object.fromEntries(MAPS.map((kind) => [kind, new Map(rowsOf(store, kind))]));
  return maps as unknown as Pick<ArmState, (typeof MAPS)[number]>; // Written by saveState alone.
}

function singlesIn(store: SqlStore): Partial<ArmState> {
  const singles = SINGLES.flatMap((kind) => rowsOf(store, kind).map(([, value]) => [kind, value]));
  return Object.fromEntries(singles) as Partial<ArmState>; // Written by saveState alone.
}

function rowsOf(store: SqlStore, kind: string): [string, unknown][] {
  return store
    .all("SELECT id, body FROM arm_state WHERE kind = ? ORDER BY position", kind)
    .map(({ id, body }) => [String(id), JSON.parse(String(body))]);
}
