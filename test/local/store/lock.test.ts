import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderInUse, lockFolder } from "../../../local/store/lock";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const heldBy = (pid: number | string) => writeFileSync(join(folder, "host.pid"), String(pid));

test("a folder is one process's until it gives it back", () => {
  const release = lockFolder(folder);
  expect(existsSync(join(folder, "host.pid"))).toBe(true);
  release();
  expect(existsSync(join(folder, "host.pid"))).toBe(false);
});

test("a folder that a living process holds is refused, by that process's number", () => {
  heldBy(process.ppid);
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.ppid}`);
});

test("a process that was given the number of one that is gone holds nothing", () => {
  if (process.platform !== "linux") return;
  heldBy(`${process.ppid} 1`);
  lockFolder(folder)();
  heldBy(`${process.ppid} ${startOf(process.ppid)}`);
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.ppid}`);
});

test("a lock says when its process started, where that can be known", () => {
  if (process.platform !== "linux") return;
  const release = lockFolder(folder);
  expect(readFileSync(join(folder, "host.pid"), "utf8")).toBe(`${process.pid} ${startOf(process.pid)}`);
  release();
});

test.each([
  ["a process that is gone", "999999999"],
  ["nothing that is a process", "?"],
])("a lock of %s is taken over", (_, pid) => {
  heldBy(pid);
  lockFolder(folder)();
});

test("a killed process that its parent has not taken note of holds nothing", async () => {
  if (process.platform !== "linux") return;
  // The shell starts one that outlives it: the shell becomes another program, which never asks for its children.
  const parent = spawn("sh", ["-c", "sleep 0.5 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const pid = await new Promise<string>((done) => parent.stdout.once("data", (text) => done(String(text).trim())));
    while (!stateOf(pid).includes("Z")) await new Promise((done) => setTimeout(done, 10));
    heldBy(pid);
    lockFolder(folder)();
  } finally {
    parent.kill("SIGKILL");
  }
});

function stateOf(pid: string): string {
  return readFileSync(`/proc/${pid}/stat`, "utf8");
}

/** Field 22, in ticks since the machine started. */
function startOf(pid: number): string {
  return (
    stateOf(String(pid))
      .replace(/^.*\) /s, "")
      .split(" ")[19] ?? ""
  );
}
