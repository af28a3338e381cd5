/** ISO 8601 as Azure writes durations: weeks alone, or days, hours, minutes and seconds with a fraction. */
const DURATION =
  /^P(?:(?<weeks>\d{1,6})W|(?=.)(?:(?<days>\d{1,8})D)?(?:T(?=.)(?:(?<hours>\d{1,9})H)?(?:(?<minutes>\d{1,9})M)?(?:(?<seconds>\d{1,9}(?:\.\d{1,7})?)S)?)?)$/;

/** Milliseconds of a duration such as `PT1M`; undefined where the text is none. Years and months have no fixed length. */
export function durationMs(text: string): number | undefined {
  const parts = DURATION.exec(text)?.groups;
  if (!parts) return undefined;
  const { weeks = "0", days = "0", hours = "0", minutes = "0", seconds = "0" } = parts;
  const wholeMinutes = ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 60 + Number(minutes);
  return Math.round(wholeMinutes * 60_000 + Number(seconds) * 1000);
}
