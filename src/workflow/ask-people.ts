import type { OrchestrationContext } from "durable-functions";
import { durationSeconds } from "../approval/duration";
import type { Asked } from "../approval/entry";
import type { Facts } from "../approval/model";
import { logBroken, unsettled, withdrawn } from "../approval/outcomes";
import { EVERYBODY, type VotesInShort } from "../approval/question";
import { canonical } from "../json";
import { awaitAnswers } from "./await-answers";
import { bellOf } from "./bell";
import { type Durable, inSeconds } from "./durable";
import { type Case, type Judgment, judged } from "./judge-connection";
import { lookPatiently } from "./look";
import { atDeadline, byPeople, byPolicy, type Resolution } from "./resolution";
import { record } from "./steps";

/** Facts or policy that change each time people have decided: after so often somebody has to look. */
const MOST_ROUNDS = 20;

/** Policy leaves it open, for a reason that people are told. */
type Open = { readonly kind: "open"; readonly judgment: Judgment; readonly why: string };

/**
 * People decide what policy left open. They are asked about certain facts; where those change, or policy asks others by
 * now, they are asked again, until so many agree as policy wants on what Azure shows and policy says at that moment.
 */
export function* askPeople(context: OrchestrationContext, work: Case, open: Open): Durable<Resolution> {
  const bell = bellOf(context);
  const began = context.df.currentUtcDateTime;
  let next: Open | Resolution = open;
  for (let round = 0; round < MOST_ROUNDS && next.kind === "open"; round += 1) {
    const { judgment }: Open = next;
    const asked = questionAbout(context, work, next, began);
    const { index } = yield* record.run(context, { connectionId: work.request.connectionId, entry: asked });
    const reply = yield* awaitAnswers(context, work, { asked, index, facts: judgment.facts, bell });
    if (reply.kind === "votes") next = yield* follow(context, work, { judgment, asked, votes: reply.votes });
    else next = reply.kind === "changed" ? yield* judgeAgain(context, work, reply.facts, judgment) : reply;
  }
  return next.kind === "open" ? ended(unsettled(next.judgment.facts.connection.status)) : next;
}

/** Answers are held against it. However often it is asked anew, the deadline counts from the first time. */
function questionAbout(context: OrchestrationContext, work: Case, { judgment, why }: Open, began: Date): Asked {
  const people = peopleFor(judgment);
  return {
    kind: "asked",
    run: work.run,
    round: judgment.round,
    at: context.df.currentUtcDateTime.toISOString(),
    requestId: work.request.requestId,
    people,
    why,
    shownHash: judgment.shownHash,
    deadline: inSeconds(began, durationSeconds(people.deadline) ?? 0).toISOString(),
  };
}

type Answered = { readonly judgment: Judgment; readonly asked: Asked; readonly votes: VotesInShort };

function* follow(context: OrchestrationContext, work: Case, answered: Answered): Durable<Open | Resolution> {
  const { judgment, asked, votes } = answered;
  const { standing } = votes;
  switch (standing.kind) {
    case "approved":
      return yield* agreed(context, work, answered);
    case "rejected":
      return byPeople(work, judgment, { verdict: "reject", people: standing.by, comment: standing.comment });
    case "withdrawn":
      return ended(withdrawn(standing.by.name, standing.reason, judgment.facts.connection.status));
    case "broken":
      return ended(logBroken(standing.why, judgment.facts.connection.status));
    case "closed":
    case "ended":
    case "open":
      return atDeadline(work, judgment, asked);
  }
}

/** What policy rejects by now, people cannot approve; and whom else it asks by now, they cannot speak for. */
function* agreed(context: OrchestrationContext, work: Case, answered: Answered): Durable<Open | Resolution> {
  const { judgment, asked, votes } = answered;
  const people = votes.decided.filter(({ verdict }) => verdict === "approve").map(({ by }) => by);
  const text = `${people.map(({ name }) => name).join(", ")} agreed`;
  work.story.tell("judging", "quorum", text, { what: "Policy judges it again, on fresh facts." });
  const sight = yield* lookPatiently(context, work, judgment.facts);
  if (sight.kind === "ended") return sight;
  const next = yield* judgeAgain(context, work, sight.facts, judgment);
  if (next.kind !== "open" || !isSameQuestion(asked, next.judgment)) return next;
  return byPeople(work, next.judgment, { verdict: "approve", people, comment: "" });
}

function isSameQuestion({ people, shownHash }: Asked, judgment: Judgment): boolean {
  return shownHash === judgment.shownHash && canonical(people) === canonical(peopleFor(judgment));
}

function* judgeAgain(
  context: OrchestrationContext,
  work: Case,
  facts: Facts,
  { round }: Judgment,
): Durable<Open | Resolution> {
  const judgment = yield* judged(context, work, facts, round + 1);
  const course = byPolicy(work, judgment);
  return course.kind === "ask" ? { kind: "open", judgment, why: course.why } : course;
}

/** A rule that approves or rejects names nobody to ask. */
function peopleFor({ decision }: Judgment) {
  return decision.people ?? EVERYBODY;
}

function ended(outcome: Extract<Resolution, { kind: "ended" }>["outcome"]): Resolution {
  return { kind: "ended", outcome };
}
