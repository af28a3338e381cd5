import type { Clock } from "../seams";

export type BatchOptions<Item> = {
  /** At most so many at once. */
  readonly size: number;
  /** How long the first one waits for company. */
  readonly waitMs: number;
  readonly clock: Clock;
  /** Called with one batch at a time. */
  readonly handle: (items: readonly Item[]) => Promise<void>;
};

type Waiting<Item> = { readonly item: Item; readonly done: () => void };

/** Gathers items into batches, in their order; what it returns resolves when the item's batch has been handled. */
export function batchesOf<Item>({ size, waitMs, clock, handle }: BatchOptions<Item>): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  let isBusy = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, size);
      try {
        await handle(batch.map(({ item }) => item));
      } finally {
        for (const { done } of batch) done();
      }
    }
  }

  function begin(): void {
    isBusy = true;
    clock.after(waitMs, () => {
      run()
        .catch(() => {}) // The handler tells its own failures; the batches behind it go on.
        .finally(() => {
          isBusy = false;
          if (waiting.length > 0) begin();
        });
    });
  }

  return (item) =>
    new Promise((done) => {
      waiting.push({ item, done });
      if (!isBusy) begin();
    });
}
