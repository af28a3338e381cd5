import { courseOf, peoplesCourse } from "../approval/decide";
import type { Asked } from "../approval/entry";
import type { DesiredStatus, Facts, Outcome, Person } from "../approval/model";
import { deadlineNote, peoplesNote } from "../approval/note";
import {
  escalationExpired,
  keptByPeople,
  refusedAtDeadline,
  refusedByPeople,
  refusedByPolicy,
} from "../approval/outcomes";
import type { Case, Judgment } from "./judge-connection";

/** What a request has come to: its end, or a change in Azure. */
export type Resolution = Change | { readonly kind: "ended"; readonly outcome: Outcome };

export type Change = {
  readonly kind: "change";
  readonly facts: Facts;
  readonly to: DesiredStatus;
  /** For Azure's description. */
  readonly note: string;
  readonly mode: Judgment["mode"];
  /** There where policy alone wants it. What people decided has been told already. */
  readonly decision?: Judgment["decision"];
  /** What the change, once made, means for whoever asked. */
  readonly meaning: (settled: Outcome) => Outcome;
};

const asItIs = (settled: Outcome) => settled;

/** What policy's judgement comes to, or why people have to be asked. */
export function byPolicy(
  { request }: Case,
  { facts, decision, mode }: Judgment,
): Change | { readonly kind: "ask"; readonly why: string } {
  const { rule, reason, note } = decision;
  const course = courseOf(request, decision, facts.connection.status);
  if (course.kind === "ask") return course;
  const meaning = course.granted ? asItIs : (settled: Outcome) => refusedByPolicy(rule, reason, settled);
  return { kind: "change", facts, to: course.to, note, mode, decision, meaning };
}

/** What people's verdict comes to. The comment is that of the vote that settled it. */
export function byPeople(
  { request }: Case,
  { facts, mode }: Judgment,
  {
    verdict,
    people,
    comment,
  }: { readonly verdict: "approve" | "reject"; readonly people: readonly Person[]; readonly comment: string },
): Resolution {
  const names = people.map(({ name }) => name);
  const to = peoplesCourse(request.desiredStatus, verdict);
  if (to === "leave") return { kind: "ended", outcome: keptByPeople(names, facts.connection.status) };
  const meaning =
    to === request.desiredStatus ? asItIs : (settled: Outcome) => refusedByPeople(names, comment, settled);
  return { kind: "change", facts, to, note: peoplesNote(request.requestId, verdict, names), mode, meaning };
}

/** Nobody has decided. A connection that is Approved is never cut for that, unless it was what somebody asked for. */
export function atDeadline({ request }: Case, { facts, mode }: Judgment, { people, why, deadline }: Asked): Resolution {
  const { status } = facts.connection;
  const isWished = request.desiredStatus === "Rejected";
  if (people.atDeadline === "keepPending" || (status !== "Pending" && !isWished))
    return { kind: "ended", outcome: escalationExpired(why, status) };
  const meaning = isWished ? asItIs : (settled: Outcome) => refusedAtDeadline(deadline, settled);
  return { kind: "change", facts, to: "Rejected", note: deadlineNote(request.requestId), mode, meaning };
}
