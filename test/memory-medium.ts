import type { Medium } from "../src/audit/store";

/** Logs in memory, as strict about their length as those on a disk. */
export function memoryMedium(): Medium {
  const logs = new Map<string, Buffer>();
  const bytesOf = (name: string) => logs.get(name) ?? Buffer.alloc(0);
  return {
    bytes: async (name) => bytesOf(name),
    async add(name, { line, length, whole }) {
      const there = bytesOf(name);
      if (there.length !== length) return false;
      logs.set(name, Buffer.concat([there.subarray(0, whole), Buffer.from(line)]));
      return true;
    },
    async *names() {
      yield* logs.keys();
    },
  };
}
