import type { Accepted, Answered, Asked, Authority, Recorded, Verdict, Withdrawn } from "./entry";
import type { ApprovalRequest, People, Person } from "./model";

/** The role whose members decide where policy names none. */
const APPROVERS = "Approver";

/** Whom to ask, and for how long, where policy does not say. */
export const EVERYBODY: People = {
  role: APPROVERS,
  quorum: 1,
  remindEvery: "P1D",
  deadline: "P14D",
  atDeadline: "keepPending",
};

/** The event that tells an instance of something new in its connection's log. It carries nothing: what counts is in the log. */
export const BELL = "bell";

/** What people were asked, and what they have answered: all of it read off the log, in its order. */
export type Question = {
  readonly asked: Asked;
  /** When people were asked first in this run. */
  readonly askedAt: string;
  readonly votes: readonly Vote[];
  /** Votes that count, the last one of each person. */
  readonly approvals: number;
  readonly rejections: number;
  readonly standing: Standing;
  /** The place of the last entry that was looked at. */
  readonly counted: number;
};

/** Everything else than `open` is final for this question: an answer that comes later changes nothing. */
export type Standing =
  | { readonly kind: "open" }
  | { readonly kind: "approved" }
  | { readonly kind: "rejected"; readonly by: readonly Person[]; readonly comment: string }
  | { readonly kind: "withdrawn"; readonly by: Person; readonly reason?: string }
  /** The deadline has passed. */
  | { readonly kind: "closed" }
  /** The request has ended. */
  | { readonly kind: "ended" }
  /** Somebody else has written to the log since the request began: nothing in it can be counted. */
  | { readonly kind: "broken"; readonly why: string };

/** An answer and its place in the log; `void` says why it does not count. */
export type Vote = { readonly answer: Answered; readonly index: number; readonly void?: string };

/** A question as far as the orchestrator needs it: small, because it is kept with every turn of the wait. */
export type VotesInShort = {
  readonly standing: Standing;
  readonly askedAt: string;
  readonly approvals: number;
  /** Whose votes count, in the order in which they decided. */
  readonly decided: readonly Ballot[];
  readonly counted: number;
  /** Votes since the last turn. */
  readonly news: readonly Ballot[];
};

export type Ballot = { readonly by: Person; readonly verdict: Verdict; readonly comment: string; readonly at: string };

const MOST_BALLOTS = 20;
const LONGEST_COMMENT = 200;

export function inShort({ standing, askedAt, approvals, votes, counted }: Question, after: number): VotesInShort {
  const ballots = (some: readonly Vote[]) => some.slice(-MOST_BALLOTS).map(({ answer }) => ballotOf(answer));
  return {
    standing,
    askedAt,
    approvals,
    decided: ballots(votes.filter((vote) => vote.void === undefined)),
    counted,
    news: ballots(votes.filter((vote) => vote.void === undefined && vote.index > after)),
  };
}

function ballotOf({ by, verdict, comment, at }: Answered): Ballot {
  return { by, verdict, comment: comment.slice(0, LONGEST_COMMENT), at };
}

/** The latest question of a run; of the last run that asked, where none is named. Undefined where nobody was asked. */
export function questionIn(entries: readonly Recorded[], run?: string): Question | undefined {
  const all = entries.filter((entry): entry is Asked => entry.kind === "asked");
  const asking = run ?? all.at(-1)?.run;
  const rounds = all.filter((one) => one.run === asking);
  const [first, asked] = [rounds[0], rounds.at(-1)];
  if (!first || !asked) return undefined;
  const { votes, settled } = weighed(entries, asked);
  const valid = votes.filter((vote) => vote.void === undefined).map(({ answer }) => answer);
  return {
    asked,
    askedAt: first.at,
    votes,
    approvals: valid.filter(({ verdict }) => verdict === "approve").length,
    rejections: valid.filter(({ verdict }) => verdict === "reject").length,
    standing: brokenIn(entries, asked.run) ??
      endOf(entries, asked) ??
      settled ??
      closedBy(entries, asked) ?? { kind: "open" },
    counted: entries.length - 1,
  };
}

/**
 * Everybody who asked for what this run decides; their answers never count. Who joins while it runs counts where they
 * signed in to ask: a message can name anybody, and must not shut out whom policy asks. The same holds for who asked in
 * earlier runs that left the connection as it was: taking a request back makes nobody a stranger to it.
 */
export function requestersOf(entries: readonly Recorded[], run: string): readonly ApprovalRequest[] {
  const { origin, begun, end } = spanOf(entries, run);
  const others = [
    ...acceptedIn(entries.slice(openSince(entries, origin), origin)),
    ...acceptedIn(entries.slice(begun, end)),
  ];
  return [
    ...acceptedIn(entries.slice(origin, begun)),
    ...others.filter(({ requesterId }) => requesterId !== undefined),
  ];
}

/** After the last end, before a place, with which the connection was settled. */
function openSince(entries: readonly Recorded[], before: number): number {
  const settles = (entry: Recorded) =>
    entry.kind === "ended" && (entry.outcome.kind === "vanished" || (entry.outcome.status ?? "Pending") !== "Pending");
  return entries.slice(0, before).findLastIndex(settles) + 1;
}

/**
 * The part of a log that a run is about. `origin`: what led to it, after the end of the run before it. `begun`: its first
 * entry, or where it would write it. `end`: its last one, or the end of the log. A run that nobody names is the one that
 * goes on now, and has written nothing yet.
 */
