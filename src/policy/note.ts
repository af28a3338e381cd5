import type { VerdictKind } from "../approval/model";
import { oneLine } from "./template";

/** Azure keeps 140 characters of a description. */
const LONGEST_NOTE = 140;
/** Message ids can be longer than the whole note; so much of one tells it from another. */
const LONGEST_ID = 64;

/** What is written into Azure's description: the rule's note, or a plain one, and always the request id. */
export function noteFor(
  requestId: string,
  text: string | undefined,
  verdict: VerdictKind,
  rule: string | undefined,
): string {
  const id = ` (${cut(oneLine(requestId), LONGEST_ID)})`;
  return cut(oneLine(text ?? plain(verdict, rule)).trim(), LONGEST_NOTE - id.length) + id;
}

function plain(verdict: VerdictKind, rule: string | undefined): string {
  if (verdict === "escalate") return "Decided by people";
  return `${verdict === "approve" ? "Approved" : "Rejected"} by rule ${rule ?? "?"}`;
}

/** Never in the middle of a character that takes two units. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
