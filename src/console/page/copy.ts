import type { RequestDetail, RequestSummary } from "../api-types";
import { consumerName } from "./names";
import { clock, day, inWords, type Now, plural } from "./time";

/** Sentences that are put together from what is known. */

/** Why people are asked: policy's reason, and what the rule wants. */
export function askedBecause({ judgement, asking, decision }: RequestDetail): {
  readonly reason: string;
  readonly rule?: string;
  readonly wants: string;
} {
  const reason = (judgement?.reason ?? decision?.reason ?? "policy does not say").replace(/\.$/, "");
  const rule = judgement?.rule ?? decision?.rule;
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

/** The line above the two buttons of the phone. */
export function yourShare({ quorum, approvals }: { readonly quorum: number; readonly approvals: number }): string {
  if (quorum === 1) return "You alone decide";
  if (approvals + 1 >= quorum) return "Yours is the last approval needed";
  return `Yours is ${approvals + 1} of ${quorum}`;
}

export function isLast(asking: { readonly quorum: number; readonly approvals: number }): boolean {
  return asking.approvals + 1 >= asking.quorum;
}

/** What happens if nobody acts. */
export function ifNobodyActs(
  { deadline, atDeadline }: { readonly deadline: string; readonly atDeadline: string },
  now: Now,
): string {
  const when = `${day(deadline, now)} at ${clock(deadline, now)}`;
  return atDeadline === "reject"
    ? `${when} it is rejected in Azure, for good, and the consumer has to create a new endpoint.`
    : `${when} it stays pending in Azure and nobody is connected.`;
}

/** What the button leads to. */
export function thenWords(
  verdict: "approve" | "reject",
  asking: { readonly quorum: number; readonly approvals: number; readonly veto: boolean },
  mode: "enforce" | "observe",
): string {
  if (mode === "observe") return "Observing: it is recorded, and nothing is sent to Azure.";
  if (verdict === "reject") {
    return asking.veto
      ? "Azure is changed right after. Nobody can take it back."
      : "It counts as one vote. Nothing changes in Azure yet.";
  }
  if (isLast(asking)) return "Policy is asked once more, Azure is changed right after, and read back.";
  const missing = asking.quorum - asking.approvals - 1;
  return `Nothing changes in Azure until ${missing === 1 ? "one more person approves" : `${inWords(missing)} more people approve`}.`;
}

/** The page's title in the tab: how many wait comes first, since that is what a tab is looked at for. */
export function titleOf(view: string, waiting: number): string {
  return `${waiting > 0 ? `(${waiting}) ` : ""}${view}, Private Link Approver`;
}

export function fromTo({ consumer, target }: Pick<RequestSummary, "consumer" | "target">): string {
  return `${consumerName(consumer)} to ${target.name}`;
}

/** "Tunde Okafor approved", "you approved": the last word so far. */
export function lastWord({ asking }: Pick<RequestSummary, "asking">, me: string | undefined): string {
  const last = asking?.decided.at(-1);
  if (!last) return "";
  return `${last.by.id === me ? "you" : last.by.name} ${last.verdict === "approve" ? "approved" : "rejected"}`;
}

export function waitHeading(count: number): string {
  return `${count} ${count === 1 ? "waits" : "wait"} for you.`;
}

export function rulesHeading(rules: number, documents: number): string {
  return `${plural(rules, "rule")} in ${plural(documents, "document")}`;
}
