import type { InvocationContext } from "@azure/functions";
import type { Attempt, Errand } from "../approval/delivery";
import type { Channel, Place } from "./channels";
import { cloudEventOf } from "./cloud-event";
import { type Posting, post, type Rules } from "./post";
import type { Topic } from "./topic";
import { attemptOf } from "./verdict";

/** What sending needs of the world. */
export type Courier = {
  readonly channels: readonly Channel[];
  readonly consoleUrl: string;
  readonly rules: Rules;
  readonly topic: () => Promise<Topic>;
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
    return await sendTo(channel.place, errand, courier);
  } catch (error) {
    // A text could quote the URL, which is a secret; and an exception would put it into the history.
    return { kind: "tryAgain", why: `it failed on our side (${error instanceof Error ? error.name : "unknown"})` };
  }
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
