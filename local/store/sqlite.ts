export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

/** A durable place for the stand-ins: one SQLite file, one process, synchronous calls. */
export type SqlStore = {
  /** Statements without parameters, such as a schema. */
  readonly exec: (sql: string) => void;
  readonly run: (sql: string, ...values: SqlValue[]) => void;
  readonly all: (sql: string, ...values: SqlValue[]) => Row[];
  readonly get: (sql: string, ...values: SqlValue[]) => Row | undefined;
  readonly close: () => void;
};

/**
 * Opens (or makes) the store; `:memory:` keeps nothing. Only one process may hold a file: take the lock (lock.ts) first.
 * WAL with FULL survives a killed process and a lost power supply; EXCLUSIVE comes first because it is what lets
 * the WebAssembly build, which has no shared memory, use WAL at all.
 */
export function openStore(file: string): SqlStore {
  const store = process.getBuiltinModule?.("node:sqlite") ? openNative(file) : openWasm(file);
  for (const pragma of ["locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"]) {
    store.all(`PRAGMA ${pragma}`);
  }
  return store;
}

type Statement = {
  readonly run: (...values: SqlValue[]) => unknown;
  readonly all: (...values: SqlValue[]) => unknown[];
};

/** What is used of node:sqlite (Node 22.13 and later), whose types Node 20 does not have. */
type NativeModule = {
  readonly DatabaseSync: new (
    file: string,
  ) => { exec(sql: string): void; prepare(sql: string): Statement; close(): void };
};

function openNative(file: string): SqlStore {
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite") as NativeModule;
  const database = new DatabaseSync(file);
  return storeOf(
    (sql) => database.exec(sql),
    (sql) => database.prepare(sql),
    () => database.close(),
  );
}

function openWasm(file: string): SqlStore {
  const { Database } = require("node-sqlite3-wasm") as typeof import("node-sqlite3-wasm");
  const database = new Database(file);
  const open: { finalize(): void }[] = [];
  return storeOf(
    (sql) => database.exec(sql),
    (sql) => {
      const statement = database.prepare(sql);
      open.push(statement);
      return { run: (...values) => statement.run(values), all: (...values) => statement.all(values) };
    },
    () => {
      for (const statement of open) statement.finalize();
      database.close();
    },
  );
}

/** Both databases behind the same calls; each statement is prepared once. */
function storeOf(exec: (sql: string) => void, prepare: (sql: string) => Statement, close: () => void): SqlStore {
  const prepared = new Map<string, Statement>();
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const all = (sql: string, ...values: SqlValue[]) => statement(sql).all(...values) as Row[];
  return {
    exec,
    run: (sql, ...values) => {
      statement(sql).run(...values);
    },
    all,
    get: (sql, ...values) => all(sql, ...values)[0],
    close,
  };
}
