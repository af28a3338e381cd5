import type { OrchestrationContext } from "durable-functions";
import type { Attempt, Delivered, Errand } from "../approval/delivery";
import { type Durable, inSeconds, pause, whyFailed } from "./durable";
import { paceSeconds } from "./pace";
import { sendEvent } from "./steps";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * The waits between attempts, in seconds: eleven attempts over three days, so that a channel may be down for a weekend.
 * The first come soon, because most faults are short and somebody may be waiting to be asked.
 */
const WAITS: readonly number[] = [
  10,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  24 * HOUR,
];
/** A channel that asks for a longer pause is asked earlier than it wants: the budget of a delivery is days, not weeks. */
const LONGEST_ASKED = 24 * HOUR;

/** Brings one event to one channel, on durable timers. Nobody waits for it: a channel that is down delays no other. */
export function* deliverEvent(context: OrchestrationContext): Durable<Delivered> {
  const errand = context.df.getInput<Errand>();
  let attempts = 1;
  let attempt = yield* attempted(context, errand, attempts);
  for (const wait of WAITS) {
    if (attempt.kind !== "tryAgain") break;
    yield* waitBeforeNext(context, errand, attempt, wait);
    attempts += 1;
    attempt = yield* attempted(context, errand, attempts);
  }
  const delivered = endOf(attempt, attempts);
  tell(context, errand, { stage: "ended", text: wordsFor(delivered) });
  return delivered;
}

/** A step that failed for good, which is our own fault, ends the delivery like everything else. */
function* attempted(context: OrchestrationContext, errand: Errand, attempt: number): Durable<Attempt> {
  tell(context, errand, { stage: "sending", text: `Attempt ${attempt}` });
  try {
    return yield* sendEvent.run(context, errand);
  } catch (error) {
    return { kind: "givenUp", why: `a step failed on our side, again and again: ${whyFailed(error)}` };
  }
}

type TryAgain = Extract<Attempt, { kind: "tryAgain" }>;

function* waitBeforeNext(
  context: OrchestrationContext,
  errand: Errand,
  { why, retryAfterSeconds = 0 }: TryAgain,
  wait: number,
): Durable<void> {
  const { currentUtcDateTime, instanceId } = context.df;
  const seconds = paceSeconds(Math.max(wait, Math.min(retryAfterSeconds, LONGEST_ASKED)), 0, instanceId);
  const next = { what: "It is tried again.", at: inSeconds(currentUtcDateTime, seconds).toISOString() };
  tell(context, errand, { stage: "waiting", text: `It was not taken: ${why}`, next });
  yield* pause(context, seconds);
}

function endOf(attempt: Attempt, attempts: number): Delivered {
  if (attempt.kind === "delivered") return { kind: "delivered", attempts };
  const why =
    attempt.kind === "tryAgain" ? `it was not taken in ${attempts} attempts; last: ${attempt.why}` : attempt.why;
  return { kind: "givenUp", attempts, why };
}

function wordsFor(delivered: Delivered): string {
  return delivered.kind === "delivered" ? "It was delivered." : `It was given up: ${delivered.why}`;
}

/** Where a delivery is, in the words that people read. The custom status of its instance. */
type Where = {
  readonly stage: "sending" | "waiting" | "ended";
  readonly text: string;
  readonly next?: { readonly what: string; readonly at: string };
};

function tell({ df }: OrchestrationContext, { channel, event }: Errand, where: Where): void {
  df.setCustomStatus({ channel, event: event.type, requestId: event.requestId, ...where });
}
