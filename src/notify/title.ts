import type { LifecycleEvent } from "../approval/event";
import { plain } from "./plain";

const LONGEST_NAME = 60;

/** What a message says in a list of messages: what happened, and to which target. */
export function titleOf(event: LifecycleEvent): string {
  const target = event.about ? `: ${plain(event.about.target.name, LONGEST_NAME)}` : "";
  return `${headOf(event)}${target}`;
}

function headOf(event: LifecycleEvent): string {
  switch (event.type) {
    case "request.accepted":
      return "A request was accepted";
    case "request.refused":
      return "A message could not be read as a request";
    case "decision.needed":
      return needed(event);
    case "decision.made":
      return made(event);
    case "connection.updated":
      return closed(event, event.outcome?.status === "Rejected" ? "Connection rejected" : "Connection approved");
    case "connection.failed":
      return closed(event, "The connection could not be changed");
    case "request.closed":
      return closed(event, "The request ended, and nothing was changed");
  }
}

function needed({ asking }: LifecycleEvent): string {
  const reminder = asking?.reminder ?? 0;
  return reminder === 0 ? "Your decision is needed" : `Reminder ${reminder}: your decision is still needed`;
}

function made({ answer, decision }: LifecycleEvent): string {
  if (answer) return answer.verdict === "approve" ? "Somebody approved" : "Somebody rejected";
  switch (decision?.verdict) {
    case "approve":
      return "Policy approves";
    case "reject":
      return "Policy rejects";
    default:
      return "Policy asks people";
  }
}

/** Whoever was asked sees at once that there is nothing left to do. */
function closed({ asking }: LifecycleEvent, what: string): string {
  return asking ? `Closed. ${what}` : what;
}
