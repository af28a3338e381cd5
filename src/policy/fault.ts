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
  /** The line itself, and how much of it is meant: what the caret points at. */
  readonly source?: string;
  readonly width?: number;
};

/** A line that is longer is not shown: its column says enough. */
const LONGEST_LINE = 300;

/** A fault as a compiler would print it: place, words, the line, and a caret below what is meant. */
export function faultText(fault: PolicyFault): string {
  const { severity, file, line, column, text, hint, source, width = 1 } = fault;
  const head = `${file}:${line}:${column}: ${severity === "fault" ? "error" : "warning"}: ${text}${hint ? `. ${hint}` : ""}`;
  if (source === undefined || source.length > LONGEST_LINE) return head;
  const margin = String(line).padStart(5);
  const before = source.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `${head}\n${margin} | ${source}\n      | ${before}${"^".repeat(Math.max(1, Math.min(width, source.length - column + 1)))}`;
}

/** In the order in which people read: by file, then by place. */
export function inOrder(faults: readonly PolicyFault[]): readonly PolicyFault[] {
  return [...faults].sort(
    (one, other) =>
      (one.file < other.file ? -1 : one.file > other.file ? 1 : 0) ||
      one.line - other.line ||
      one.column - other.column,
  );
}

/** How many there are, and the first one: for a sentence. */
export function faultsInShort(faults: readonly PolicyFault[]): string {
  const [first] = faults;
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return first ? `${count} (${first.file}:${first.line}:${first.column}: ${first.text})` : count;
}
