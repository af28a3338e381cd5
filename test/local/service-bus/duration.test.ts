import { durationMs } from "../../../local/service-bus/duration";

test.each([
  ["PT1M", 60_000],
  ["PT0.5S", 500],
  ["P1DT2H3M4S", 93_784_000],
  ["P2W", 1_209_600_000],
  ["PT90M", 5_400_000],
])("%s lasts %d ms", (text, ms) => expect(durationMs(text)).toBe(ms));

test.each(["", "P", "PT", "1m", "PT1H30", "-PT5M", "P1Y", "P1M", "PT1.S", "00:01:00", "P1W2D"])(
  "%j is no duration",
  (text) => expect(durationMs(text)).toBeUndefined(),
);
