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
    const holder = Number(readOr(file, ""));
    if (holder !== process.pid && isAlive(holder)) throw new FolderInUse(folder, holder);
    rmSync(file, { force: true });
  }
  rmSync(join(folder, "store.db.lock"), { recursive: true, force: true });
  return () => rmSync(file, { force: true });
}

/** The file of the store inside a locked folder. */
export function storeFile(folder: string): string {
  return join(folder, "store.db");
}

function claim(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
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

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process that was killed and whose parent has not taken note, as in a container without an init, has let go of all it held. */
function isZombie(pid: number): boolean {
  const stat = readOr(`/proc/${pid}/stat`, ""); // "42 (name) Z ..."; only Linux has it.
  return /\) [ZX] [^)]*$/.test(stat);
}
