import fc from "fast-check";
import { isSubMinute, nextOccurrence, parseSchedule, type Schedule } from "../../../local/host/ncrontab";

const scheduleOf = (text: string): Schedule => {
  const parsed = parseSchedule(text);
  if (parsed.kind === "fault") throw new Error(parsed.why);
  return parsed.schedule;
};
const after = (text: string, from: string) => {
  const next = nextOccurrence(scheduleOf(text), Date.parse(from));
  return next === undefined ? undefined : new Date(next).toISOString();
};

test.each([
  ["0 */5 * * * *", "2026-03-02T09:03:10Z", "2026-03-02T09:05:00.000Z"],
  ["0 */5 * * * *", "2026-03-02T09:05:00Z", "2026-03-02T09:10:00.000Z"],
  ["0 */5 * * * *", "2026-03-02T09:04:59.999Z", "2026-03-02T09:05:00.000Z"],
  ["*/15 * * * *", "2026-03-02T09:03:10Z", "2026-03-02T09:15:00.000Z"],
  ["0 30 9 * * 1-5", "2026-03-06T10:00:00Z", "2026-03-09T09:30:00.000Z"],
  ["0 30 9 * * Mon-Fri", "2026-03-06T10:00:00Z", "2026-03-09T09:30:00.000Z"],
  ["0 0 0 1 Jan,Jul *", "2026-03-06T10:00:00Z", "2026-07-01T00:00:00.000Z"],
  ["30 10/20 * * * *", "2026-03-02T09:51:00Z", "2026-03-02T10:10:30.000Z"],
  ["0 0 10-8 * * *", "2026-03-02T08:30:00Z", "2026-03-02T09:00:00.000Z"],
  ["0 0 0 29 2 *", "2026-03-02T00:00:00Z", "2028-02-29T00:00:00.000Z"],
  ["0 0 0 13 * 5", "2026-03-14T00:00:00Z", "2026-11-13T00:00:00.000Z"],
  ["0 0 0 29 2 0", "2026-03-02T00:00:00Z", "2032-02-29T00:00:00.000Z"],
  ["01:30:00", "2026-03-02T09:00:00Z", "2026-03-02T10:30:00.000Z"],
])("%s after %s is %s", (text, from, expected) => {
  expect(after(text, from)).toBe(expected);
});

test.each([
  ["", "neither an NCRONTAB expression"],
  ["* * * *", "neither"],
  ["0 60 * * * *", '"60" is no value for minutes, which takes 0 to 59'],
  ["0 0 0 * * 7", "day of the week, which takes 0 to 6"],
  ["0 0 0 0 * *", "day of the month, which takes 1 to 31"],
  ["0 0 0 * Foo *", "month, which takes 1 to 12 or names"],
  ["0 0 0 30 2 *", "a day that never comes"],
  ["0 */a * * * *", "minutes"],
  ["0 1- * * * *", "minutes"],
  ["0 , * * * *", "minutes"],
  ["00:00:00", "neither"],
  ["25:00:00", "neither"],
])("the schedule %p is refused with a reason", (text, why) => {
  const parsed = parseSchedule(text);
  expect(parsed).toMatchObject({ kind: "fault", why: expect.stringContaining(why) });
});

/** One field as text, and the set of what it allows, made without the parser. */
const field = (least: number, most: number) => {
  const value = fc.integer({ min: least, max: most });
  const range = (low: number, high: number, step: number) =>
    Array.from({ length: most + 1 }, (_, n) => n).filter((n) => n >= low && n <= high && (n - low) % step === 0);
  const part = fc.oneof(
    fc.constant({ text: "*", allowed: range(least, most, 1) }),
    value.map((n) => ({ text: String(n), allowed: [n] })),
    fc.tuple(value, value).map(([a, b]) => ({
      text: `${a}-${b}`,
      allowed: range(Math.min(a, b), Math.max(a, b), 1),
    })),
    fc.integer({ min: 1, max: 20 }).map((step) => ({ text: `*/${step}`, allowed: range(least, most, step) })),
  );
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(","),
    allowed: new Set(parts.flatMap(({ allowed }) => allowed)),
  }));
};

test("the next occurrence fits, and no time before it does, for any expression and any time", () => {
  const fields = fc.tuple(field(0, 59), field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6));
  const time = fc.integer({ min: Date.parse("2024-01-01"), max: Date.parse("2032-01-01") });
  const probes = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 200 });
  const neverEarlier = fc.property(
    fields,
    time,
    probes,
    ([second, minute, hour, day, month, weekday], from, places) => {
      const parsed = parseSchedule([second, minute, hour, day, month, weekday].map(({ text }) => text).join(" "));
      fc.pre(parsed.kind === "schedule");
      const next = (parsed.kind === "schedule" && nextOccurrence(parsed.schedule, from)) || 0;
      const fits = (ms: number) => {
        const at = new Date(ms);
        return (
          second.allowed.has(at.getUTCSeconds()) &&
          minute.allowed.has(at.getUTCMinutes()) &&
          hour.allowed.has(at.getUTCHours()) &&
          day.allowed.has(at.getUTCDate()) &&
          month.allowed.has(at.getUTCMonth() + 1) &&
          weekday.allowed.has(at.getUTCDay())
        );
      };
      const first = Math.floor(from / 1000) * 1000 + 1000;
      expect(fits(next)).toBe(true);
      expect(next).toBeGreaterThan(from);
      expect(next % 1000).toBe(0);
      // Every second of the hour behind and of the hour before the answer, and places between, at random.
      const seconds = [
        ...Array.from({ length: 3600 }, (_, n) => first + n * 1000),
        ...Array.from({ length: 3600 }, (_, n) => next - (n + 1) * 1000),
        ...places.map((place) => first + Math.floor(((next - first) / 1000) * place) * 1000),
      ];
      for (const at of seconds)
        if (at >= first && at < next && fits(at)) throw new Error(`${new Date(at).toISOString()} fits`);
    },
  );
  fc.assert(neverEarlier, { numRuns: 200 });
});

test("schedules that fire more than once a minute are told apart", () => {
  const now = Date.parse("2026-03-02T09:00:30Z");
  expect(
    ["*/10 * * * * *", "0 * * * * *", "00:00:30", "00:01:00"].map((text) => isSubMinute(scheduleOf(text), now)),
  ).toEqual([true, false, true, false]);
});
