import fc from "fast-check";
import { fitting, type Happening, type Status, toldBy, withHappening } from "../../src/approval/status";

const happening = (what: string, text = "t"): Happening => ({ at: "2026-03-02T09:00:00.000Z", what, text });
const after = (...happenings: readonly Happening[]) => happenings.reduce(withHappening, [] as readonly Happening[]);

test("several of a kind in a row are one entry that counts them and says the last", () => {
  expect(
    after(happening("sent"), happening("running", "1"), happening("running", "2"), happening("running", "3")),
  ).toEqual([happening("sent"), { ...happening("running", "3"), times: 3 }]);
});

test("of a kind with something between them each is its own entry", () => {
  expect(after(happening("running"), happening("unreadable"), happening("running"))).toHaveLength(3);
});

test("the timeline never grows beyond 24 entries, keeps its beginning and its end, and cuts each text at 200", () => {
  const entries = fc.array(
    fc.record({
      at: fc.constant("x"),
      what: fc.constantFrom("a", "b", "c"),
      text: fc.string({ unit: "grapheme", maxLength: 400, size: "max" }),
    }),
    { minLength: 1, maxLength: 80, size: "max" },
  );
  fc.assert(
    fc.property(entries, (list) => {
      const timeline = list.reduce(withHappening, [] as readonly Happening[]);
      expect(timeline.length).toBeLessThanOrEqual(24);
      expect(timeline[0]?.what).toBe(list[0]?.what);
      expect(timeline.at(-1)?.what).toBe(list.at(-1)?.what);
      for (const { text } of timeline) {
        expect(text.length).toBeLessThanOrEqual(200);
        expect(text).not.toMatch(/[\uD800-\uDBFF]…$/);
      }
    }),
  );
});

const base: Status = {
  requestId: "r1",
  stage: "following",
  text: "t",
  since: "2026-03-02T09:00:00.000Z",
  timeline: [happening("accepted")],
};
const units = (status: Status) => JSON.stringify(status).length;

test("a status that fits is left alone", () => {
  expect(fitting(base)).toBe(base);
});

test("old happenings give way before texts do; the beginning and the end stay", () => {
  const timeline = Array.from({ length: 24 }, (_, index) => happening(`kind ${index}`, "x".repeat(200)));
  const status = { ...base, text: "y".repeat(2_000), timeline };
  const fit = fitting(status);
  expect(units(fit) * 2).toBeLessThan(16 * 1024);
  expect(fit.text).toBe(status.text);
  expect(fit.timeline.length).toBeGreaterThanOrEqual(6);
  expect([fit.timeline[0], fit.timeline.at(-1)]).toEqual([timeline[0], timeline[23]]);
});

test("any status fits what the extension takes, whatever its texts", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200, size: "max" }),
    fc.integer({ min: 1, max: 9000 }).map((length) => "\u0001".repeat(length)),
    fc.integer({ min: 1, max: 9000 }).map((length) => "é".repeat(length)),
    fc.constant("😀".repeat(4000)),
  );
  const azure = fc.record({ code: text, message: text, requestId: text });
  const any = fc.record({
    requestId: text,
    stage: fc.constant("ended" as const),
    text,
    since: fc.constant(base.since),
    next: fc.record({ what: text, at: fc.constant(base.since) }),
    decision: fc.record({
      verdict: fc.constant("approve"),
      rule: text,
      reason: text,
      policyHash: fc.constant("h".repeat(64)),
    }),
    timeline: fc
      .array(
        fc.tuple(fc.string(), text).map(([what, words]) => happening(what, words)),
        { minLength: 1, maxLength: 40, size: "max" },
      )
      .map((list) => list.reduce(withHappening, [] as readonly Happening[])),
    outcome: fc.record({
      kind: fc.constant("failed" as const),
      code: text,
      reason: text,
      next: text,
      azure,
      azureRequestId: text,
      status: text,
    }),
  });
  fc.assert(
    fc.property(any, (status) => {
      const fit = fitting(status);
      expect(units(fit) * 2).toBeLessThan(16 * 1024);
      expect(fit.stage).toBe("ended");
      expect(fit.timeline.length).toBeGreaterThanOrEqual(Math.min(6, status.timeline.length));
    }),
    { numRuns: 60 },
  );
});

test("an instance that has told nothing yet has told nothing, which is no failure", () => {
  expect([toldBy({}), toldBy({ customStatus: null })]).toEqual([{}, {}]);
  expect(toldBy({ customStatus: { stage: "asking" } })).toEqual({ stage: "asking" });
});
