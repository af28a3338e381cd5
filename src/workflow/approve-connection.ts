import type { OrchestrationContext } from "durable-functions";
import { courseOf, standingOf } from "../approval/decide";
import type { Entry } from "../approval/entry";
import type { ApprovalRequest, DesiredStatus, Facts, Order, Outcome, Sight } from "../approval/model";
import { failed, observed, refusedByAzure, refusedByPolicy, unreachable, vanished } from "../approval/outcomes";
import { askPeople } from "./ask-people";
import { type Durable, pause, whyFailed } from "./durable";
import { paceSeconds } from "./pace";
import { confirm, settle } from "./settle";
import { gatherFacts, judge, record } from "./steps";
import { type Story, storyOf } from "./story";

/** How often Azure is asked for the facts while it is busy or cannot be reached: about an hour in all. */
const MOST_LOOKS = 12;
const FIRST_LOOK_SECONDS = 15;

/** A request becomes facts, a decision, one change in Azure, and lines in the log: in that order, once. */
export function* approveConnection(context: OrchestrationContext): Durable<Outcome> {
  const request = context.df.getInput<ApprovalRequest>();
  const run = context.df.newGuid("run");
  const story = storyOf(context, request);
  const outcome = yield* attempted(carryThrough(context, request, run, story));
  const entry: Entry = { kind: "ended", run, at: nowOf(context), request, outcome };
  story.ended(outcome, yield* record.run(context, { connectionId: request.connectionId, entry }));
  return outcome;
}

function* carryThrough(
  context: OrchestrationContext,
  request: ApprovalRequest,
  run: string,
  story: Story,
): Durable<Outcome> {
  story.tell("reading", "accepted", `Request ${request.requestId} of ${request.requestedBy} was accepted`, {
    what: "The facts are read from Azure.",
  });
  const sight = yield* look(context, request, story);
  if (sight.kind === "gone") return vanished(sight.why);
  if (sight.kind === "denied") return refusedByAzure(sight.fault);
  if (sight.kind === "busy") return unreachable(sight.why);

  const { facts } = sight;
  const { status } = facts.connection;
  story.tell("judging", "factsRead", `Azure shows the connection as ${status}`, { what: "Policy judges it." });
  const standing = standingOf(request.desiredStatus, status);
  if (standing.kind === "ended") return standing.outcome;
  if (standing.kind === "asWanted")
    return yield* confirm(context, orderFor(request, facts, "", request.desiredStatus, run), story);

  const { decision, mode } = yield* judge.run(context, facts);
  story.decided(decision);
  const entry: Entry = { kind: "decided", run, round: 0, at: nowOf(context), facts, decision };
  yield* record.run(context, { connectionId: request.connectionId, entry });

  const course = courseOf(request, decision, status);
  if (course.kind === "ask") return yield* askPeople(facts, course.why);
  if (mode === "observe") return observed(course.to, status);
  const settled = yield* settle(context, orderFor(request, facts, decision.note, course.to, run), story);
  return course.granted ? settled : refusedByPolicy(decision.rule, decision.reason, settled);
}

/** Reads the facts; while Azure is busy, waits as it asks to, on durable timers. */
function* look(context: OrchestrationContext, request: ApprovalRequest, story: Story): Durable<Sight> {
  let sight = yield* gatherFacts.run(context, request);
  for (let looks = 1; sight.kind === "busy" && looks < MOST_LOOKS; looks += 1) {
    const asked = sight.retryAfterSeconds ?? FIRST_LOOK_SECONDS;
    const seconds = paceSeconds(asked, asked * 2 ** looks, context.df.instanceId);
    story.tell("reading", "busy", `Azure could not be read: ${sight.why}`, {
      what: `It is asked again in ${seconds} s.`,
    });
    yield* pause(context, seconds);
    sight = yield* gatherFacts.run(context, request);
  }
  return sight;
}

function orderFor(request: ApprovalRequest, facts: Facts, note: string, wanted: DesiredStatus, run: string): Order {
  const { connectionId, requestId } = request;
  return { connectionId, requestId, wanted, note, seen: facts.connection.status, run };
}

/** A step that failed for good, which is our own fault, ends the request with an outcome like everything else. */
function* attempted(work: Durable<Outcome>): Durable<Outcome> {
  try {
    return yield* work;
  } catch (error) {
    const reason = `A step failed on our side, again and again: ${whyFailed(error)}`;
    return failed({
      code: "InternalError",
      reason,
      next: "Read the logs of this instance, mend the cause and send the request again.",
    });
  }
}

function nowOf({ df }: OrchestrationContext): string {
  return df.currentUtcDateTime.toISOString();
}
