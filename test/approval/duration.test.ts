import { durationSeconds } from "../../src/approval/duration";

test.each([
  ["P14D", 1_209_600],
  ["PT36H", 129_600],
  ["P1DT2H3M4S", 93_784],
  ["P2W", 1_209_600],
  ["PT0S", 0],
  ["P1M", undefined],
  ["P1Y", undefined],
  ["P", undefined],
  ["PT", undefined],
  ["P1DT", undefined],
  ["-P1D", undefined],
  ["PT1.5H", undefined],
  ["1D", undefined],
  ["P1D ", undefined],
  ["", undefined],
])("%s is so many seconds", (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});
