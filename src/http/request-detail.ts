import { aboutAsked, aboutOf } from "../approval/about";
import type { Decided, Intended, Recorded } from "../approval/entry";
import type { ApprovalRequest } from "../approval/model";
import { peoplesNote } from "../approval/note";
import { brokenIn, type Question, questionIn, requestersOf, type Vote } from "../approval/question";
import { toldBy } from "../approval/status";
import type { Link } from "../audit/chain";
import { recordedIn } from "../audit/recorded";
import type { Asking, PersonsDecision, RequestDetail } from "../console/api-types";
import type { Principal } from "../identity/principal";
import { shownHashOf } from "../people/shown-hash";
import { alsoAskedIn } from "./also-asked";
import { progressOf } from "./progress";
import { type InstanceStatus, requestViewOf } from "./request-view";
import { type Situation, youFor } from "./you";

/**
 * A request with all that somebody needs to decide it. Where it is comes from its instance; what was judged, asked and
 * answered comes from the log of its connection, which is ahead of the instance.
 */
export function requestDetail(status: InstanceStatus, log: readonly Link[], reader: Principal): RequestDetail {
  const view = requestViewOf(status);
  const { requestId, connectionId } = view.request;
  const entries = recordedIn(connectionId, log);
  const decided = lastDecided(entries, requestId);
  const question = decided && questionIn(entries, decided.run);
  const isAsking = view.stage === "asking" && view.state === "working";
  const progress = progressOf(toldBy(status));
  const note = decided && progress && noteOf(entries, decided.run);
  return {
    ...view,
    ...(decided ? aboutOf(decided.facts) : aboutAsked(view.request)),
    ...alsoAskedIn(entries, requestId, decided?.run),
    ...(decided && { shown: shownIn(entries, decided, question), judgement: decided.decision }),
    ...(question && { asking: askingOf(question, log) }),
    you: youFor(reader, {
      request: view.request,
      requests: decided ? requestersOf(entries, decided.run) : [view.request],
      ...(isAsking && situationOf(entries, question)),
    }),
    ...(question?.standing.kind === "open" && isAsking && { preview: previewOf(question, view.request, reader) }),
    ...(note !== undefined && { note }),
    ...(progress && { progress }),
  };
}

/** What stands before the reader, and the hash to send back with a decision upon it. */
function shownIn(
  entries: readonly Recorded[],
  last: Decided,
  question: Question | undefined,
): NonNullable<RequestDetail["shown"]> {
  if (!question) return { facts: last.facts, hash: shownHashOf(last.facts) };
  const { facts } = decidedIn(entries, question) ?? last;
  return { facts, hash: question.asked.shownHash };
}

function situationOf(entries: readonly Recorded[], question: Question | undefined): Partial<Situation> {
  const broken = brokenIn(entries, question?.asked.run);
  return { ...(question && { asking: askedNow(question) }), ...(broken && { broken: broken.why }) };
}

function askedNow({ asked, votes, standing }: Question): NonNullable<Situation["asking"]> {
  const decided = votes.filter(isValid).map(({ answer: { by, verdict, at } }) => ({ by, verdict, at }));
  return { people: asked.people, decided, isSettled: standing.kind !== "open" };
}

function lastDecided(entries: readonly Recorded[], requestId: string): Decided | undefined {
  return entries.findLast(
    (entry): entry is Decided => entry.kind === "decided" && entry.facts.request.requestId === requestId,
  );
}

/** The judgement, with the facts, that the question is about. */
function decidedIn(entries: readonly Recorded[], { asked: { run, round } }: Question): Decided | undefined {
  return entries.find(
    (entry): entry is Decided => entry.kind === "decided" && entry.run === run && entry.round === round,
  );
}

function noteOf(entries: readonly Recorded[], run: string): string | undefined {
  return entries.findLast((entry): entry is Intended => entry.kind === "intended" && entry.run === run)?.note;
}

function askingOf({ asked, askedAt, approvals, votes }: Question, log: readonly Link[]): Asking {
  const { people, deadline } = asked;
  const { role, group, quorum, atDeadline, veto } = people;
  return {
    askedAt,
    deadline,
    atDeadline,
    quorum,
    approvals,
    decided: votes.filter(isValid).map(({ answer: { by, verdict } }) => ({ by, verdict })),
    decisions: votes.map((vote) => decisionOf(vote, log)),
    ...(role !== undefined && { role }),
    ...(group !== undefined && { group }),
    veto: veto !== false,
  };
}

function decisionOf({ answer, index, void: why }: Vote, log: readonly Link[]): PersonsDecision {
  const { by, verdict, comment, at } = answer;
  const hash = log[index]?.hash ?? "";
  return { by, verdict, comment, at, ...(why !== undefined && { void: why }), entry: { index, hash } };
}

function isValid(vote: Vote): boolean {
  return vote.void === undefined;
}

/** What Azure's description would say if the reader were the last one who decides. */
function previewOf(
  { votes }: Question,
  { requestId, desiredStatus }: ApprovalRequest,
  { id, name }: Principal,
): NonNullable<RequestDetail["preview"]> {
  const others = votes.filter((vote) => isValid(vote) && vote.answer.by.id !== id).map(({ answer }) => answer);
  const namesFor = (verdict: "approve" | "reject") => [
    ...others.filter((one) => one.verdict === verdict).map(({ by }) => by.name),
    name,
  ];
  return {
    // What people keep is left as it is, and nothing is written there.
    ...(desiredStatus === "Approved" && { approve: peoplesNote(requestId, "approve", namesFor("approve")) }),
    reject: peoplesNote(requestId, "reject", namesFor("reject")),
  };
}
