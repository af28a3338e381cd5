import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Somebody else is using the state folder. */
export class FolderInUse extends Error {
  constructor(folder: string, pid: number) {
    super(
      `${folder} is in use by process ${pid}. End that process first, or give this one a folder of its own with --state <folder>.`,
    );
    this.name = "FolderInUse";
  }
}

/**
 * Takes the state folder for this process and returns what gives it back. A lock whose process is gone is taken over.
 * It stands beside the database because the WebAssembly SQLite locks with a folder that a killed process leaves behind.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "host.pid");
  while (!claim(file)) {
    const [number = "", startedAt] = readOr(file, "").split(" ");
    const holder = Number(number);
    if (holder !== process.pid && isAlive(holder, startedAt)) throw new FolderInUse(folder, holder);
    rmSync(file, { force: true });
  }
  rmSync(join(folder, "store.db.lock"), { recursive: true, force: true });
  return () => rmSync(file, { force: true });
}

/** The file of the store inside a locked folder. */
export function storeFile(folder: string): string {
  return join(folder, "store.db");
}

/** Writes this process's number, and where that can be known when it started, which tells it from all others. */
function claim(file: string): boolean {
  const own = [process.pid, statOf(process.pid)?.startedAt ?? ""].join(" ").trim();
  try {
    writeFileSync(file, own, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}

function isAlive(pid: number, startedAt: string | undefined): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  const stat = statOf(pid);
  // The number of a process that is gone is given to another one sooner or later, after a restart of the machine at once.
  if (stat && startedAt !== undefined && stat.startedAt !== startedAt) return false;
  try {
    process.kill(pid, 0);
    return !stat?.isZombie;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

type Stat = { readonly startedAt: string; readonly isZombie: boolean };

/** Only Linux has it: "42 (name) S ...", whose 22nd field is the start in ticks since the machine's. */
function statOf(pid: number): Stat | undefined {
  const text = readOr(`/proc/${pid}/stat`, "");
  const [state, ...fields] = text.slice(text.lastIndexOf(")") + 2).split(" "); // A name may hold anything.
  const startedAt = fields[18];
  // A process that was killed and whose parent has not taken note, as in a container without an init, holds nothing.
  return startedAt === undefined ? undefined : { startedAt, isZombie: state === "Z" || state === "X" };
}
