/** Room for a value in an explanation. */
const LONGEST = 80;
const MOST_ITEMS = 5;

/** A value of an expression as people read it. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  if (Array.isArray(value)) return shownList(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return "an object";
  return String(value);
}

function shownList(items: readonly unknown[]): string {
  const plain = items.every((item) => typeof item !== "object");
  if (!plain || items.length > MOST_ITEMS) return `a list of ${items.length}`;
  return `[${items.map(shown).join(", ")}]`;
}

/** As much of a text as there is room for. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
