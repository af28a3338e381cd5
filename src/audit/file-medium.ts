import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Addition, Medium } from "./store";

/** Logs as files of a folder. One process writes; each line is on the disk when it is acknowledged. */
export function fileMedium(url: string): Medium {
  const folder = fileURLToPath(url);
  return {
    bytes: (name) => readFile(join(folder, name)).catch(unlessMissing(Buffer.alloc(0))),
    add: (name, addition) => inTurn(join(folder, name), (file) => add(folder, file, addition)),
    async *names() {
      const names = await readdir(folder).catch(unlessMissing([]));
      yield* names.filter((name) => name.endsWith(".jsonl")).sort();
    },
  };
}

async function add(folder: string, path: string, { line, whole, length }: Addition): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const file = await open(path, "a");
  try {
    if ((await file.stat()).size !== length) return false;
    // The torn line of a process that died while writing was never acknowledged: it gives way.
    if (whole < length) await file.truncate(whole);
    await file.appendFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
  if (length === 0) await syncFolder(folder);
  return true;
}

/** A new file is there after a power cut only when its folder is on the disk too. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const opened = await open(folder, "r");
  await opened.sync().finally(() => opened.close());
}

/** The last work on each file that is written to: lengths are looked at and written at by one at a time. */
const turns = new Map<string, Promise<unknown>>();

async function inTurn<T>(path: string, work: (path: string) => Promise<T>): Promise<T> {
  const before = turns.get(path) ?? Promise.resolve();
  const turn = before.then(() => work(path));
  const ended = turn.catch(() => undefined); // Its own caller hears of it; the next one starts afresh.
  turns.set(path, ended);
  try {
    return await turn;
  } finally {
    if (turns.get(path) === ended) turns.delete(path);
  }
}

function unlessMissing<T>(otherwise: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return otherwise;
    throw error;
  };
}
