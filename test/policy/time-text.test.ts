import { timeSchema } from "../../src/policy/facts-input";
import { timeIn } from "../../src/policy/time-text";

test.each([
  ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.000Z"],
  ["2026-03-02T09:00Z", "2026-03-02T09:00:00.000Z"],
  ["2026-03-02T09:00:00.1234567Z", "2026-03-02T09:00:00.123Z"],
  ["2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00.000Z"],
  ["2024-02-29T00:00:00-05:30", "2024-02-29T05:30:00.000Z"],
])("%s is a time, and the same one on every machine", (text, time) => {
  expect(timeIn(text)?.toISOString()).toBe(time);
  expect(timeSchema.safeParse(text).success).toBe(true);
});

test.each([
  "2026-03-02T09:00:00",
  "2026-03-02",
  "2026",
  "5",
  "",
  "tomorrow",
  "2026-02-30T09:00:00Z",
  "2026-13-02T09:00:00Z",
  "2026-03-02T25:00:00Z",
  "2026-03-02T09:00:00Z ",
])("%j is none", (text) => {
  expect(timeIn(text)).toBeUndefined();
  expect(timeSchema.safeParse(text).success).toBe(false);
});
