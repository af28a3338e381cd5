import fc from "fast-check";
import { durationSeconds } from "../../src/approval/duration";
import { wallTime } from "../../src/policy/wall-time";

const amount = (unit: string) => fc.option(fc.nat(9999), { nil: undefined }).map((count) => ({ count, unit }));
const written = (parts: readonly { readonly count: number | undefined; readonly unit: string }[]) =>
  parts.map(({ count, unit }) => (count === undefined ? "" : `${count}${unit}`)).join("");

test("a duration lasts what its parts last together, and without any part it is none", () => {
  fc.assert(
    fc.property(amount("D"), amount("H"), amount("M"), amount("S"), (days, hours, minutes, seconds) => {
      const time = written([hours, minutes, seconds]);
      const text = `P${written([days])}${time && `T${time}`}`;
      const { count: d = 0 } = days;
      const sum = d * 86_400 + (hours.count ?? 0) * 3600 + (minutes.count ?? 0) * 60 + (seconds.count ?? 0);
      expect(durationSeconds(text)).toBe(text === "P" ? undefined : sum);
    }),
  );
});

test.each([
  ["P1W", 604_800],
  ["P14D", 1_209_600],
  ["PT36H", 129_600],
  ["P1DT1H1M1S", 90_061],
  ["PT0S", 0],
])("%s lasts %d seconds", (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

test.each([
  "",
  "P",
  "PT",
  "P1DT",
  "1D",
  "P1Y",
  "P1M",
  "P1Y2M",
  "-P1D",
  "P-1D",
  "P1.5D",
  "PT1H30",
  "p1d",
  "P1D ",
  "P1W1D",
  "PT1M1H",
  "P99999999D",
])("%p is no duration", (text) => {
  expect(durationSeconds(text)).toBeUndefined();
});

test("the clock on a wall is right through summer time, over midnight and over the turn of a year", () => {
  const berlin = (at: string) => wallTime(new Date(at), "Europe/Berlin");
  expect(berlin("2026-03-29T00:59:59Z")).toEqual({
    year: 2026,
    month: 3,
    day: 29,
    hour: 1,
    minute: 59,
    second: 59,
    weekday: 0,
  });
  expect(berlin("2026-03-29T01:00:00Z").hour).toBe(3);
  expect(berlin("2026-10-25T00:59:59Z").hour).toBe(2);
  expect(berlin("2026-10-25T01:00:00Z").hour).toBe(2);
  expect(wallTime(new Date("2026-03-02T00:00:00Z"), "UTC")).toMatchObject({ hour: 0, weekday: 1 });
  expect(wallTime(new Date("2025-12-31T23:30:00Z"), "Asia/Kolkata")).toMatchObject({
    year: 2026,
    month: 1,
    day: 1,
    hour: 5,
  });
});
