import type { Medium } from "../src/audit/store";

/** Logs in memory, as strict about their length as those on a disk. `tamper` writes over one, as no app ever does. */
export function memoryMedium(): Medium & { readonly tamper: (change: (text: string) => string) => void } {
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
    tamper(change) {
      for (const [name, bytes] of logs) logs.set(name, Buffer.from(change(bytes.toString())));
    },
    async *names() {
      yield* logs.keys();
    },
  };
}
