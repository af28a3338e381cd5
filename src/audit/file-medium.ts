import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectionIdIn, lineOf, linksIn, logName } from "./lines";
import type { Medium } from "./store";

/** Logs as files of a folder, one for each connection. One process writes; each line is on the disk when it is acknowledged. */
export function fileMedium(url: string): Medium {
  const folder = fileURLToPath(url);
  const fileOf = (connectionId: string) => join(folder, logName(connectionId));
  let queue: Promise<unknown> = Promise.resolve();

  async function load(connectionId: string) {
    return linksIn(await bytesOf(fileOf(connectionId)));
  }

  async function add(connectionId: string, link: Parameters<Medium["add"]>[1], at: number): Promise<boolean> {
    if ((await load(connectionId)).length !== at) return false;
    await mkdir(folder, { recursive: true });
    const file = await open(fileOf(connectionId), link.index === 0 ? "w" : "r+");
    try {
      // A torn line of a process that died while writing was never acknowledged: it gives way.
      await file.truncate(at);
      await file.write(lineOf(connectionId, link), at);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  }

  return {
    load,
    // One after the other, so that the length that was looked at is the length that is written at.
    add(connectionId, link, at) {
      const turn = queue.then(() => add(connectionId, link, at));
      queue = turn.catch(() => undefined); // Its own caller hears of it; the next one starts afresh.
      return turn;
    },
    async *list() {
      for (const name of (await namesIn(folder)).filter((file) => file.endsWith(".jsonl"))) {
        const id = connectionIdIn(await bytesOf(join(folder, name)));
        if (id !== undefined) yield id;
      }
    },
  };
}

async function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
