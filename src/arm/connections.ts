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
import { isOurs, readBefore, readConnection, readPoll, readPut, wait, whyOf } from "./operation";
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
      if (new URL(tracker.url).origin !== arm.origin)
        return { kind: "unreadable", why: "the operation is on another origin than ARM_ENDPOINT" };
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
  const parent = bodyOf(await arm.get(pathOf(targetIdOf(request.connectionId))), now(), "The target");
  if (parent.kind !== "body") return parent;
  const target = targetIn(parent.body);
  if (!target) return { kind: "busy", why: "the target's body could not be read" };

  const listed = connectionsIn(parent.body)?.connections.find(({ id }) => sameId(id, request.connectionId));
  if (listed) return { kind: "found", facts: factsOf(request, target, listed, "target", directory, now()) };
  const own = bodyOf(await arm.get(pathOf(request.connectionId)), now(), "The connection");
  if (own.kind !== "body") return own;
  const connection = connectionIn(own.body);
  if (!connection) return { kind: "busy", why: "the connection's body could not be read" };
  return { kind: "found", facts: factsOf(request, target, connection, "targetAndConnection", directory, now()) };
}

function factsOf(
  request: ApprovalRequest,
  target: Omit<Target, "subscription" | "resourceGroup">,
  connection: Connection,
  readFrom: Facts["readFrom"],
  directory: (subscription: string) => Consumer,
  now: Date,
): Facts {
  const listed = target.connections;
  const connections = listed && readFrom === "targetAndConnection" ? [...listed, neighbourOf(connection)] : listed;
  const consumer = connection.privateEndpoint?.subscription;
  return {
    request,
    connection,
    target: { ...target, ...placeOf(target.id), ...(connections && { connections }) },
    consumer: consumer === undefined ? {} : { ...directory(consumer), subscription: consumer },
    readAt: now.toISOString(),
    readFrom,
  };
}

/** Where a resource is, read off its id. */
export function placeOf(id: string): { readonly subscription: string; readonly resourceGroup: string } {
  const [, , subscription = "", , resourceGroup = ""] = id.split("/");
  return { subscription: subscription.toLowerCase(), resourceGroup };
}

/** The body of a 200, or what stands in the way of it. */
export function bodyOf(
  answer: Answer | NoAnswer,
  now: Date,
  what: string,
): { readonly kind: "body"; readonly body: unknown; readonly answer: Answer } | Exclude<Sight, { kind: "found" }> {
  if (!isAnswer(answer)) return { kind: "busy", why: answer.why };
  const { status, body } = answer;
  if (status === 200) return { kind: "body", body, answer };
  if (status === 404) return { kind: "gone", why: `${what} is gone: Azure no longer knows it.` };
  if (status === 400 || status === 401 || status === 403)
    return { kind: "denied", fault: faultOf(answer, `${what} could not be read`) };
  return { kind: "busy", why: whyOf(answer), ...wait(answer, now) };
}

async function putState(arm: ArmClient, order: Order, intent: Intent, now: () => Date): Promise<PutAnswer> {
  const path = pathOf(order.connectionId);
  const before = await arm.get(path);
  if (!isAnswer(before)) return { kind: "unknown", why: before.why };
  const declared = await intent.isDeclared();
  const settled = readBefore(before, { order, declared }, profile, now());
  if (settled) return settled;
  await intent.declare();

  const answer = await arm.put(path, profile.body(order, privateEndpointIdIn(before.body)));
  if (!isAnswer(answer)) return { kind: "unknown", why: answer.why };
  const reading = readPut(answer, new URL(path, arm.origin), now());
  if (reading.kind !== "lookAgain") return reading;
  const after = await arm.get(path);
  if (!isAnswer(after)) return { kind: "unknown", why: after.why };
  const shown = after.status === 200 ? connectionIn(after.body) : undefined;
  if (!shown) return { kind: "unknown", why: whyOf(after), ...wait(after, now()) };
  if (shown.status !== order.wanted) return reading.otherwise;
  return { kind: "already", status: shown.status, ours: declared && isOurs(shown, order, profile) };
}
