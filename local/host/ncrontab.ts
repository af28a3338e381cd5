import { timespanMs } from "./timespan";

/** When a timer fires: an NCRONTAB expression, by UTC, or an interval. */
export type Schedule =
  | { readonly kind: "cron"; readonly fields: Fields }
  | { readonly kind: "interval"; readonly ms: number };

/** The values that each field lets through, in rising order. */
export type Fields = {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
};

export type ParsedSchedule =
  | { readonly kind: "schedule"; readonly schedule: Schedule }
  | { readonly kind: "fault"; readonly why: string };

type FieldRule = {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
};

const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const RULES: readonly FieldRule[] = [
  { name: "seconds", least: 0, most: 59 },
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of the week", least: 0, most: 6, names: WEEKDAYS },
];

/** Reads `sec min hour day month weekday`, the same without seconds, or a time span such as `00:05:00`. */
export function parseSchedule(text: string): ParsedSchedule {
  const parts = text.trim().split(/\s+/);
  if (parts.length === 5 || parts.length === 6) return cronFrom(parts.length === 5 ? ["0", ...parts] : parts, text);
  const ms = timespanMs(text.trim());
  if (ms !== undefined && ms > 0) return { kind: "schedule", schedule: { kind: "interval", ms } };
  return fault(
    `its schedule "${text}" is neither an NCRONTAB expression (six fields: "0 */5 * * * *") nor a time span ("00:05:00")`,
  );
}

function cronFrom(parts: readonly string[], text: string): ParsedSchedule {
  const values = RULES.map((rule, index) => valuesOf(parts[index] ?? "", rule));
  const bad = values.indexOf(undefined);
  if (bad !== -1) return fault(`its schedule "${text}" cannot be read: ${describeRule(RULES[bad], parts[bad])}`);
  const [seconds = [], minutes = [], hours = [], days = [], months = [], weekdays = []] = values;
  const fields: Fields = { seconds, minutes, hours, days, months, weekdays };
  const schedule: Schedule = { kind: "cron", fields };
  if (nextOccurrence(schedule, 0) === undefined) return fault(`its schedule "${text}" names a day that never comes`);
  return { kind: "schedule", schedule };
}

function describeRule(rule: FieldRule | undefined, part: string | undefined): string {
  if (!rule) return "";
  return `"${part}" is no value for ${rule.name}, which takes ${rule.least} to ${rule.most}${rule.names ? " or names" : ""}, *, lists, ranges and steps`;
}

function valuesOf(field: string, rule: FieldRule): readonly number[] | undefined {
  const lists = field.split(",").map((part) => rangeOf(part, rule));
  const values = lists.flatMap((list) => list ?? []);
  if (lists.includes(undefined) || values.length === 0) return undefined;
  return [...new Set(values)].sort((one, other) => one - other);
}

/** `*`, `5`, `1-5`, each with a step if need be. As in the NCrontab library, `5/10` runs to the end, `5-1` is `1-5`. */
function rangeOf(part: string, rule: FieldRule): readonly number[] | undefined {
  const [, body = "", stepText] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (body === "") return undefined;
  const step = Math.max(1, Number(stepText ?? 1));
  const [firstText = "", lastText] = body.split(/(?<=.)-/);
  const first = body === "*" ? rule.least : valueIn(firstText, rule);
  const last = body === "*" ? rule.most : lastOf(lastText, stepText, first, rule);
  if (first === undefined || last === undefined) return undefined;
  const [low, high] = first <= last ? [first, last] : [last, first];
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
}

function lastOf(
  lastText: string | undefined,
  stepText: string | undefined,
  first: number | undefined,
  rule: FieldRule,
): number | undefined {
  if (lastText !== undefined) return valueIn(lastText, rule);
  return stepText === undefined ? first : rule.most;
}

/** A number, or the beginning of a name: `Jan`, `mon`. */
function valueIn(text: string, { least, most, names }: FieldRule): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
  const index = names?.findIndex((name) => text !== "" && name.toLowerCase().startsWith(text.toLowerCase())) ?? -1;
  return index === -1 ? undefined : index + least;
}

/** The 29th of February falls on each day of the week within this many years. */
const LONGEST_WAIT_YEARS = 41;

/** The first time after `afterMs` that the schedule names, in milliseconds since 1970. */
export function nextOccurrence(schedule: Schedule, afterMs: number): number | undefined {
  if (schedule.kind === "interval") return afterMs + schedule.ms;
  const { fields } = schedule;
  const start = new Date(Math.floor(afterMs / 1000) * 1000 + 1000);
  const lastYear = start.getUTCFullYear() + LONGEST_WAIT_YEARS;
  for (let day = midnight(start); day.getUTCFullYear() <= lastYear; ) {
    if (!fields.months.includes(day.getUTCMonth() + 1)) {
      day = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1));
      continue;
    }
    // A day must fit both fields: the NCrontab library has no "either", other than Unix cron.
    const fits = fields.days.includes(day.getUTCDate()) && fields.weekdays.includes(day.getUTCDay());
    const time = fits ? timeOfDay(fields, Math.max(0, start.getTime() - day.getTime())) : undefined;
    if (time !== undefined) return day.getTime() + time;
    day = new Date(day.getTime() + 86_400_000);
  }
  return undefined;
}

function midnight(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
}

/** The first time of a day, in milliseconds, that is not before `leastMs`. */
function timeOfDay({ hours, minutes, seconds }: Fields, leastMs: number): number | undefined {
  for (const hour of hours) {
    if ((hour + 1) * 3_600_000 <= leastMs) continue;
    for (const minute of minutes) {
      const begin = hour * 3_600_000 + minute * 60_000;
      if (begin + 60_000 <= leastMs) continue;
      const second = seconds.find((known) => begin + known * 1000 >= leastMs);
      if (second !== undefined) return begin + second * 1000;
    }
  }
  return undefined;
}

/** Whether it fires more than once within the minute after `nowMs`: the host then keeps no record of it. */
export function isSubMinute(schedule: Schedule, nowMs: number): boolean {
  if (schedule.kind === "interval") return schedule.ms < 60_000;
  const first = nextOccurrence(schedule, nowMs) ?? Number.POSITIVE_INFINITY;
  const second = nextOccurrence(schedule, first) ?? Number.POSITIVE_INFINITY;
  return second <= nowMs + 60_000;
}

function fault(why: string): ParsedSchedule {
  return { kind: "fault", why };
}
