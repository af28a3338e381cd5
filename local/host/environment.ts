import type { Settings } from "./settings";

/** Gives the process an app's settings and working folder, as the worker's process has them; returns what takes them back. */
export function takeEnvironment(process: NodeJS.Process, folder: string, settings: Settings): () => void {
  const before = { cwd: process.cwd(), values: new Map<string, string | undefined>() };
  for (const [name, value] of Object.entries(settings)) {
    if (process.env[name] === value) continue;
    before.values.set(name, process.env[name]);
    process.env[name] = value;
  }
  process.chdir(folder);
  return () => {
    for (const [name, value] of before.values) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    process.chdir(before.cwd);
  };
}
