import { setTimeout as sleep } from "node:timers/promises";
import type { InvocationContext } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { LifecycleEvent } from "../approval/event";
import { instancesOf } from "./instances";
import type { Refusal } from "./refusal";
import { refusedEvent } from "./refused-event";
import type { Ports } from "./take";

/** What becomes of a message that cannot be read: it is kept, and then others hear of it. */
export type Refusing = {
  /** Throws where it cannot be kept: the message then comes again. */
  readonly keep: (refusal: Refusal, messageId: string) => Promise<void>;
  readonly tell: (event: LifecycleEvent) => Promise<unknown>;
};

/** The trigger's side of taking a message: reads its metadata, logs what became of it, hands refusals over. */
export async function receiveMessage(
  body: unknown,
  client: DurableClient,
  context: InvocationContext,
  ports: Omit<Ports, "instances">,
  refusing: Refusing,
): Promise<void> {
  const [{ messageOf }, { takeMessage }] = await Promise.all([import("./message"), import("./take-message")]);
  const message = messageOf(body, context.triggerMetadata ?? {});
  const pace = { wait: (ms: number) => sleep(ms), now: () => new Date() };
  const taken = await takeMessage(message, { ...ports, instances: instancesOf(client) }, pace);
  if (taken.kind === "refused") {
    const event = refusedEvent(taken.refusal, message, taken.requestId);
    await refusing.keep(taken.refusal, event.id);
    context.warn("message refused", { requestId: taken.requestId, reasons: taken.refusal.reasons.length });
    return tellOf(event, context, refusing);
  }
  const { kind: how, instanceId, request } = taken;
  context.info("message taken", { requestId: request.requestId, how, instanceId });
}

/** The message is worth more than the news of it: it is kept whether others hear of it or not. */
async function tellOf(event: LifecycleEvent, context: InvocationContext, { tell }: Refusing): Promise<void> {
  try {
    await tell(event);
  } catch (error) {
    const why = error instanceof Error ? error.name : "unknown";
    context.error("event not announced", { type: event.type, id: event.id, why });
  }
}
