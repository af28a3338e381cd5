import { sameId, targetIdOf } from "../approval/connection-id";
import type {
  ApprovalRequest,
  Connection,
  Consumer,
  Facts,
  Order,
  PollAnswer,
  PutAnswer,
  ReadBack,
  Sight,
  Target,
  Tracker,
} from "../approval/model";
import { type Answer, type ArmClient, isAnswer, type NoAnswer } from "./client";
import { faultOf } from "./faults";
import { readConnection, readPoll, readPut, wait, whyOf } from "./operation";
import { digitalTwins as profile } from "./profiles/digital-twins";
import { connectionIn, connectionsIn, neighbourOf, privateEndpointIdIn, targetIn } from "./shapes";

/** One connection in Azure: looked at, changed, followed, read back. Each call is at most a few requests and never waits. */
export type Connections = {
  /** Reads only. */
  readonly gatherFacts: (request: ApprovalRequest, directory: (subscription: string) => Consumer) => Promise<Sight>;
  /** The same PUT twice is one change: it looks first, and the intent tells our own earlier change from a stranger's. */
  readonly putState: (order: Order, intent: Intent) => Promise<PutAnswer>;
  /** Reads only. */
  readonly poll: (tracker: Tracker) => Promise<PollAnswer>;
  /** Reads only. */
  readonly verify: (order: Order) => Promise<ReadBack>;
};

/** What this run is about to do, kept where a repeated attempt finds it. */
export type Intent = {
  readonly isDeclared: () => Promise<boolean>;
  /** Durable when it resolves; only then may the change be sent. */
  readonly declare: () => Promise<void>;
};

export function connectionsOf(arm: ArmClient, now: () => Date): Connections {
  return {
    gatherFacts: (request, directory) => gatherFacts(arm, request, directory, now),
    putState: (order, intent) => putState(arm, order, intent, now),
    async poll(tracker) {
      const answer = await arm.get(tracker.url);
      return isAnswer(answer) ? readPoll(answer, tracker, now()) : { kind: "unreadable", why: answer.why };
    },
    async verify(order) {
      const answer = await arm.get(pathOf(order.connectionId));
      return isAnswer(answer) ? readConnection(answer, order, profile, now()) : { kind: "unreadable", why: answer.why };
    },
  };
}

export function pathOf(id: string): string {
  return `${id.split("/").map(encodeURIComponent).join("/")}?api-version=${profile.apiVersion}`;
}

async function gatherFacts(
  arm: ArmClient,
  request: ApprovalRequest,
  directory: (subscription: string) => Consumer,
  now: () => Date,
): Promise<Sight> {
  const parent = await arm.get(pathOf(targetIdOf(request.connectionId)));
  const noTarget = unlessOk(parent, now(), "The target could not be read");
  if (noTarget)
    return noTarget.kind === "gone" ? { kind: "gone", why: "The target is gone: Azure no longer knows it." } : noTarget;
  const body = (parent as Answer).body;
  const target = targetIn(body);
  if (!target) return { kind: "busy", why: "the target's body could not be read" };

  const listed = connectionsIn(body)?.find(({ id }) => sameId(id, request.connectionId));
  const seen = listed ? { kind: "found" as const, connection: listed } : await readOne(arm, request.connectionId, now);
  if (seen.kind !== "found") return seen;
  return {
    kind: "found",
    facts: factsOf(request, target, seen.connection, listed ? "target" : "targetAndConnection", directory, now()),
  };
}

async function readOne(
  arm: ArmClient,
  id: string,
  now: () => Date,
): Promise<{ kind: "found"; connection: Connection } | Exclude<Sight, { kind: "found" }>> {
  const answer = await arm.get(pathOf(id));
  const no = unlessOk(answer, now(), "The connection could not be read");
  if (no) return no;
  const connection = connectionIn((answer as Answer).body);
  return connection ? { kind: "found", connection } : { kind: "busy", why: "the connection's body could not be read" };
}

function factsOf(
  request: ApprovalRequest,
  target: Omit<Target, "subscription" | "resourceGroup">,
  connection: Connection,
  readFrom: Facts["readFrom"],
  directory: (subscription: string) => Consumer,
  now: Date,
): Facts {
  const [, , subscription = "", , resourceGroup = ""] = target.id.split("/");
  const listed = target.connections;
  const connections = listed && readFrom === "targetAndConnection" ? [...listed, neighbourOf(connection)] : listed;
  const consumer = connection.privateEndpoint?.subscription;
  return {
    request,
    connection,
    target: { ...target, subscription: subscription.toLowerCase(), resourceGroup, ...(connections && { connections }) },
    consumer: consumer === undefined ? {} : { ...directory(consumer), subscription: consumer },
    readAt: now.toISOString(),
    readFrom,
  };
}

/** What stands in the way of reading a body, or undefined for a 200. */
function unlessOk(answer: Answer | NoAnswer, now: Date, did: string): Exclude<Sight, { kind: "found" }> | undefined {
  if (!isAnswer(answer)) return { kind: "busy", why: answer.why };
  if (answer.status === 200) return undefined;
  if (answer.status === 404) return { kind: "gone", why: "The connection is gone: Azure no longer knows it." };
  if (answer.status === 401 || answer.status === 403) return { kind: "denied", fault: faultOf(answer, did) };
  if (answer.status === 400) return { kind: "denied", fault: faultOf(answer, did) };
  return { kind: "busy", why: whyOf(answer), ...wait(answer, now) };
}

async function putState(arm: ArmClient, order: Order, intent: Intent, now: () => Date): Promise<PutAnswer> {
  const before = await arm.get(pathOf(order.connectionId));
  const settled = await settledBefore(before, order, intent, now());
  if (settled) return settled;
  await intent.declare();

  const path = pathOf(order.connectionId);
  const answer = await arm.put(path, profile.body(order, privateEndpointIdIn((before as Answer).body)));
  if (!isAnswer(answer)) return { kind: "unknown", why: answer.why };
  const reading = readPut(answer, new URL(path, arm.origin), now());
  if (reading.kind !== "lookAgain") return reading;
  const after = await arm.get(path);
  const shown = isAnswer(after) && after.status === 200 ? connectionIn(after.body) : undefined;
  return shown?.status === order.wanted ? { kind: "already", status: shown.status, ours: true } : reading.otherwise;
}

/** What the look before the PUT finds, where it makes the PUT needless or wrong. */
async function settledBefore(
  answer: Answer | NoAnswer,
  order: Order,
  intent: Intent,
  now: Date,
): Promise<PutAnswer | undefined> {
  if (!isAnswer(answer)) return { kind: "unknown", why: answer.why };
  if (answer.status === 404) return { kind: "gone" };
  if (answer.status === 401 || answer.status === 403)
    return { kind: "refused", fault: faultOf(answer, "The connection could not be read") };
  const connection = answer.status === 200 ? connectionIn(answer.body) : undefined;
  if (!connection) return { kind: "unknown", why: whyOf(answer), ...wait(answer, now) };
  if (connection.status === order.wanted)
    return { kind: "already", status: connection.status, ours: await intent.isDeclared() };
  if (connection.status !== order.seen) return { kind: "superseded", status: connection.status };
  return undefined;
}
