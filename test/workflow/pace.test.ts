import fc from "fast-check";
import { paceSeconds } from "../../src/workflow/pace";

const asked = fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined });
const elapsed = fc.double({ min: 0, max: 7200, noNaN: true });

test("a wait is never shorter than Azure asked for, and never longer than ten minutes and the spread", () => {
  fc.assert(
    fc.property(asked, elapsed, fc.string(), (seconds, sinceStart, key) => {
      const wait = paceSeconds(seconds, sinceStart, key);
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThanOrEqual(seconds ?? 60);
      expect(wait).toBeLessThanOrEqual(660);
    }),
  );
});

test("half an hour passes in fewer than 50 looks, however often Azure asks to be asked", () => {
  fc.assert(
    fc.property(asked, fc.string(), (seconds, key) => {
      let looks = 0;
      for (let sinceStart = 0; sinceStart < 1800; looks += 1) sinceStart += paceSeconds(seconds, sinceStart, key);
      expect(looks).toBeLessThan(50);
    }),
  );
});

test("instances that start together do not ask together", () => {
  const waits = Array.from({ length: 200 }, (_, index) => paceSeconds(600, 0, `pec-${index}`));
  expect(new Set(waits).size).toBeGreaterThan(30);
});

test("a replay comes to the same wait", () => {
  expect(paceSeconds(10, 33, "pec-1")).toBe(paceSeconds(10, 33, "pec-1"));
});
