import type { ConsumerInShort, TargetInShort } from "../approval/about";
import type { Verdict } from "../approval/entry";
import type { LifecycleEvent } from "../approval/event";
import type { People } from "../approval/model";
import { pageOf } from "./cloud-event";
import { plain } from "./plain";
import { isRejection, titleOf } from "./title";

/** An event in the words that people read: what Teams and Slack show, each in its own form. All of it is plain text. */
export type Message = {
  readonly title: string;
  /** What happened, in a sentence. */
  readonly text: string;
  readonly rows: readonly Row[];
  /** Leads to the page of the request, where somebody who signed in can decide. The link itself decides nothing. */
  readonly page?: string;
};
export type Row = { readonly label: string; readonly value: string };

/** Limits in characters: enough to decide whether to look, and far below what Slack and Teams take. */
const LONGEST_NAME = 120;
const LONGEST_WORDS = 400;
/** Slack takes no empty text. */
const NOTHING = "—";

export function messageOf(event: LifecycleEvent, consoleUrl: string): Message {
  const page = pageOf(event, consoleUrl);
  return {
    title: titleOf(event),
    text: plain(textOf(event), LONGEST_WORDS) || NOTHING,
    rows: [...rowsAbout(event), ...rowsOfDecision(event), ...rowsOfAsking(event), ...rowsOfEnd(event)],
    ...(page !== undefined && { page }),
  };
}

/** Who approves what is to be rejected has approved nothing that was asked for. */
function textOf(event: LifecycleEvent): string {
  const { answer, text } = event;
  if (answer?.verdict !== "approve" || !isRejection(event)) return text;
  return `${answer.by.name} wants to keep the connection${answer.comment && `: ${answer.comment}`}`;
}

function rowsAbout(event: LifecycleEvent): readonly Row[] {
  const { about, requestedBy, justification, requestId } = event;
  return [
    ...(about ? [row("Who", consumerIn(about.consumer)), row("Connects to", targetIn(about.target))] : []),
    ...(isRejection(event)
      ? [row("Asked for", "that the connection is rejected, which is final on Digital Twins")]
      : []),
    ...(requestedBy === undefined ? [] : [row("Asked by", plain(requestedBy, LONGEST_NAME))]),
    ...(justification === undefined ? [] : [row("Because", plain(justification, LONGEST_WORDS))]),
    row("Request", plain(requestId, LONGEST_NAME)),
  ];
}

function rowsOfDecision(event: LifecycleEvent): readonly Row[] {
  const { type, decision, answer } = event;
  // Policy asks nobody about what it would approve: people are asked because somebody wants it gone.
  const asks = decision?.verdict === "approve" ? "Why policy would approve it" : "Why policy asks";
  const label = type === "decision.needed" ? asks : "What policy says";
  return [
    ...(decision ? [row(label, policyWords(decision))] : []),
    ...(answer ? [row(verdictLabel(event, answer.verdict), plain(answer.by.name, LONGEST_NAME))] : []),
    ...(answer?.comment ? [row("Comment", plain(answer.comment, LONGEST_WORDS))] : []),
  ];
}

function verdictLabel(event: LifecycleEvent, verdict: Verdict): string {
  if (verdict === "reject") return "Rejected by";
  return isRejection(event) ? "Wants to keep it" : "Approved by";
}

function policyWords({ rule, reason }: NonNullable<LifecycleEvent["decision"]>): string {
  const words = plain(reason, LONGEST_WORDS);
  return rule === undefined ? words : `${words} (rule ${plain(rule, LONGEST_NAME)})`;
}

function rowsOfAsking(event: LifecycleEvent): readonly Row[] {
  const { type, asking } = event;
  if (type !== "decision.needed" || !asking) return [];
  const { people, deadline, approvals } = asking;
  return [
    row("Who decides", whoDecides(people)),
    row(
      isRejection(event) ? "Want to keep it" : "Approvals",
      `${approvals} of ${people.quorum}; whoever asked does not count`,
    ),
    row("Until", timeIn(deadline)),
    row("If nobody decides", atDeadline(event, people)),
  ];
}

function rowsOfEnd({ outcome, asking }: LifecycleEvent): readonly Row[] {
  if (!outcome) return [];
  return [
    ...(asking ? [row("Your answer", "is no longer needed: the request is closed")] : []),
    row("How it ended", plain(outcome.reason, LONGEST_WORDS)),
    row("What to do", plain(outcome.next, LONGEST_WORDS)),
  ];
}

function whoDecides({ role, group }: People): string {
  if (group !== undefined) return `members of the group ${plain(group, LONGEST_NAME)}`;
  return `people with the role ${plain(role ?? "Approver", LONGEST_NAME)}`;
}

function atDeadline(event: LifecycleEvent, { atDeadline: what }: People): string {
  if (what === "reject")
    return "the connection is rejected, which is final on Digital Twins: the consumer has to create a new endpoint";
  return `the connection stays ${isRejection(event) ? "as it is" : "Pending"}, and nothing is changed`;
}

function consumerIn({ owner, tenant, subscription, endpoint }: ConsumerInShort): string {
  const from = subscription && `subscription ${subscription}`;
  return listed(owner, tenant, from, endpoint && `endpoint ${endpoint}`) || "not known yet";
}

function targetIn({ name, env, location }: TargetInShort): string {
  return listed(name, env, location);
}

function listed(...parts: readonly (string | undefined)[]): string {
  return parts.flatMap((part) => plain(part ?? "", LONGEST_NAME) || []).join(", ");
}

/** To the minute: people read it. */
function timeIn(at: string): string {
  return plain(at.replace(/^(.{10})T(.{5}).*Z$/, "$1 $2 UTC"), LONGEST_NAME);
}

function row(label: string, value: string): Row {
  return { label, value: value || NOTHING };
}
