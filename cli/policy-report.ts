import { csv, differencesOf, type Judged } from "../src/policy/comparison";
import { EXIT, type Io } from "./command";
import { counted } from "./policy-folder";

/** How what was judged is told, and what it is worth as an exit code. */
export type Report = {
  readonly format: "text" | "json" | "csv";
  /** Only what differs from what it is compared with. */
  readonly onlyChanges: boolean;
  readonly failOnWidening: boolean;
  /** The moments that everything was judged at; absent: each at its own. */
  readonly instants?: readonly Date[];
  /** What it is compared with, in words; absent: with nothing. */
  readonly against?: string;
};

export function report(rows: readonly Judged[], asked: Report, io: Io): number {
  const { format, onlyChanges, failOnWidening } = asked;
  const shown = onlyChanges ? rows.filter(({ change }) => change !== "same") : rows;
  if (format === "json") io.out(JSON.stringify(shown, null, 2));
  else if (format === "csv") io.out(csv(shown));
  else tellAll({ rows, shown }, asked, io);
  const widened = new Set(
    rows.filter(({ change }) => change === "widened").map(({ connectionId }) => connectionId.toLowerCase()),
  ).size;
  if (widened === 0 || !failOnWidening) return EXIT.done;
  io.err(`${counted(widened, "connection")} would be approved that ${widened === 1 ? "was" : "were"} not before.`);
  return EXIT.refused;
}

type Rows = { readonly rows: readonly Judged[]; readonly shown: readonly Judged[] };

/** Moment by moment, where it was judged as of some; each with a sum of its own. */
function tellAll({ rows, shown }: Rows, { instants, against }: Report, io: Io): void {
  for (const instant of instants ?? [undefined]) {
    const at = instant?.toISOString();
    const then = (all: readonly Judged[]) => (at === undefined ? all : all.filter((row) => row.at === at));
    if (at !== undefined) io.out(`As of ${at}`);
    tellRows(then(shown), io);
    io.out(summary(then(rows), against));
  }
}

function tellRows(rows: readonly Judged[], { out }: Io): void {
  for (const row of rows) {
    out(`${row.change === "widened" ? "WIDER " : ""}${nameOf(row.connectionId)}`);
    out(`    from ${row.consumer ?? "an unknown subscription"}, ${row.status}`);
    for (const line of verdictLines(row)) out(`    ${line}`);
  }
}

/** The verdict, from what to what where it is another one; where it is the same, what else is not. */
function verdictLines(row: Judged): readonly string[] {
  const { before, verdict, rule, reason } = row;
  const words = `${verdict}${rule === undefined ? "" : ` (rule ${rule})`}: ${reason}`;
  if (!before) return [words];
  if (before.verdict !== verdict) return [`${before.verdict} -> ${words}`];
  return [words, ...differencesOf(before, row).map((one) => `${one.what.padEnd(8)}${one.before} -> ${one.now}`)];
}

function summary(rows: readonly Judged[], against: string | undefined): string {
  const of = (verdict: string) => rows.filter((row) => row.verdict === verdict).length;
  const verdicts = `${of("approve")} approve, ${of("reject")} reject, ${of("escalate")} escalate`;
  const sum = `${counted(rows.length, "connection")}: ${verdicts}.`;
  if (against === undefined) return sum;
  const changed = (change: string) => rows.filter((row) => row.change === change).length;
  const changes = `${changed("widened")} newly approved, ${changed("narrowed")} no longer approved, ${changed("moved")} with another verdict, ${changed("terms")} with other terms`;
  return `${sum}\nAgainst ${against}: ${changes}.`;
}

/** Target and connection: what tells them apart to a person. */
function nameOf(connectionId: string): string {
  const parts = connectionId.split("/");
  return `${parts[8] ?? "?"}/${parts[10] ?? connectionId}`;
}

/** The options that every report takes, for parseArgs. */
export const reportOptions = {
  "fail-on-widening": { type: "boolean" },
  json: { type: "boolean" },
  csv: { type: "boolean" },
} as const;

export function formatOf(values: { readonly json?: boolean; readonly csv?: boolean }): Report["format"] {
  if (values.json) return "json";
  return values.csv ? "csv" : "text";
}
