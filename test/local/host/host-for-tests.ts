import { join } from "node:path";
import type { LogEntry } from "../../../local/host/log";
import { type HostOptions, type RunningHost, startHost } from "../../../local/host/start-host";
import { realSeams } from "../../../local/seams";
import { journalOf } from "../../../local/store/journal";
import { openStore } from "../../../local/store/sqlite";

export const appFolder = (name: string): string => join(__dirname, "apps", name);

export type TestHost = RunningHost & {
  readonly lines: readonly LogEntry[];
  /** What the app and the host logged that holds this text. */
  readonly logged: (text: string) => readonly LogEntry[];
};

/** A host on a free port with state in memory; stop it after the test. */
export async function hostOf(app: string, options: Partial<HostOptions> = {}): Promise<TestHost> {
  const lines: LogEntry[] = [];
  const store = options.store ?? openStore(":memory:");
  const host = await startHost({
    folder: appFolder(app),
    port: 0,
    seams: realSeams,
    store,
    journal: journalOf(store),
    log: (entry) => lines.push(entry),
    ...options,
  });
  return {
    ...host,
    lines,
    logged: (text) => lines.filter(({ message }) => message.includes(text)),
    async stop() {
      await host.stop();
      if (!options.store) store.close();
    },
  };
}

/** Asks again until it is so; real sockets and real engines have no virtual clock. */
export async function until<T>(ask: () => T | undefined | Promise<T | undefined>, withinMs = 8000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Did not become so within ${withinMs} ms: ${ask}`);
    await new Promise((next) => setTimeout(next, 10));
  }
}
