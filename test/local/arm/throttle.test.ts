import * as fc from "fast-check";
import { AS_RECORDED } from "../../../local/arm/behaviour";
import type { Bucket } from "../../../local/arm/simulator-state";
import { pass, rateKindOf } from "../../../local/arm/throttle";

const limits = AS_RECORDED.limits;
const who = { subscription: "S", principal: "p" };
/** Bursts after rests: what a bucket is for. */
const gap = fc.oneof(
  { weight: 9, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
);
const gaps = fc.array(gap, { minLength: 1, maxLength: 200 });
const small = { ...limits, writes: { bucket: 5, perSecond: 10 } };

/** The times at which requests passed. */
function passed(list: readonly number[], one: Parameters<typeof pass>[1] = who): number[] {
  let buckets: ReadonlyMap<string, Bucket> = new Map();
  let now = 0;
  const times: number[] = [];
  for (const gap of list) {
    now += gap;
    const passage = pass(buckets, one, "writes", small, now);
    buckets = passage.buckets;
    if (!passage.refusal) times.push(now);
  }
  return times;
}

test("in no stretch of time does more pass than the bucket holds and what flows in meanwhile", async () => {
  await fc.assert(
    fc.property(gaps, (list) => {
      const times = passed(list);
      for (const [first, from] of times.entries())
        for (const [last, to] of times.entries())
          if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(5 + ((to - from) / 1000) * 10 + 1e-6);
    }),
    { numRuns: 40 },
  );
});

test("who waits as long as it is told is let through", async () => {
  await fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0.05, max: 50, noNaN: true }),
      (bucket, perSecond) => {
        const tight = { ...limits, reads: { bucket, perSecond } };
        let buckets: ReadonlyMap<string, Bucket> = new Map();
        for (let count = 0; count < bucket; count += 1) buckets = pass(buckets, who, "reads", tight, 0).buckets;
        const { refusal } = pass(buckets, who, "reads", tight, 0);
        const seconds = Number(refusal?.headers["retry-after"]);
        expect(refusal?.status).toBe(429);
        expect(pass(buckets, who, "reads", tight, seconds * 1000).refusal).toBeUndefined();
      },
    ),
  );
});

test("a refused request takes nothing", () => {
  let buckets: ReadonlyMap<string, Bucket> = new Map();
  for (let count = 0; count < 100; count += 1) buckets = pass(buckets, who, "writes", small, 0).buckets;
  expect(pass(buckets, who, "writes", small, 100).refusal).toBeUndefined();
});

test("principals and subscriptions do not take from each other, but for the subscription's own bucket", () => {
  let buckets: ReadonlyMap<string, Bucket> = new Map();
  let count = 0;
  for (let number = 0; number < 20; number += 1)
    for (let time = 0; time < 5; time += 1) {
      const passage = pass(buckets, { subscription: "s", principal: `p${number}` }, "writes", small, 0);
      buckets = passage.buckets;
      if (!passage.refusal) count += 1;
    }
  expect(count).toBe(15 * 5);
  expect(pass(buckets, { subscription: "t", principal: "p0" }, "writes", small, 0).refusal).toBeUndefined();
});

test.each([
  ["GET", "reads"],
  ["HEAD", "reads"],
  ["PUT", "writes"],
  ["POST", "writes"],
  ["DELETE", "deletes"],
])("%s is counted among %s", (method, kind) => expect(rateKindOf(method)).toBe(kind));
