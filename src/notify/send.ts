import type { Attempt, Errand } from "../approval/delivery";
import type { Channel } from "./channels";

/** One attempt to bring an event to its channel. Sent twice, it has the same ids, by which receivers know a repeat. */
export async function sendEvent({ channel: name }: Errand, channels: readonly Channel[]): Promise<Attempt> {
  const channel = channels.find((one) => one.name === name);
  if (!channel) return { kind: "givenUp", why: "no channel of this name is configured any more" };
  return { kind: "givenUp", why: `the app has nothing yet that sends to a ${channel.place.kind}` };
}
