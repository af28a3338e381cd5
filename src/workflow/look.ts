import type { OrchestrationContext } from "durable-functions";
import type { ApprovalRequest, Facts, Outcome, Sight } from "../approval/model";
import { disconnected, refusedByAzure, superseded, unreachableAfter, vanished } from "../approval/outcomes";
import { type Durable, pause } from "./durable";
import { paceSeconds } from "./pace";
import { gatherFacts } from "./steps";
import type { Story } from "./story";

/** How often Azure is asked for the facts while it is busy or cannot be reached: about an hour in all. */
const MOST_LOOKS = 12;
const FIRST_LOOK_SECONDS = 15;
/** Where people have agreed already, so many hours more: what they decided is not dropped because of an outage. */
const MOST_HOURS = 24;
const HOUR_SECONDS = 3_600;

type Looking = { readonly request: ApprovalRequest; readonly story: Story };

/** Reads the facts; while Azure is busy, waits as it asks to, on durable timers. */
export function* look(context: OrchestrationContext, { request, story }: Looking): Durable<Sight> {
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

/** What a later look at a connection comes to: the same connection, still as it was, or the end of the request. */
export type LaterSight =
  | { readonly kind: "found"; readonly facts: Facts }
  | { readonly kind: "ended"; readonly outcome: Outcome };

/** A last look before what people have decided is carried out. */
export function* lookPatiently(context: OrchestrationContext, work: Looking, seen: Facts): Durable<LaterSight> {
  let sight = yield* look(context, work);
  for (let hours = 0; sight.kind === "busy" && hours < MOST_HOURS; hours += 1) {
    yield* pause(context, HOUR_SECONDS);
    sight = yield* gatherFacts.run(context, work.request);
  }
  switch (sight.kind) {
    case "gone":
      return { kind: "ended", outcome: vanished(sight.why) };
    case "denied":
      return { kind: "ended", outcome: refusedByAzure(sight.fault) };
    case "busy":
      return { kind: "ended", outcome: unreachableAfter(sight.why) };
    case "found":
      return laterSight(sight.facts, seen);
  }
}

/** While people were asked, nobody of ours has acted: another status is somebody else's doing. */
export function laterSight(facts: Facts, seen: Facts): LaterSight {
  const { status } = facts.connection;
  const before = seen.connection.status;
  if (status === before) return { kind: "found", facts };
  return {
    kind: "ended",
    outcome: status === "Disconnected" ? disconnected(status) : superseded(status, before),
  };
}
