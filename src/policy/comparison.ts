import type { Facts, Judgement, People } from "../approval/model";
import type { Loaded } from "./load";

/** What a policy lays down for a connection, beside its words: this is what is compared. */
export type Terms = Pick<Judgement, "verdict" | "rule" | "people" | "expiresAfter">;

/** What one policy says of one connection, beside what there is: its status, or what another policy says. */
export type Judged = Terms & {
  readonly connectionId: string;
  readonly consumer?: string;
  /** The status that Azure shows or, in a replay, showed. */
  readonly status: string;
  readonly reason: string;
  /** As of when it was judged; ISO 8601, UTC. */
  readonly at: string;
  /** What it is compared with: what the other policy says, or what was recorded. */
  readonly before?: Terms;
  readonly change: Change;
};

/**
 * widened: approved now, and not before. narrowed: approved before, and not now. moved: neither, and yet another verdict.
 * terms: the same verdict by another rule, of other people, or for another time.
 */
export type Change = "same" | "widened" | "narrowed" | "moved" | "terms";

export type Judging = { readonly at: Date; readonly now: Judgement; readonly before?: Terms | undefined };

export function judged(facts: Facts, { at, now, before }: Judging): Judged {
  const { connection, consumer } = facts;
  return {
    connectionId: connection.id,
    ...(consumer.subscription !== undefined && { consumer: consumer.subscription }),
    status: connection.status,
    ...termsOf(now),
    reason: now.reason,
    at: at.toISOString(),
    ...(before && { before: termsOf(before) }),
    change: before ? changeOf(before, now) : "same",
  };
}

/** With the policy's own directory, which is part of what is asked about: another one may not know the consumer. */
export function judgedAnew(policy: Loaded, facts: Facts, at: Date): Judgement {
  const { subscription } = facts.consumer;
  const consumer = subscription === undefined ? {} : policy.consumerOf(subscription);
  return policy.judge({ ...facts, consumer }, at);
}

function termsOf({ verdict, rule, people, expiresAfter }: Terms): Terms {
  return {
    verdict,
    ...(rule !== undefined && { rule }),
    ...(people && { people }),
    ...(expiresAfter !== undefined && { expiresAfter }),
  };
}

function changeOf(before: Terms, now: Terms): Change {
  if (before.verdict === now.verdict) return differencesOf(before, now).length > 0 ? "terms" : "same";
  if (now.verdict === "approve") return "widened";
  return before.verdict === "approve" ? "narrowed" : "moved";
}

export type Difference = {
  readonly what: "rule" | "people" | "expires";
  readonly before: string;
  readonly now: string;
};

/** What two judgements of one verdict still differ in, in words. */
export function differencesOf(before: Terms, now: Terms): readonly Difference[] {
  const pairs = [
    { what: "rule", before: before.rule ?? "none", now: now.rule ?? "none" },
    { what: "people", before: peopleText(before.people), now: peopleText(now.people) },
    { what: "expires", before: expiryText(before), now: expiryText(now) },
  ] as const;
  return pairs.filter((pair) => pair.before !== pair.now);
}

/** Whom, how many, how long, and what else is not as it mostly is. All of it is in there: what differs reads differently. */
export function peopleText(people: People | undefined): string {
  if (!people) return "nobody";
  const { role, group, quorum, veto, remindEvery, deadline, atDeadline } = people;
  const whom = role ?? `the group ${group}`;
  const parts = [
    `${quorum} of ${whom} within ${deadline}`,
    ...(atDeadline === "reject" ? ["then rejected"] : []),
    ...(veto === false ? ["a rejection is one vote"] : []),
    ...(remindEvery === "P1D" ? [] : [`reminded every ${remindEvery}`]),
  ];
  return parts.join(", ");
}

function expiryText({ expiresAfter }: Terms): string {
  return expiresAfter === undefined ? "never" : `after ${expiresAfter}`;
}

/** One line each, as spreadsheets read it (RFC 4180); a cell that a spreadsheet would run as a formula is not one. */
export function csv(rows: readonly Judged[]): string {
  const head = ["connectionId", "consumer", "status", "verdict", "rule", "reason", "before", "beforeRule", "change"];
  const terms = ["people", "expiresAfter", "beforePeople", "beforeExpiresAfter", "at"];
  const lines = rows.map((row) => [
    row.connectionId,
    row.consumer ?? "",
    row.status,
    row.verdict,
    row.rule ?? "",
    row.reason,
    row.before?.verdict ?? "",
    row.before?.rule ?? "",
    row.change,
    ...termCells(row),
    ...termCells(row.before),
    row.at,
  ]);
  return [[...head, ...terms], ...lines].map((cells) => cells.map(cell).join(",")).join("\r\n");
}

function termCells(terms: Terms | undefined): readonly string[] {
  return [terms?.people ? peopleText(terms.people) : "", terms?.expiresAfter ?? ""];
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
