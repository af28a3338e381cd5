/** ISO 8601 durations as people write them: weeks alone, or days, hours, minutes and seconds. */
const DURATION =
  /^P(?:(?<weeks>\d{1,5})W|(?=.)(?:(?<days>\d{1,6})D)?(?:T(?=.)(?:(?<hours>\d{1,7})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,9})S)?)?)$/;

/**
 * How many seconds a duration such as `P14D` or `PT36H` lasts; undefined where it is none. Years and months are refused,
 * since nobody can say how long they are; so are signs and fractions.
 */
export function durationSeconds(text: string): number | undefined {
  const parts = DURATION.exec(text)?.groups;
  if (!parts) return undefined;
  const { weeks = "0", days = "0", hours = "0", minutes = "0", seconds = "0" } = parts;
  return ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds);
}
