const FORM = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;
const DAY_MS = 86_400_000;

/** Milliseconds of a .NET time span such as `00:05:00`, `1.12:00:00` or `7` (days). Undefined for what is none. */
export function timespanMs(text: string): number | undefined {
  if (/^-?\d+$/.test(text)) return Number(text) * DAY_MS;
  const [, minus, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = "0"] = FORM.exec(text) ?? [];
  if (!FORM.test(text) || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const wholeMs = Number(days) * DAY_MS + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
  const ms = wholeMs + Math.trunc(Number(`0.${fraction}`) * 1000);
  return minus ? -ms : ms;
}
