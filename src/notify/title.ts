import type { LifecycleEvent } from "../approval/event";
import { plain } from "./plain";

const LONGEST_NAME = 60;

/** What a message says in a list of messages: what happened, and to which target. */
export function titleOf(event: LifecycleEvent): string {
  const target = event.about ? `: ${plain(event.about.target.name, LONGEST_NAME)}` : "";
  return `${headOf(event)}${target}`;
}

/** Whether what is asked for is that a connection goes. Approving then means to keep it. */
export function isRejection({ desiredStatus }: LifecycleEvent): boolean {
  return desiredStatus === "Rejected";
}

function headOf(event: LifecycleEvent): string {
  switch (event.type) {
    case "request.accepted":
      return isRejection(event) ? "A request for a rejection was accepted" : "A request was accepted";
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

function needed(event: LifecycleEvent): string {
  const reminder = event.asking?.reminder ?? 0;
  const what = isRejection(event) ? "decision on a rejection" : "decision";
  return reminder === 0 ? `Your ${what} is needed` : `Reminder ${reminder}: your ${what} is still needed`;
}

function made(event: LifecycleEvent): string {
  const { answer, decision } = event;
  if (answer?.verdict === "reject") return "Somebody rejected";
  if (answer) return isRejection(event) ? "Somebody wants to keep the connection" : "Somebody approved";
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
