import type { AskingInShort, Me, RequestDetail, RequestSummary } from "../api-types";
import type { Verdict } from "./decision";
import { consumerInside, consumerName } from "./names";
import { clock, day, inWords, type Now, plural } from "./time";
import { verdictVerb, type Wish, wishOf } from "./wish";

/** Sentences that are put together from what is known. */

/** Why people are asked: policy's reason, and what the rule wants. */
export function askedBecause({ judgement, asking, decision, request }: RequestDetail): {
  readonly reason: string;
  readonly rule?: string;
  readonly wants: string;
} {
  const words = (judgement?.reason ?? decision?.reason ?? "policy does not say").replace(/\.$/, "");
  const rule = judgement?.rule ?? decision?.rule;
  const { isRejection } = wishOf({ request });
  if (isRejection && judgement?.verdict === "approve") {
    const who = rule === undefined ? "policy" : `the rule ${rule}`;
    const reason = `a rejection was asked for, and ${who} would approve the connection: ${words}`;
    return { reason, wants: "A rejection cannot be taken back, so people decide." };
  }
  const reason = words;
  const isUnknown =
    judgement?.unknown !== undefined ||
    judgement?.explanation.some(({ rule: one, result }) => one === rule && result === "unknown");
  if (isUnknown || rule === undefined) {
    return { reason, wants: "What is unknown is never allowed without a person." };
  }
  const wanted = asking?.quorum;
  if (wanted === undefined) return { reason, rule, wants: "wants people to decide." };
  return { reason, rule, wants: wanted === 1 ? "wants one person." : `wants ${inWords(wanted)} people.` };
}

type Votes = Pick<AskingInShort, "quorum" | "approvals" | "decided">;

/** How many agree with a verdict if `me` sends it now. What they decided before is taken back by it. */
export function countWith(verdict: Verdict, { approvals, decided }: Votes, me: string): number {
  const mine = decided.find(({ by }) => by.id === me)?.verdict;
  const rejections = decided.filter((one) => one.verdict === "reject").length;
  return (verdict === "approve" ? approvals : rejections) + (mine === verdict ? 0 : 1);
}

/** Whether a verdict settles the request if `me` sends it now: any one rejection does where each of them is a veto. */
export function isLast(verdict: Verdict, asking: Votes & { readonly veto: boolean }, me: string): boolean {
  return (verdict === "reject" && asking.veto) || countWith(verdict, asking, me) >= asking.quorum;
}

/** The line above the two buttons of the phone. */
export function yourShare(asking: Votes, me: string, { isRejection }: Wish): string {
  const { quorum } = asking;
  const place = countWith("approve", asking, me);
  if (quorum === 1) return "You alone decide";
  if (place >= quorum) return `Yours is the last ${isRejection ? "one needed to keep it" : "approval needed"}`;
  return `Yours is ${place} of ${quorum}${isRejection ? " to keep it" : ""}`;
}

/** What happens if nobody acts. */
export function ifNobodyActs(
  { deadline, atDeadline }: { readonly deadline: string; readonly atDeadline: string },
  now: Now,
  { isRejection, status = isRejection ? undefined : "Pending" }: Wish,
): string {
  const when = `${day(deadline, now)} at ${clock(deadline, now)}`;
  // What is not pending any more is cut for a deadline only if that is what was asked for.
  if (atDeadline === "reject" && (isRejection || status === "Pending"))
    return `${when} it is rejected in Azure, for good, and the consumer has to create a new endpoint.`;
  if (status === "Pending") return `${when} it stays pending in Azure and nobody is connected.`;
  if (status === "Approved") return `${when} it stays approved in Azure, and the consumer stays connected.`;
  return `${when} it stays in Azure as it is.`;
}

/** What the button leads to. */
export function thenWords(
  verdict: Verdict,
  asking: Votes & { readonly veto: boolean },
  { id, mode }: Pick<Me, "id" | "mode">,
  wish: Wish,
): string {
  if (mode === "observe") return "Observing: it is recorded, and nothing is sent to Azure.";
  if (verdict === "approve" && wish.isRejection) return keepWords(asking, id);
  const missing = asking.quorum - countWith(verdict, asking, id);
  const more = missing === 1 ? "one more person" : `${inWords(missing)} more people`;
  const verb = `${verdict}${missing === 1 ? "s" : ""}`;
  if (!isLast(verdict, asking, id))
    return `${verdict === "reject" ? "It counts as one vote. " : ""}Nothing changes in Azure until ${more} ${verb}.`;
  return verdict === "reject"
    ? "Azure is changed right after. Nobody can take it back."
    : "Policy is asked once more, Azure is changed right after, and read back.";
}

function keepWords(asking: Votes, me: string): string {
  const missing = asking.quorum - countWith("approve", asking, me);
  if (missing <= 0) return "Policy is asked once more, and the connection is left as it is. Nothing is sent to Azure.";
  const more = missing === 1 ? "one more person wants" : `${inWords(missing)} more people want`;
  return `Nothing is sent to Azure. The connection is kept when ${more} to keep it.`;
}

/** The page's title in the tab: how many wait comes first, since that is what a tab is looked at for. */
export function titleOf(view: string, waiting: number): string {
  return `${waiting > 0 ? `(${waiting}) ` : ""}${view}, Private Link Approver`;
}

export function fromTo({ consumer, target }: Pick<RequestSummary, "consumer" | "target">, wish: Wish): string {
  if (wish.isRejection) return `Rejection asked for: ${consumerInside(consumer)} to ${target.name}`;
  return `${consumerName(consumer)} to ${target.name}`;
}

/** "Tunde Okafor approved", "you approved": the last word so far. */
export function lastWord(request: Pick<RequestSummary, "asking" | "desiredStatus">, me: string | undefined): string {
  const { asking } = request;
  const last = asking?.decided.at(-1);
  if (!last) return "";
  const isYou = last.by.id === me;
  return `${isYou ? "you" : last.by.name} ${verdictVerb(last.verdict, wishOf(request), isYou)}`;
}

export function waitHeading(count: number): string {
  return `${count} ${count === 1 ? "waits" : "wait"} for you.`;
}

export function rulesHeading(rules: number, documents: number): string {
  return `${plural(rules, "rule")} in ${plural(documents, "document")}`;
}
