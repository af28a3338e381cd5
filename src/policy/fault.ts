import { cut } from "./shown";

/** Something wrong in a document, or worth a second look, with its place. */
export type PolicyFault = {
  readonly severity: "fault" | "warning";
  /** The file's name in its folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly hint?: string;
  /** The line itself or, of a long one, what is around the column, and how much of it is meant: what the caret points at. */
  readonly source?: string;
  /** So many characters of the line stand before `source`. */
  readonly cut?: number;
  readonly width?: number;
};

/** More faults than this are mended together or not at all, and a text of more than this is read by nobody. */
export const MOST_FAULTS = 100;
const LONGEST_TEXT = 400;

/** A fault as a compiler would print it: place, words, the line, and a caret below what is meant. */
export function faultText(fault: PolicyFault): string {
  const { severity, file, line, column, text, hint, source, cut = 0, width = 1 } = fault;
  const head = `${file}:${line}:${column}: ${severity === "fault" ? "error" : "warning"}: ${text}${hint ? `. ${hint}` : ""}`;
  if (source === undefined) return head;
  const margin = String(line).padStart(5);
  const start = column - 1 - cut;
  const before = source.slice(0, start).replace(/[^\t]/g, " ");
  return `${head}\n${margin} | ${source}\n      | ${before}${"^".repeat(Math.max(1, Math.min(width, source.length - start)))}`;
}

/** In the order in which people read: by file, then by place. */
function inOrder(faults: readonly PolicyFault[]): readonly PolicyFault[] {
  return [...faults].sort(
    (one, other) =>
      (one.file < other.file ? -1 : one.file > other.file ? 1 : 0) ||
      one.line - other.line ||
      one.column - other.column,
  );
}

/** In order, as many as people look at; where that is not all, the last one says how many more there are. */
export function bounded(faults: readonly PolicyFault[]): readonly PolicyFault[] {
  const sorted = inOrder(faults);
  const told = sorted.slice(0, MOST_FAULTS).map(({ text, hint, ...place }) => ({
    ...place,
    text: cut(text, LONGEST_TEXT),
    ...(hint !== undefined && { hint: cut(hint, LONGEST_TEXT) }),
  }));
  const next = sorted[MOST_FAULTS];
  if (!next) return told;
  const { severity, file, line, column } = next;
  return [...told, { severity, file, line, column, text: `and ${sorted.length - MOST_FAULTS} more` }];
}

/** How many there are, as far as they are kept. */
export function countOf(faults: readonly PolicyFault[], word: "fault" | "warning" = "fault"): string {
  if (faults.length > MOST_FAULTS) return `more than ${MOST_FAULTS} ${word}s`;
  return faults.length === 1 ? `1 ${word}` : `${faults.length} ${word}s`;
}

/** How many there are, and the first one: for a sentence. */
export function faultsInShort(faults: readonly PolicyFault[]): string {
  const [first] = faults;
  const count = countOf(faults);
  return first ? `${count} (${first.file}:${first.line}:${first.column}: ${first.text})` : count;
}
