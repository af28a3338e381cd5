const TIME = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** What to say of a text that is none. */
export const NO_TIME = "is not a time with a zone, such as 2026-03-02T09:00:00Z or 2026-03-02T09:00:00+01:00";

/** A moment. Without a zone it would be another one on another machine, and a day that no month has would be one of the next. */
export function timeIn(text: string): Date | undefined {
  const [, year, month, day] = TIME.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
