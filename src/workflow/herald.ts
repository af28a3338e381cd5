import type { OrchestrationContext } from "durable-functions";
import { aboutAsked } from "../approval/about";
import type { EventType, LifecycleEvent } from "../approval/event";
import type { ApprovalRequest } from "../approval/model";
import { type Durable, whyFailed } from "./durable";
import { announce } from "./steps";

/** Tells others what happened. The n-th thing told in a run has the same id in every replay and every retry. */
export type Herald = {
  /** What the request is about, once it is known better than by its id, and what policy says; told with all that comes. */
  readonly learn: (known: Required<Known>) => void;
  readonly tell: (type: EventType, text: string, more?: Told) => Durable<void>;
};

type Known = Pick<LifecycleEvent, "about" | "decision">;
type Told = Pick<LifecycleEvent, "asking" | "answer" | "outcome">;

export function heraldOf(context: OrchestrationContext, request: ApprovalRequest, run: string): Herald {
  const { requestId, requestedBy, desiredStatus, justification, connectionId, correlationId } = request;
  let known: Known = { about: aboutAsked(request) };
  let asking: Told["asking"];
  let told = 0;

  return {
    learn(better) {
      known = better;
    },
    *tell(type, text, more = {}) {
      told += 1;
      asking = more.asking ?? asking;
      const event: LifecycleEvent = {
        id: `${run}.${told}`,
        type,
        at: context.df.currentUtcDateTime.toISOString(),
        instanceId: context.df.instanceId,
        connectionId,
        requestId,
        requestedBy,
        desiredStatus,
        justification,
        ...(correlationId !== undefined && { correlationId }),
        ...known,
        text,
        ...more,
        // Whoever was asked is told how it ended.
        ...(more.outcome && asking && { asking }),
      };
      try {
        yield* announce.run(context, event);
      } catch (error) {
        // A decision is worth more than the news of it: the request goes on, and the log of the app has what was not told.
        if (!context.df.isReplaying)
          context.error("event not announced", { type, id: event.id, why: whyFailed(error) });
      }
    },
  };
}
