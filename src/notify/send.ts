import type { InvocationContext } from "@azure/functions";
import type { Attempt, Errand } from "../approval/delivery";
import type { LifecycleEvent } from "../approval/event";
import type { Channel, Place } from "./channels";
import { cloudEventOf } from "./cloud-event";
import { type Posting, post, type Rules } from "./post";
import type { Rests } from "./rests";
import type { Topic } from "./topic";
import { attemptOf } from "./verdict";

/** What sending needs of the world. */
export type Courier = {
  readonly channels: readonly Channel[];
  readonly consoleUrl: string;
  readonly rules: Rules;
  readonly topic: () => Promise<Topic>;
  /** Whether the request that an event is about has ended. */
  readonly isOver: (event: LifecycleEvent) => Promise<boolean>;
  readonly rests: Rests;
  readonly now: () => Date;
};

/** One attempt to bring an event to its channel. Sent twice, it has the same ids, by which receivers know a repeat. */
export async function sendEvent(errand: Errand, courier: Courier, log: Pick<InvocationContext, "info">) {
  const attempt = await attempted(errand, courier);
  const { deliveryId, channel, event } = errand;
  log.info("notification", { deliveryId, channel, event: event.type, requestId: event.requestId, ...attempt });
  return attempt;
}

async function attempted(errand: Errand, courier: Courier): Promise<Attempt> {
  const channel = courier.channels.find(({ name }) => name === errand.channel);
  if (!channel) return { kind: "givenUp", why: "no channel of this name is configured any more" };
  try {
    if (isQuestionInChat(channel, errand) && (await courier.isOver(errand.event)))
      return { kind: "givenUp", why: "the request ended before the channel took the question" };
    return await sentTo(channel, errand, courier);
  } catch (error) {
    // A text could quote the URL, which is a secret; and an exception would put it into the history.
    return { kind: "tryAgain", why: `it failed on our side (${error instanceof Error ? error.name : "unknown"})` };
  }
}

/** People read from top to bottom, and would take a question below the news that it is closed for a new one. */
function isQuestionInChat({ place }: Channel, { event }: Errand): boolean {
  return (place.kind === "teams" || place.kind === "slack") && event.type === "decision.needed";
}

async function sentTo({ name, place }: Channel, errand: Errand, courier: Courier): Promise<Attempt> {
  const { rests, now } = courier;
  const seconds = rests.before(name);
  if (seconds > 0)
    return { kind: "tryAgain", why: "it did not answer others in time, a moment ago", retryAfterSeconds: seconds };
  const began = now().getTime();
  const attempt = await sendTo(place, errand, courier);
  rests.after(name, now().getTime() - began, attempt.kind === "delivered");
  return attempt;
}

async function sendTo(place: Place, { deliveryId, event }: Errand, courier: Courier): Promise<Attempt> {
  const { consoleUrl, rules, topic, now } = courier;
  switch (place.kind) {
    case "topic":
      return (await topic()).send(event, cloudEventOf(event, consoleUrl));
    case "webhook": {
      const { signedPosting } = await import("./webhook");
      return posted(signedPosting(cloudEventOf(event, consoleUrl), place, deliveryId, now()), rules);
    }
    case "teams": {
      const { teamsPosting } = await import("./teams");
      return posted(teamsPosting(event, place.url, consoleUrl), rules);
    }
    case "slack": {
      const { slackPosting } = await import("./slack");
      return posted(slackPosting(event, place.url, consoleUrl), rules);
    }
  }
}

async function posted(posting: Posting, rules: Rules): Promise<Attempt> {
  return attemptOf(await post(posting, rules));
}
