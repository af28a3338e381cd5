import fc from "fast-check";
import { batchesOf } from "../../../local/host/batches";
import { virtualClock } from "../../virtual-clock";

test("items that come within the wait make one batch, those that come while it runs make the next", async () => {
  const clock = virtualClock();
  const batches: (readonly number[])[] = [];
  const slow = (items: readonly number[]) =>
    new Promise<void>((done) => {
      batches.push(items);
      clock.after(1000, done);
    });
  const take = batchesOf<number>({ size: 3, waitMs: 100, clock, handle: slow });
  const taken = [take(1), take(2)];
  await clock.advance(99);
  expect(batches).toEqual([]);
  await clock.advance(1);
  taken.push(take(3), take(4), take(5), take(6));
  await clock.advance(3000);
  await Promise.all(taken);
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test("every item is handled once and in order, however they come and whichever batches fail", async () => {
  const pauses = fc.array(fc.nat(300), { maxLength: 30 });
  const once = fc.asyncProperty(pauses, fc.integer({ min: 1, max: 5 }), fc.nat(3), async (waits, size, failing) => {
    const clock = virtualClock();
    const handled: number[] = [];
    let calls = 0;
    const take = batchesOf<number>({
      size,
      waitMs: 100,
      clock,
      async handle(items) {
        expect(items.length).toBeLessThanOrEqual(size);
        handled.push(...items);
        if (calls++ === failing) throw new Error("this batch fails");
      },
    });
    const taken: Promise<void>[] = [];
    for (const [item, wait] of waits.entries()) {
      taken.push(take(item));
      await clock.advance(wait);
    }
    for (let round = 0; round < waits.length + 1; round += 1) await clock.advance(100);
    await Promise.all(taken);
    expect(handled).toEqual(waits.map((_, item) => item));
  });
  await fc.assert(once, { numRuns: 50 });
});
