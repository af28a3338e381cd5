import type { Withdrawn } from "../approval/entry";
import { questionIn, requestersOf } from "../approval/question";
import type { Principal } from "../identity/principal";
import { whyNotOpen } from "./answer";
import { type Acknowledged, appendOnQuestion, type Log, type Refusal } from "./append-on-question";

type Given = { readonly answerId: string; readonly reason?: string; readonly isRunning: boolean };

/** Takes a request back while people are asked. Whoever signed in to ask can, and an operator. */
export function withdraw(
  connectionId: string,
  principal: Principal,
  { answerId, reason, isRunning }: Given,
  log: Log,
  now: () => Date,
): Promise<Acknowledged | Refusal> {
  const { id, name, roles } = principal;
  return appendOnQuestion(connectionId, log, (entries) => {
    const before = entries.find(
      (entry): entry is Withdrawn => entry.kind === "withdrawn" && entry.answerId === answerId,
    );
    if (before) return before;
    if (!isRunning) return { kind: "refused", code: "AlreadyEnded", why: "Nobody works on the request any more." };
    const question = questionIn(entries);
    if (!question)
      return { kind: "refused", code: "AlreadyDecided", why: "Nobody is asked: there is nothing to take back." };
    const { run, requestId } = question.asked;
    const isOwn = requestersOf(entries, run).some((one) => one.requestId === requestId && one.requesterId === id);
    if (!isOwn && !roles.includes("Operator"))
      return { kind: "refused", code: "NotAsked", why: "Whoever asked for it, or an operator, can withdraw it." };
    const refusal = whyNotOpen(question, now());
    if (refusal) return refusal;
    const at = now().toISOString();
    return {
      kind: "withdrawn",
      run,
      answerId,
      at,
      requestId,
      by: { id, name },
      ...(reason !== undefined && { reason }),
    };
  });
}
