import type { OrchestrationContext } from "durable-functions";
import { durationSeconds } from "../approval/duration";
import type { Asked } from "../approval/entry";
import type { Facts, Outcome } from "../approval/model";
import { vanished } from "../approval/outcomes";
import type { VotesInShort } from "../approval/question";
import { shownText } from "../approval/shown";
import type { Bell } from "./bell";
import { type Durable, inSeconds, TIMER_EARLY_SECONDS } from "./durable";
import type { Case } from "./judge-connection";
import { laterSight } from "./look";
import { closeQuestion, gatherFacts, readVotes } from "./steps";

/** So long nobody looks at Azure at the most: what others do to the connection is noticed within a day. */
const SLICE_SECONDS = 86_400;
const MOST_REMINDERS = 100;

/** How a wait ended: the question is settled or closed, the facts are others by now, or there is nothing left to decide. */
export type Reply =
  | { readonly kind: "votes"; readonly votes: VotesInShort }
  | { readonly kind: "changed"; readonly facts: Facts }
  | { readonly kind: "ended"; readonly outcome: Outcome };

export type Question = {
  readonly asked: Asked;
  /** The place of the question in the log: what came before is no news. */
  readonly index: number;
  readonly facts: Facts;
  readonly bell: Bell;
};

/**
 * Asks, and waits in slices: for a ring, the next reminder, a day to be over, the deadline. What people have answered is
 * read off the log each time: a ring that is lost costs a slice, never a decision.
 */
export function* awaitAnswers(context: OrchestrationContext, work: Case, question: Question): Durable<Reply> {
  const { asked, bell, facts } = question;
  const deadline = new Date(asked.deadline);
  const log = { connectionId: work.request.connectionId, run: work.run };
  let votes = yield* readVotes.run(context, { ...log, after: question.index });
  yield* tell(work, asked, votes);
  let reminders = -1;
  while (votes.standing.kind === "open") {
    const now = context.df.currentUtcDateTime;
    if (now >= deadline) break;
    const due = remindersDue(asked, now);
    if (due > reminders) {
      reminders = due;
      yield* call(work, asked, votes, due);
    }
    const isRung = yield* bell(sliceEnd(now, reminderTime(asked, reminders + 1), deadline));
    const reply = isRung ? undefined : yield* lookAgain(context, work, facts);
    if (reply) return reply;
    votes = yield* readVotes.run(context, { ...log, after: votes.counted });
    yield* tell(work, asked, votes);
  }
  if (votes.standing.kind !== "open") return { kind: "votes", votes };
  const why = `Nobody can answer after ${asked.deadline}.`;
  votes = yield* closeQuestion.run(context, { ...log, after: votes.counted, why });
  yield* tell(work, asked, votes);
  return { kind: "votes", votes };
}

/** Others are told that people are needed; `reminder` 0 is the first time. */
function* call(
  { story, herald }: Case,
  { people, why, deadline }: Asked,
  { askedAt, approvals }: VotesInShort,
  reminder: number,
): Durable<void> {
  const { role, group, quorum, atDeadline } = people;
  const whom = group === undefined ? `People with the role ${role ?? "Approver"}` : `Members of ${group}`;
  const text = `${whom} are asked, ${quorum === 1 ? "one has" : `${quorum} have`} to agree: ${why}`;
  const then = atDeadline === "reject" ? "the connection is rejected" : "it stays as it is";
  story.tell("asking", reminder === 0 ? "asked" : "reminded", text, {
    what: `They decide. If nobody does, ${then}.`,
    at: deadline,
  });
  const asking = { people, askedAt, deadline, approvals, reminder };
  yield* herald.tell("decision.needed", text, { asking });
}

/** The status hears how far they are, and others hear of each vote. */
function* tell(
  { story, herald }: Case,
  { people, deadline }: Asked,
  { askedAt, approvals, decided, counted, news }: VotesInShort,
): Durable<void> {
  const ballots = decided.map(({ by, verdict, at }) => ({ by, verdict, at }));
  story.learn({ asking: { askedAt, deadline, people, approvals, decided: ballots, counted } });
  for (const { by, verdict, comment } of news) {
    const text = `${by.name} ${verdict === "approve" ? "approved" : "rejected"}${comment ? `: ${comment}` : ""}`;
    story.tell("asking", verdict === "approve" ? "approved" : "rejected", text, {
      what: `${approvals} of ${people.quorum} have agreed.`,
      at: deadline,
    });
    yield* herald.tell("decision.made", text, { answer: { by, verdict, comment } });
  }
}

/** Azure is looked at once. Where it cannot be read, people can still decide: the next slice looks again. */
function* lookAgain(context: OrchestrationContext, { request, story }: Case, seen: Facts): Durable<Reply | undefined> {
  const sight = yield* gatherFacts.run(context, request);
  if (sight.kind === "gone") return { kind: "ended", outcome: vanished(sight.why) };
  if (sight.kind !== "found") return undefined;
  const later = laterSight(sight.facts, seen);
  if (later.kind === "ended") return later;
  if (shownText(later.facts) === shownText(seen)) return undefined;
  story.tell("asking", "factsChanged", "The facts have changed since people were asked", {
    what: "Policy judges them anew.",
  });
  return { kind: "changed", facts: later.facts };
}

/** How many reminders are due by then. */
function remindersDue({ at, people }: Asked, now: Date): number {
  const every = durationSeconds(people.remindEvery) ?? SLICE_SECONDS;
  return Math.min(Math.floor((now.getTime() - Date.parse(at)) / (every * 1000)), MOST_REMINDERS);
}

function reminderTime({ at, people }: Asked, reminder: number): Date | undefined {
  if (reminder > MOST_REMINDERS) return undefined;
  return inSeconds(new Date(at), (durationSeconds(people.remindEvery) ?? SLICE_SECONDS) * reminder);
}

/** When to wake up at the latest: never early, so that nobody wakes up twice for one moment. */
function sliceEnd(now: Date, reminder: Date | undefined, deadline: Date): Date {
  const times = [inSeconds(now, SLICE_SECONDS), deadline, ...(reminder ? [reminder] : [])];
  return inSeconds(new Date(Math.min(...times.map((time) => time.getTime()))), TIMER_EARLY_SECONDS);
}
