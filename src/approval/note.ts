import type { Verdict } from "./entry";

/** Azure keeps 140 characters of a description. */
const LONGEST_NOTE = 140;
/** Message ids can be longer than the whole note; so much of one tells it from another. */
const LONGEST_ID = 64;

/** What is written into Azure's description: the text, and always the request id. */
export function noteWith(text: string, requestId: string): string {
  const id = ` (${cut(oneLine(requestId), LONGEST_ID)})`;
  return cut(oneLine(text).trim(), LONGEST_NOTE - id.length) + id;
}

/** Where people have decided: who did. */
export function peoplesNote(requestId: string, verdict: Verdict, names: readonly string[]): string {
  const by = names.length > 0 ? ` by ${names.join(", ")}` : "";
  return noteWith(`${verdict === "approve" ? "Approved" : "Rejected"}${by}`, requestId);
}

/** Where nobody has, and policy says what happens then. */
export function deadlineNote(requestId: string): string {
  return noteWith("Rejected: nobody decided in time", requestId);
}

/** No character that breaks a line, is invisible or turns the direction of text. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replace(/ {2,}/g, " ");
}

/** Never in the middle of a character that takes two units. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
