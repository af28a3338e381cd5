import { quoted, type Reading } from "./readings";

type Field = {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
};

const MONTHS = "january february march april may june july august september october november december".split(" ");
const WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const FIELDS: readonly Field[] = [
  { name: "seconds", least: 0, most: 59 },
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  { name: "days", least: 1, most: 31 },
  { name: "months", least: 1, most: 12, names: MONTHS },
  { name: "weekdays", least: 0, most: 6, names: WEEKDAYS },
];
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** NCRONTAB. The host finds out no sooner than a person misses the first round, and takes steps that never step. */
export function schedule(text: string): Reading<string> {
  const parts = text.split(/\s+/);
  if (parts.length !== FIELDS.length) return { fault: `has not six fields: ${quoted(text)}` };
  const values = FIELDS.map((field, index) => valuesOf(parts[index] ?? "", field));
  const wrong = FIELDS.filter((_, index) => values[index] === undefined);
  if (wrong.length > 0) return { fault: `has ${wrong.map((field) => wordsFor(field, parts)).join("; ")}` };
  const [, , , days = [], months = []] = values;
  const longest = Math.max(...months.map((month) => DAYS_IN_MONTH[month - 1] ?? 0));
  return Math.min(...days) <= longest ? { value: text } : { fault: `names a day that never comes: ${quoted(text)}` };
}

function wordsFor(field: Field, parts: readonly string[]): string {
  const { name, least, most } = field;
  const part = quoted(parts[FIELDS.indexOf(field)] ?? "");
  return `${part} for the ${name}, which are ${least} to ${most}, *, lists, ranges and steps within`;
}

/** All values that a field lets through, or undefined where it cannot be read. */
function valuesOf(text: string, field: Field): readonly number[] | undefined {
  const ranges = text.split(",").map((range) => rangeOf(range, field));
  return ranges.includes(undefined) ? undefined : ranges.flatMap((range) => range ?? []);
}

/** `*`, `5` or `1-5`, each with a step if need be; `5/10` runs to the end. */
function rangeOf(text: string, field: Field): readonly number[] | undefined {
  const [, body = "", stepText] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const [firstText = "", lastText, ...more] = body === "*" ? [`${field.least}`, `${field.most}`] : body.split("-");
  const first = numberIn(firstText, field);
  const last = lastText === undefined && stepText !== undefined ? field.most : numberIn(lastText ?? firstText, field);
  const step = Number(stepText ?? 1);
  if (first === undefined || last === undefined || first > last || more.length > 0) return undefined;
  if (step < 1 || step > field.most) return undefined;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

/** A number, or a name by its first letters, three at least. */
function numberIn(text: string, { least, most, names = [] }: Field): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
  const index = text.length < 3 ? -1 : names.findIndex((name) => name.startsWith(text.toLowerCase()));
  return index === -1 ? undefined : index + least;
}
