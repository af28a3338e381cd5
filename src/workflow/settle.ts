import type { OrchestrationContext } from "durable-functions";
import type { Fault, Order, Outcome, PollAnswer, PutAnswer, ReadBack, Tracker } from "../approval/model";
import {
  applied,
  brokenOff,
  disconnected,
  failed,
  metMeanwhile,
  refusedByAzure,
  superseded,
  timedOut,
  unchanged,
  vanished,
} from "../approval/outcomes";
import { type Durable, inSeconds, pause } from "./durable";
import { paceSeconds } from "./pace";
import { poll, putState, verify } from "./steps";
import type { Story } from "./story";

/**
 * How long Azure may take to say whether it takes a change, and from then on to make it. After that there is one last
 * look at the connection.
 */
const DEADLINE_MINUTES = 30;
/** A change of 30 minutes needs fewer (see paceSeconds); the limit is for what nobody foresaw. */
const MOST_LOOKS = 50;
const MOST_PUTS = 8;
/** After so many answers in a row that say nothing of the operation, the connection itself is watched instead (arm-facts 2.3). */
const MOST_UNREADABLE = 3;
/** Before the second attempt at a PUT of which nobody knows what became; doubled each time. */
const FIRST_RETRY_SECONDS = 10;

type Work = {
  readonly context: OrchestrationContext;
  readonly order: Order;
  readonly story: Story;
  readonly began: Date;
};

/** Carries an order out: PUT, then follow the operation as Azure asks, then prove the result by reading it back. */
export function* settle(context: OrchestrationContext, order: Order, story: Story): Durable<Outcome> {
  const work: Work = { context, order, story, began: context.df.currentUtcDateTime };
  const put = yield* send(work);
  switch (put.kind) {
    case "already":
      if (!put.ours) return yield* standsAs(work, metMeanwhile(put.status));
      story.tell("verifying", "sentBefore", "Azure has the change already: it was sent by an earlier attempt", {
        what: "It is read back.",
      });
      return yield* readBack(work);
    case "refused":
      return refusedByAzure(put.fault, order.seen);
    case "superseded":
      return overtaken(put.status, order);
    case "gone":
      return vanished("The connection is gone: Azure no longer knows it.");
    case "unknown":
      yield* waitFor(work, put.retryAfterSeconds);
      return yield* readBack(work, {
        code: "AzureDoesNotTakeIt",
        reason: put.why,
        next: "Reconciliation asks again while the connection is Pending.",
      });
    case "accepted":
      return yield* finish({ ...work, began: context.df.currentUtcDateTime }, put);
  }
}

/** The connection has the wanted status without our doing. It counts when it is at rest: a change under way may fail. */
export function* confirm(context: OrchestrationContext, order: Order, story: Story): Durable<Outcome> {
  const work: Work = { context, order, story, began: context.df.currentUtcDateTime };
  return yield* standsAs(work, unchanged(order.wanted));
}

function* standsAs(work: Work, outcome: Outcome): Durable<Outcome> {
  work.story.tell("verifying", "asWanted", `The connection is ${work.order.wanted} already, not by this request`, {
    what: "It is read back, to see whether that lasts.",
  });
  const seen = yield* readBack(work);
  return seen.kind === "applied" ? outcome : seen;
}

/** Sends the PUT until it is known what became of it. Each attempt looks first, so that a change is sent once. */
function* send(work: Work): Durable<PutAnswer> {
  const { context, order, story, began } = work;
  story.tell("changing", "sending", `Azure is asked to set the connection to ${order.wanted}`);
  let answer = yield* putState.run(context, order);
  for (let puts = 1; answer.kind === "unknown" && puts < MOST_PUTS && isInTime(context, began); puts += 1) {
    const asked = answer.retryAfterSeconds ?? FIRST_RETRY_SECONDS * 2 ** (puts - 1);
    const seconds = secondsUntilNext(work, asked);
    story.tell("changing", "unknown", `What became of the change is not known: ${answer.why}`, {
      what: `The connection is read again in ${seconds} s.`,
    });
    yield* pause(context, seconds);
    answer = yield* putState.run(context, order);
  }
  return answer;
}

type Accepted = Extract<PutAnswer, { kind: "accepted" }>;

function* finish(work: Work, put: Accepted): Durable<Outcome> {
  const outcome = yield* followed(work, put);
  return { ...outcome, ...(put.azureRequestId !== undefined && { azureRequestId: put.azureRequestId }) };
}

function* followed(work: Work, put: Accepted): Durable<Outcome> {
  const { story } = work;
  const sentAt = work.began.toISOString();
  const learnPause = (asked: number | undefined) =>
    story.learn({
      change: { sentAt, httpStatus: put.httpStatus, ...(asked !== undefined && { retryAfterSeconds: asked }) },
    });
  learnPause(put.retryAfterSeconds);
  story.tell(
    "following",
    "sent",
    `Azure answered ${put.httpStatus}${asks(put.retryAfterSeconds)}`,
    nextLook(work, put.retryAfterSeconds),
  );
  if (put.tracker) {
    const end = yield* follow(work, put.tracker, put.retryAfterSeconds, learnPause);
    if (end.kind === "failed" || end.kind === "canceled") return yield* readBack(work, end.fault);
    if (end.kind === "running" || end.kind === "unreadable") yield* waitFor(work, end.retryAfterSeconds);
  } else if (put.httpStatus === 202 || put.retryAfterSeconds !== undefined) {
    yield* waitFor(work, put.retryAfterSeconds);
  }
  return yield* readBack(work);
}

