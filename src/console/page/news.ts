import type { RequestDetail } from "../api-types";
import { isOpen, standingOf } from "./standing";
import { verdictVerb, wishOf } from "./wish";

/** What changed in a request, in the sentence that is read out; undefined where nothing did that a person would want to hear. */
export function newsOf(before: RequestDetail, after: RequestDetail, me?: string): string | undefined {
  const [was, is] = [standingOf(before), standingOf(after)];
  const decided = decisionNews(before, after, me);
  const stands = was.kind === is.kind ? undefined : STANDS[is.kind];
  if (decided && !isOpen(is)) return stands ? `${decided} ${stands}` : decided;
  if (decided) return `${decided} ${stillNeeded(after)}`;
  if (was.kind !== is.kind) return stands ?? `${is.word}.`;
  if (before.shown && after.shown && before.shown.hash !== after.shown.hash)
    return "Azure was read again, and the facts have changed.";
  return undefined;
}

const STANDS: { readonly [kind: string]: string } = {
  moving: "Azure is working on it.",
  connected: "Connected: Azure says Approved.",
  rejected: "Rejected for good.",
  refusedByAzure: "Azure refused the change.",
  superseded: "It was settled elsewhere.",
  vanished: "The connection is gone.",
  kept: "It is kept as it is.",
  expired: "Nobody decided in time.",
  withdrawn: "The request was taken back.",
};

/** The reader's own decision is no news to them. */
function decisionNews(before: RequestDetail, after: RequestDetail, me: string | undefined): string | undefined {
  const known = new Set(before.asking?.decisions.map(keyOf));
  const fresh = after.asking?.decisions.find(
    (one) => !known.has(keyOf(one)) && one.void === undefined && one.by.id !== me,
  );
  return fresh && `${fresh.by.name} ${verdictVerb(fresh.verdict, wishOf(after))}.`;
}

function keyOf({
  by,
  at,
  verdict,
}: {
  readonly by: { readonly id: string };
  readonly at: string;
  readonly verdict: string;
}): string {
  return `${by.id} ${at} ${verdict}`;
}

function stillNeeded(request: RequestDetail): string {
  const { asking, you } = request;
  const toKeep = wishOf(request).isRejection ? " to keep it" : "";
  const missing = asking ? asking.quorum - asking.approvals : 0;
  if (missing <= 0) return "The approvals are there.";
  const isMine = you.standing.kind === "mayDecide";
  if (missing === 1 && isMine) return `Yours is the last one needed${toKeep}.`;
  return `${missing === 1 ? "One more approval is" : `${missing} more approvals are`} needed${toKeep}.`;
}

/** Whether showing `after` would put something in, or take something away, above what the reader may be about to press. */
export function movesThings(before: RequestDetail, after: RequestDetail): boolean {
  const standings =
    before.you.standing.kind !== after.you.standing.kind || standingOf(before).kind !== standingOf(after).kind;
  const decisions = before.asking?.decisions.length !== after.asking?.decisions.length;
  return standings || decisions || before.shown?.hash !== after.shown?.hash;
}
