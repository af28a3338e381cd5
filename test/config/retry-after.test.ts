import fc from "fast-check";
import { retryAfterSeconds as read } from "../../src/retry-after";

const retryAfterSeconds = (headers: Record<string, string | undefined>, at: Date) => read(headers, at, 600);
const now = new Date("2026-03-02T09:00:00.400Z");

test.each([
  ["seconds", { "retry-after": "10" }, 10],
  ["seconds with blanks", { "retry-after": " 10 " }, 10],
  ["a date", { "retry-after": "Mon, 02 Mar 2026 09:00:30 GMT" }, 30],
  ["a date that has passed", { "retry-after": "Mon, 02 Mar 2026 08:00:00 GMT" }, 1],
  ["zero", { "retry-after": "0" }, 1],
  ["a day", { "retry-after": "86400" }, 600],
  ["a date next year", { "retry-after": "Tue, 02 Mar 2027 09:00:00 GMT" }, 600],
  ["milliseconds, rounded up", { "retry-after-ms": "1200" }, 2],
  ["milliseconds by their other name", { "x-ms-retry-after-ms": "2000" }, 2],
  ["both: milliseconds are the more exact", { "retry-after": "60", "retry-after-ms": "5000" }, 5],
  ["milliseconds that are none", { "retry-after": "60", "retry-after-ms": "soon" }, 60],
  ["nothing", {}, undefined],
  ["an empty header", { "retry-after": " " }, undefined],
  ["a negative number", { "retry-after": "-5" }, undefined],
  ["a fraction", { "retry-after": "1.5" }, undefined],
  ["a word", { "retry-after": "soon" }, undefined],
  ["something that only begins as a date", { "retry-after": "Mon, soon" }, undefined],
  ["another kind of date", { "retry-after": "2026-03-02T09:00:30Z" }, undefined],
])("Retry-After with %s", (_, headers, seconds) => {
  expect(retryAfterSeconds(headers, now)).toBe(seconds);
});

test("any seconds are kept as they are within a second and ten minutes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), (seconds) => {
      expect(retryAfterSeconds({ "retry-after": String(seconds) }, now)).toBe(seconds);
    }),
  );
});

test("a date is never earlier than it says", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 599 }), fc.integer({ min: 0, max: 999 }), (seconds, late) => {
      const at = new Date(now.getTime() - (now.getTime() % 1000) + seconds * 1000);
      const then = new Date(at.getTime() - seconds * 1000 + late);
      const wait = retryAfterSeconds({ "retry-after": at.toUTCString() }, then) ?? 0;
      expect(then.getTime() + wait * 1000).toBeGreaterThanOrEqual(at.getTime());
      expect(wait).toBeLessThanOrEqual(seconds + 1);
    }),
  );
});

test("whatever the headers hold, the answer is nothing or whole seconds from 1 to 600", () => {
  const header = fc.option(
    fc.oneof(fc.string(), fc.double().map(String), fc.date({ noInvalidDate: true }).map(String)),
    { nil: undefined },
  );
  fc.assert(
    fc.property(header, header, header, (one, two, three) => {
      const seconds = retryAfterSeconds(
        { "retry-after": one, "retry-after-ms": two, "x-ms-retry-after-ms": three },
        now,
      );
      if (seconds === undefined) return;
      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(600);
    }),
  );
});
