import type { OrchestrationContext } from "durable-functions";
import { standingOf } from "../approval/decide";
import type { Entry } from "../approval/entry";
import { endingOf } from "../approval/event";
import type { ApprovalRequest, DesiredStatus, Facts, Order, Outcome } from "../approval/model";
import { failed, observed, refusedByAzure, unreachable, vanished } from "../approval/outcomes";
import { askPeople } from "./ask-people";
import { type Durable, whyFailed } from "./durable";
import { heraldOf } from "./herald";
import { type Case, judged } from "./judge-connection";
import { look } from "./look";
import { byPolicy, type Change } from "./resolution";
import { confirm, settle } from "./settle";
import { record } from "./steps";
import { storyOf } from "./story";

/** A request becomes facts, a decision, one change in Azure, and lines in the log: in that order, once. */
export function* approveConnection(context: OrchestrationContext): Durable<Outcome> {
  const request = context.df.getInput<ApprovalRequest>();
  const run = context.df.newGuid("run");
  const work: Case = { request, run, story: storyOf(context, request), herald: heraldOf(context, request, run) };
  const outcome = yield* attempted(carryThrough(context, work));
  const entry: Entry = { kind: "ended", run, at: context.df.currentUtcDateTime.toISOString(), request, outcome };
  work.story.ended(outcome, yield* record.run(context, { connectionId: request.connectionId, entry }));
  yield* work.herald.tell(endingOf(outcome), outcome.reason, { outcome });
  return outcome;
}

function* carryThrough(context: OrchestrationContext, work: Case): Durable<Outcome> {
  const { request, run, story, herald } = work;
  const text = `Request ${request.requestId} of ${request.requestedBy} was accepted`;
  story.tell("reading", "accepted", text, { what: "The facts are read from Azure." });
  yield* herald.tell("request.accepted", text);
  const sight = yield* look(context, work);
  if (sight.kind === "gone") return vanished(sight.why);
  if (sight.kind === "denied") return refusedByAzure(sight.fault);
  if (sight.kind === "busy") return unreachable(sight.why);

  const { facts } = sight;
  const { status } = facts.connection;
  story.tell("judging", "factsRead", `Azure shows the connection as ${status}`, { what: "Policy judges it." });
  const standing = standingOf(request.desiredStatus, status);
  if (standing.kind === "ended") return standing.outcome;
  if (standing.kind === "asWanted")
    return yield* confirm(context, orderFor(request, facts, { to: request.desiredStatus, note: "" }, run), story);

  const judgment = yield* judged(context, work, facts, 0);
  const course = byPolicy(work, judgment);
  const resolution =
    course.kind === "ask" ? yield* askPeople(context, work, { kind: "open", judgment, why: course.why }) : course;
  return resolution.kind === "ended" ? resolution.outcome : yield* carryOut(context, work, resolution);
}

function* carryOut(
  context: OrchestrationContext,
  { request, run, story, herald }: Case,
  change: Change,
): Durable<Outcome> {
  const { facts, to, mode, meaning } = change;
  if (change.decision) {
    const { verdict, reason } = change.decision;
    yield* herald.tell("decision.made", `Policy decided: ${verdict}, because ${reason}`);
  }
  if (mode === "observe") return observed(to, facts.connection.status);
  return meaning(yield* settle(context, orderFor(request, facts, change, run), story));
}

function orderFor(
  { connectionId, requestId }: ApprovalRequest,
  facts: Facts,
  { to, note }: { readonly to: DesiredStatus; readonly note: string },
  run: string,
): Order {
  return { connectionId, requestId, wanted: to, note, seen: facts.connection.status, run };
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
