import { createWriteStream, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "./host/log";
import { printer } from "./host/print";

/** A log file that has grown so far is put aside at the next start. */
const LARGEST_BYTES = 20_000_000;
const LOUD = new Set(["warning", "error", "critical"]);

/** Everything the host logs goes to `host.log` in the state folder; the screen shows what somebody should look at. */
export function startLog(folder: string, screen: NodeJS.WriteStream): Log {
  const file = join(folder, "host.log");
  if (sizeOf(file) > LARGEST_BYTES) renameSync(file, `${file}.old`);
  const toFile = printer(createWriteStream(file, { flags: "a" }));
  const toScreen = printer(screen);
  return (entry) => {
    toFile(entry);
    if (LOUD.has(entry.level)) toScreen(entry);
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
