import type { Answered, Asked, Authority, Recorded, Verdict, Withdrawn } from "../approval/entry";
import { authorityFor, brokenIn, isRequester, type Question, questionIn, requestersOf } from "../approval/question";
import type { Principal } from "../identity/principal";
import { type Acknowledged, appendOnQuestion, type Log, type Refusal } from "./append-on-question";

/** A person's decision as it came in. */
export type Answer = {
  /** Of this delivery of this person: sent again, it is the same answer. */
  readonly answerId: string;
  readonly verdict: Verdict;
  readonly comment: string;
  /** Of the facts that stood before them. */
  readonly shownHash: string;
  /** Whether the connection's instance runs: one that an operator stopped has nobody to count. */
  readonly isRunning: boolean;
};

/** Nobody changes their mind more often than that about one question: each time the instance wakes up. */
const MOST_CHANGES = 10;

/**
 * Appends a person's decision to the connection's log. Acknowledged is what is durable there: the orchestrator counts from
 * the log, so that it needs no event to arrive. What would change nothing is refused, with the reason.
 */
export function answer(
  connectionId: string,
  principal: Principal,
  given: Answer,
  log: Log,
  now: () => Date,
): Promise<Acknowledged | Refusal> {
  const { id, name } = principal;
  const { answerId, verdict, comment, shownHash } = given;
  return appendOnQuestion(connectionId, log, (entries) => {
    const before = entries.findLast(
      (entry): entry is Answered => entry.kind === "answered" && entry.answerId === answerId,
    );
    if (before) return repeated(before, given, entries);
    const question = questionIn(entries);
    if (!given.isRunning) return refused("AlreadyEnded", "Nobody works on the request any more.");
    if (!question)
      return (
        whyUnreadable(entries) ??
        refused("AlreadyEnded", "Nobody is asked: policy settles it, or it has not come so far.")
      );
    const { asked } = question;
    const at = now();
    const authority = authorityOf(principal, asked, entries);
    const refusal = whyNotOpen(question, at) ?? ("code" in authority ? authority : whyUseless(question, id, given));
    if (refusal) return refusal;
    return {
      kind: "answered",
      run: asked.run,
      answerId,
      at: at.toISOString(),
      requestId: asked.requestId,
      by: { id, name },
      verdict,
      comment,
      shownHash,
      as: authority as Authority,
    };
  });
}

/** Why a question takes no answer any more. */
export function whyNotOpen({ standing, asked }: Question, at: Date): Refusal | undefined {
  switch (standing.kind) {
    case "approved":
      return refused("AlreadyDecided", "So many have agreed as policy asks for.");
    case "rejected":
      return refused("AlreadyDecided", `${standing.by.map(({ name }) => name).join(", ")} rejected it.`);
    case "withdrawn":
      return refused("AlreadyEnded", `${standing.by.name} withdrew the request.`);
    case "broken":
      return untrusted(standing);
    case "closed":
    case "ended":
      return refused("AlreadyEnded", "The request has ended.");
    case "open":
      return at >= new Date(asked.deadline)
        ? refused("AlreadyEnded", `The deadline was ${asked.deadline}.`)
        : undefined;
  }
}

/** Why there is no question to be read where there should be one. */
export function whyUnreadable(entries: readonly Recorded[]): Refusal | undefined {
  const broken = brokenIn(entries);
  return broken && untrusted(broken);
}

/** What was sent under a key counts for the run that it was sent to; a later one takes it for nothing. */
export function ofThisRun<Sent extends Answered | Withdrawn>(sent: Sent, entries: readonly Recorded[]): Sent | Refusal {
  const asked = entries.findLast((entry): entry is Asked => entry.kind === "asked");
  if (!asked || asked.run === sent.run) return sent;
  return refused(
    "KeyReused",
    `This Idempotency-Key was used at ${sent.at}, for an earlier request for the connection.`,
  );
}

function untrusted({ why }: { readonly why: string }): Refusal {
  return refused("LogBroken", `The connection's log does not hold (${why}). Nobody can decide upon it.`);
}

function repeated(
  before: Answered,
  { verdict, comment, shownHash }: Answer,
  entries: readonly Recorded[],
): Answered | Refusal {
  if (before.verdict === verdict && before.comment === comment && before.shownHash === shownHash)
    return ofThisRun(before, entries);
  return refused("KeyReused", "Another decision was sent under this Idempotency-Key before.");
}

function authorityOf(principal: Principal, { run, people }: Asked, entries: readonly Recorded[]): Authority | Refusal {
  if (principal.kind === "app") return refused("NotAsked", "People decide; this is the identity of an app.");
  if (isRequester(principal, requestersOf(entries, run)))
    return refused("OwnRequest", `${principal.name} asked for it.`);
  const authority = authorityFor(people, principal);
  if (!("lacks" in authority)) return authority;
  const unseen = principal.groupsLeftOut ? " Your token does not list your groups, because there are too many." : "";
  return refused("NotAsked", authority.lacks + (people.group === undefined ? "" : unseen));
}

function whyUseless({ asked, votes }: Question, id: string, { verdict, shownHash }: Answer): Refusal | undefined {
  if (shownHash !== asked.shownHash)
    return refused("FactsChanged", "What you decided on is not, or no longer, what the request is about.");
  const own = votes.filter(({ answer: one }) => one.by.id === id);
  const last = own.findLast((vote) => vote.void === undefined);
  if (last?.answer.verdict === verdict)
    return refused("AlreadyDecided", `You ${verdict === "approve" ? "approved" : "rejected"} it at ${last.answer.at}.`);
  return own.length >= MOST_CHANGES ? refused("AlreadyDecided", "You have changed your mind often enough.") : undefined;
}

function refused(code: Refusal["code"], why: string): Refusal {
  return { kind: "refused", code, why };
}
