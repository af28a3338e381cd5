import type { Facts, Judgement, VerdictKind } from "../approval/model";

/** What one policy says of one connection, beside what there is: its status, or what another policy says. */
export type Judged = {
  readonly connectionId: string;
  readonly consumer?: string;
  /** The status that Azure shows or, in a replay, showed. */
  readonly status: string;
  readonly verdict: VerdictKind;
  readonly rule?: string;
  readonly reason: string;
  /** What it is compared with: the other policy's verdict, or the one that was recorded. */
  readonly before?: { readonly verdict: VerdictKind; readonly rule?: string };
  readonly change: Change;
};

/** widened: approved now, and not before. narrowed: approved before, and not now. moved: neither, and yet another verdict. */
export type Change = "same" | "widened" | "narrowed" | "moved";

export function judged(facts: Facts, now: Judgement, before?: Pick<Judgement, "verdict" | "rule">): Judged {
  const { connection, consumer } = facts;
  return {
    connectionId: connection.id,
    ...(consumer.subscription !== undefined && { consumer: consumer.subscription }),
    status: connection.status,
    verdict: now.verdict,
    ...(now.rule !== undefined && { rule: now.rule }),
    reason: now.reason,
    ...(before && { before: { verdict: before.verdict, ...(before.rule !== undefined && { rule: before.rule }) } }),
    change: before ? changeOf(before.verdict, now.verdict) : "same",
  };
}

function changeOf(before: VerdictKind, now: VerdictKind): Change {
  if (before === now) return "same";
  if (now === "approve") return "widened";
  return before === "approve" ? "narrowed" : "moved";
}

/** One line each, as spreadsheets read it (RFC 4180); a cell that a spreadsheet would run as a formula is not one. */
export function csv(rows: readonly Judged[]): string {
  const head = ["connectionId", "consumer", "status", "verdict", "rule", "reason", "before", "beforeRule", "change"];
  const lines = rows.map((row) => [
    row.connectionId,
    row.consumer ?? "",
    row.status,
    row.verdict,
    row.rule ?? "",
    row.reason,
    row.before?.verdict ?? "",
    row.before?.rule ?? "",
    row.change,
  ]);
  return [head, ...lines].map((cells) => cells.map(cell).join(",")).join("\r\n");
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