export function spanOf(entries: readonly Recorded[], run: string | undefined) {
  const isEnd = ({ kind }: Recorded) => kind === "ended";
  const first = entries.findIndex((entry) => "run" in entry && entry.run === run);
  const begun = first === -1 ? entries.length : first;
  const origin = entries.slice(0, begun).findLastIndex(isEnd) + 1;
  const last = entries.findIndex((entry, place) => place >= begun && isEnd(entry));
  return { origin, begun, end: last === -1 ? entries.length : last };
}

/**
 * Where the log does not hold since what led to a run, or to whatever goes on now. What is broken in earlier requests is
 * there for good, and no reason to decide nothing ever after.
 */
export function brokenIn(
  entries: readonly Recorded[],
  run?: string,
): Extract<Standing, { kind: "broken" }> | undefined {
  return entries.slice(spanOf(entries, run).origin).find((entry) => entry.kind === "broken");
}

/** The requests that a log tells of, in their order. */
export function acceptedIn(entries: readonly Recorded[]): readonly ApprovalRequest[] {
  return entries.filter((entry): entry is Accepted => entry.kind === "accepted").map(({ request }) => request);
}

/** A message names its sender in words alone, so the name counts as well as the id. */
export function isRequester({ id, name }: Person, requests: readonly ApprovalRequest[]): boolean {
  const names = new Set([plain(id), plain(name)]);
  return requests.some(({ requesterId, requestedBy }) => requesterId === id || names.has(plain(requestedBy)));
}

/** By what somebody may answer, or what they lack. A group's members need the role of approvers too: no role, no effect. */
export function authorityFor(
  { role = APPROVERS, group }: People,
  { roles, groups }: { readonly roles: readonly string[]; readonly groups: readonly string[] },
): Authority | { readonly lacks: string } {
  if (!roles.includes(role)) return { lacks: `Only people with the role ${role} are asked.` };
  if (group === undefined) return { role };
  const isMember = groups.some((one) => one.toLowerCase() === group.toLowerCase());
  return isMember ? { role, group } : { lacks: `Only members of the group ${group} are asked.` };
}

const TOO_LATE = "It came after the others had decided.";

/**
 * Goes through the answers in their order. The last answer of a person counts, until so many agree that the question is
 * settled: what is settled stays so.
 */
function weighed(
  entries: readonly Recorded[],
  asked: Asked,
): { readonly votes: readonly Vote[]; readonly settled?: Standing } {
  const votes: Vote[] = [];
  let settled: Standing | undefined;
  for (const [index, answer] of entries.entries()) {
    if (!settled && answer.kind === "accepted") voidOwn(votes, answer);
    if (answer.kind !== "answered" || answer.run !== asked.run) continue;
    const why = settled ? TOO_LATE : whyVoid(answer, asked, requestersOf(entries.slice(0, index), asked.run));
    vote(votes, { answer, index, ...(why !== undefined && { void: why }) });
    settled ??= settledBy(votes, asked.people);
  }
  return { votes, ...(settled && { settled }) };
}

/** Who signs in to ask for it decides nothing of it, and has decided nothing of it. */
function voidOwn(votes: Vote[], { request }: Accepted): void {
  if (request.requesterId === undefined) return;
  for (const [place, cast] of votes.entries())
    if (cast.void === undefined && isRequester(cast.answer.by, [request]))
      votes[place] = { ...cast, void: "They asked for it themselves since." };
}

/** Of each person the last one counts. */
function vote(votes: Vote[], cast: Vote): void {
  const { by } = cast.answer;
  const place = votes.findIndex((one) => one.void === undefined && one.answer.by.id === by.id);
  const earlier = cast.void === undefined ? votes[place] : undefined;
  if (earlier) votes[place] = { ...earlier, void: "They changed their mind." };
  votes.push(cast);
}

function whyVoid(answer: Answered, asked: Asked, requesters: readonly ApprovalRequest[]): string | undefined {
  if (isRequester(answer.by, requesters)) return "They asked for it themselves.";
  if (answer.shownHash !== asked.shownHash) return "The facts have changed since.";
  const { role = APPROVERS, group } = asked.people;
  const isAsked =
    answer.as.role === role && (group === undefined || answer.as.group?.toLowerCase() === group.toLowerCase());
  return isAsked ? undefined : "Policy asks other people by now.";
}

function settledBy(votes: readonly Vote[], { quorum, veto }: People): Standing | undefined {
  const valid = votes.filter((vote) => vote.void === undefined).map(({ answer }) => answer);
  const rejections = valid.filter(({ verdict }) => verdict === "reject");
  const last = rejections.at(-1);
  if (last && rejections.length >= (veto === false ? quorum : 1))
    return { kind: "rejected", by: rejections.map(({ by }) => by), comment: last.comment };
  return valid.filter(({ verdict }) => verdict === "approve").length >= quorum ? { kind: "approved" } : undefined;
}

function endOf(entries: readonly Recorded[], asked: Asked): Standing | undefined {
  const { run } = asked;
  // A run that an operator stopped writes no end; the next run of the connection tells that it is over.
  const isOver = entries
    .slice(entries.indexOf(asked))
    .some((entry) => "run" in entry && (entry.run !== run || entry.kind === "ended"));
  if (isOver) return { kind: "ended" };
  const withdrawn = entries.find((entry): entry is Withdrawn => entry.kind === "withdrawn" && entry.run === run);
  if (!withdrawn) return undefined;
  const { by, reason } = withdrawn;
  return { kind: "withdrawn", by, ...(reason !== undefined && { reason }) };
}

function closedBy(entries: readonly Recorded[], { run }: Asked): Standing | undefined {
  return entries.some((entry) => entry.kind === "closed" && entry.run === run) ? { kind: "closed" } : undefined;
}

/** A name as it is compared with others: written alike, it is the same. */
export function plain(name: string): string {
  return name.trim().normalize("NFKC").toLowerCase();
}
