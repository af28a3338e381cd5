import type { SqlStore } from "./sqlite";

/** Group commit: the writes of one turn of the event loop share one transaction, and so one fsync. */
export type Journal = {
  /**
   * Runs `work` inside the next commit and resolves when that commit is on the disk: answer the client only then.
   * One piece of work is all or nothing: if it throws, it alone is undone and rejected.
   */
  readonly write: <T>(work: (store: SqlStore) => T) => Promise<T>;
  /** Commits what is waiting, now. */
  readonly flush: () => void;
};

type Waiting = {
  readonly work: (store: SqlStore) => unknown;
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
};

export function journalOf(store: SqlStore): Journal {
  let waiting: Waiting[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const settled = commit(store, batch);
    for (const settle of settled) settle();
  }

  return {
    write: (work) =>
      new Promise((done, failed) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ work, done: done as (result: unknown) => void, failed });
      }),
    flush,
  };
}

/** What to tell each writer, once the commit has happened (or has failed for all of them). */
function commit(store: SqlStore, batch: readonly Waiting[]): (() => void)[] {
  try {
    store.exec("BEGIN");
    const settled = batch.map((waiting) => attempt(store, waiting));
    store.exec("COMMIT");
    return settled;
  } catch (error) {
    rollBack(store);
    return batch.map(
      ({ failed }) =>
        () =>
          failed(error),
    );
  }
}

function attempt(store: SqlStore, { work, done, failed }: Waiting): () => void {
  store.exec("SAVEPOINT work");
  try {
    const result = work(store);
    store.exec("RELEASE work");
    return () => done(result);
  } catch (error) {
    store.exec("ROLLBACK TO work");
    store.exec("RELEASE work");
    return () => failed(error);
  }
}

function rollBack(store: SqlStore): void {
  try {
    store.exec("ROLLBACK");
  } catch {
    // No transaction was open: BEGIN itself had failed, and that error is the one to tell.
  }
}