/** Where an operation is followed, and how long Azure asked to wait: for this once, and as a rule. */
type Trail = {
  readonly tracker: Tracker;
  readonly asked: number | undefined;
  readonly usual: number | undefined;
  readonly unreadable: number;
};

/** Follows the operation until it ends, or until its status cannot be read: then the connection itself has to tell. */
function* follow(
  work: Work,
  tracker: Tracker,
  asked: number | undefined,
  learnPause: (asked: number | undefined) => void,
): Durable<PollAnswer> {
  const { context, order, story, began } = work;
  let trail: Trail = { tracker, asked, usual: asked, unreadable: 0 };
  let answer: PollAnswer = { kind: "running" };
  for (
    let looks = 0;
    looks < MOST_LOOKS && trail.unreadable < MOST_UNREADABLE && isInTime(context, began);
    looks += 1
  ) {
    yield* waitFor(work, trail.asked);
    answer = yield* poll.run(context, { order, tracker: trail.tracker });
    if (answer.kind !== "running" && answer.kind !== "unreadable") break;
    trail = continued(trail, answer);
    learnPause(answer.retryAfterSeconds);
    story.tell("following", answer.kind, wordsFor(answer), nextLook(work, trail.asked));
  }
  if (answer.kind === "succeeded")
    story.tell("verifying", "operationDone", "Azure says that the operation succeeded", {
      what: "The connection is read back.",
    });
  return answer;
}

/** A status page that is busy asks for one pause of its own; the pace that the operation asked for stays. */
function continued(trail: Trail, answer: Extract<PollAnswer, { kind: "running" | "unreadable" }>): Trail {
  if (answer.kind === "unreadable")
    return { ...trail, asked: answer.retryAfterSeconds ?? trail.usual, unreadable: trail.unreadable + 1 };
  const asked = answer.retryAfterSeconds ?? trail.usual;
  return { tracker: answer.tracker ?? trail.tracker, asked, usual: asked, unreadable: 0 };
}

/** Reads the connection until it shows the wanted status for good. `fault` is what went against us before, if anything. */
function* readBack(work: Work, fault?: Fault): Durable<Outcome> {
  const { context, order, story, began } = work;
  let seen: ReadBack = yield* verify.run(context, order);
  for (let looks = 1; mayChange(seen, order, fault) && looks < MOST_LOOKS && isInTime(context, began); looks += 1) {
    const asked = seen.retryAfterSeconds;
    story.tell("verifying", "notYet", `${lastSeen(seen)}; it is not settled`, nextLook(work, asked));
    yield* waitFor(work, asked);
    seen = yield* verify.run(context, order);
  }
  return outcomeOf(order, seen, fault);
}

/** Waits as long as Azure asked for with its last answer, whichever of its answers comes next. */
function* waitFor(work: Work, asked: number | undefined): Durable<void> {
  yield* pause(work.context, secondsUntilNext(work, asked));
}

function secondsUntilNext({ context, began }: Work, asked: number | undefined): number {
  return paceSeconds(asked, elapsed(context, began), context.df.instanceId);
}

function outcomeOf(order: Order, seen: ReadBack, fault: Fault | undefined): Outcome {
  if (seen.kind === "settled") return applied(seen.status);
  if (seen.kind === "gone") return vanished("The connection went away while Azure was changing it.");
  if (seen.kind === "elsewhere") return overtaken(seen.status, order);
  if (fault) return failed(fault, "status" in seen ? seen.status : undefined);
  if (seen.kind === "broken") return brokenOff(seen.status, seen.provisioningState);
  return timedOut(DEADLINE_MINUTES, lastSeen(seen));
}

type Unsettled = Extract<ReadBack, { kind: "pending" | "unreadable" }>;

/** The consumer's leaving is nobody's decision. */
function overtaken(status: string, order: Order): Outcome {
  return status === "Disconnected" ? disconnected(status) : superseded(status, order.seen);
}

/** After a failure the old status is the answer; the wanted one that is not at rest yet may still come true. */
function mayChange(seen: ReadBack, { wanted }: Order, fault: Fault | undefined): seen is Unsettled {
  return seen.kind === "unreadable" || (seen.kind === "pending" && (!fault || seen.status === wanted));
}

function lastSeen(seen: Unsettled): string {
  if (seen.kind === "unreadable") return `the connection could not be read (${seen.why})`;
  const provisioning = seen.provisioningState ? ` with provisioningState ${seen.provisioningState}` : "";
  return `Azure shows ${seen.status}${provisioning}`;
}

function wordsFor(answer: Extract<PollAnswer, { kind: "running" | "unreadable" }>): string {
  if (answer.kind === "unreadable") return `The operation's status could not be read: ${answer.why}`;
  const percent = answer.percentComplete === undefined ? "" : ` (${answer.percentComplete} %)`;
  return `Azure is working${percent}${asks(answer.retryAfterSeconds)}`;
}

function asks(seconds: number | undefined): string {
  return seconds === undefined ? "" : ` and asks to be asked again after ${seconds} s`;
}

function nextLook(work: Work, asked: number | undefined) {
  const at = inSeconds(work.context.df.currentUtcDateTime, secondsUntilNext(work, asked)).toISOString();
  return { what: "Azure is asked again.", at };
}

function isInTime(context: OrchestrationContext, began: Date): boolean {
  return elapsed(context, began) < DEADLINE_MINUTES * 60;
}

function elapsed({ df }: OrchestrationContext, began: Date): number {
  return (df.currentUtcDateTime.getTime() - began.getTime()) / 1000;
}
