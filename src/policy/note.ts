import type { VerdictKind } from "../approval/model";
import { noteWith } from "../approval/note";

/** What is written into Azure's description: the rule's note, or a plain one, and always the request id. */
export function noteFor(
  requestId: string,
  text: string | undefined,
  verdict: VerdictKind,
  rule: string | undefined,
): string {
  return noteWith(text ?? plain(verdict, rule), requestId);
}

function plain(verdict: VerdictKind, rule: string | undefined): string {
  if (verdict === "escalate") return "Decided by people";
  return `${verdict === "approve" ? "Approved" : "Rejected"} by rule ${rule ?? "?"}`;
}
