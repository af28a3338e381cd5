/** Runs jobs by key: no key twice at a time, and no more than `limit` keys at once. */
export type Workers = {
  /** Asks for a run of this key. One that is running runs once more afterwards. */
  readonly offer: (key: string) => void;
  readonly start: () => void;
  /** Begins nothing more; resolves when what runs has ended. */
  readonly stop: () => Promise<void>;
};

export function workersOf(
  limit: number,
  work: (key: string) => Promise<void>,
  failed: (key: string, error: unknown) => void,
): Workers {
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let working = false;

  function next(): void {
    for (const key of waiting) {
      if (!working || running.size >= limit) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.set(key, runOne(key));
    }
  }

  async function runOne(key: string): Promise<void> {
    try {
      await work(key);
    } catch (error) {
      failed(key, error);
    } finally {
      running.delete(key);
      next();
    }
  }

  return {
    offer(key) {
      waiting.add(key);
      next();
    },
    start() {
      working = true;
      next();
    },
    async stop() {
      working = false;
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
