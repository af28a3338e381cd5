import { deadlineNote, noteWith, oneLine, peoplesNote } from "../../src/approval/note";

test("a note is at most 140 characters and always ends with the request id", () => {
  const note = noteWith("x".repeat(300), "r1");
  expect(note).toHaveLength(140);
  expect(note).toMatch(/…x* \(r1\)$/);
  expect(noteWith("Approved", "i".repeat(200))).toBe(`Approved (${"i".repeat(63)}…)`);
});

test("it is never cut in the middle of a character", () => {
  for (let length = 100; length < 140; length += 1)
    expect(noteWith(`${"x".repeat(length)}${"🙂".repeat(40)}`, "r1")).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});

test("no line break, no invisible character and none that turns the direction of text gets into it", () => {
  expect(oneLine("a\r\nb\u200bc\u202ed\u2028e")).toBe("a b c d e");
});

test("it says who decided, or that nobody did in time", () => {
  expect(peoplesNote("r1", "approve", ["grace", "tunde"])).toBe("Approved by grace, tunde (r1)");
  expect(peoplesNote("r1", "reject", [])).toBe("Rejected (r1)");
  expect(deadlineNote("r1")).toBe("Rejected: nobody decided in time (r1)");
});
