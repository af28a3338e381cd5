import type { Asked, Recorded, Withdrawn } from "../approval/entry";
import { questionIn, requestersOf } from "../approval/question";
import type { Principal } from "../identity/principal";
import { ofThisRun, whyNotOpen, whyUnreadable } from "./answer";
import { type Acknowledged, appendOnQuestion, type Log, type Refusal } from "./append-on-question";

const ENDED: Refusal = { kind: "refused", code: "AlreadyEnded", why: "Nobody works on the request any more." };
const NOBODY_ASKED: Refusal = {
  kind: "refused",
  code: "AlreadyDecided",
  why: "Nobody is asked: there is nothing to take back.",
};
const NOT_THEIRS: Refusal = {
  kind: "refused",
  code: "NotAsked",
  why: "Whoever asked for it, or an operator, can withdraw it.",
};

type Given = { readonly answerId: string; readonly reason?: string; readonly isRunning: boolean };

/** Takes a request back while people are asked. Whoever signed in to ask can, and an operator. */
export function withdraw(
  connectionId: string,
  principal: Principal,
  { answerId, reason, isRunning }: Given,
  log: Log,
  now: () => Date,
): Promise<Acknowledged | Refusal> {
  const { id, name } = principal;
  return appendOnQuestion(connectionId, log, (entries) => {
    const before = entries.findLast(
      (entry): entry is Withdrawn => entry.kind === "withdrawn" && entry.answerId === answerId,
    );
    if (before) return ofThisRun(before, entries);
    const at = now();
    const asked = isRunning ? takenBack(entries, principal, at) : ENDED;
    if (asked.kind === "refused") return asked;
    const { run, requestId } = asked;
    return {
      kind: "withdrawn",
      run,
      answerId,
      at: at.toISOString(),
      requestId,
      by: { id, name },
      ...(reason !== undefined && { reason }),
    };
  });
}

/** The question that the withdrawal ends, or why it does not. */
function takenBack(entries: readonly Recorded[], { id, roles }: Principal, at: Date): Asked | Refusal {
  const question = questionIn(entries);
  if (!question) return whyUnreadable(entries) ?? NOBODY_ASKED;
  const { run, requestId } = question.asked;
  // The first one of that id: whoever sends it again under the same id does not make it theirs.
  const first = requestersOf(entries, run).find((one) => one.requestId === requestId);
  const isOwn = first?.requesterId === id;
  if (!isOwn && !roles.includes("Operator")) return NOT_THEIRS;
  return whyNotOpen(question, at) ?? question.asked;
}
