import type { ApprovalRequest } from "../approval/model";
import { instanceIdOf } from "./instance-id";
import { type Reason, requestFor, type Subject, type Submission } from "./submission";

/** What became of a submission. */
export type Taken = Refused | { readonly kind: How; readonly instanceId: string; readonly request: ApprovalRequest };

export type Refused = { readonly kind: "refused"; readonly code: RefusedCode; readonly reasons: readonly Reason[] };
export type RefusedCode = "NoSuchConnection" | "RequestIdUsed" | "OppositeWish";

/**
 * `started`: the connection's instance runs for this request. `joined`: it was running already, and this request ends
 * with it. `repeated`: this very request is known, running or ended; nothing happens a second time.
 */
export type How = "started" | "joined" | "repeated";

/** The connection that a submission is about, or why there is none. */
export type Resolved =
  | { readonly kind: "connection"; readonly connectionId: string }
  | { readonly kind: "none"; readonly why: string };

/** What taking a submission needs of the world. */
export type Ports = {
  /** Finds the connection of a private endpoint. Throws where Azure cannot be asked. */
  readonly resolve: (subject: Extract<Subject, { kind: "endpoint" }>) => Promise<Resolved>;
  /** Writes into the connection's log that the request was taken. Writing the same again changes nothing. */
  readonly record: (request: ApprovalRequest, how: How) => Promise<void>;
  readonly instances: Instances;
};

export type Instances = {
  readonly find: (instanceId: string) => Promise<Instance | undefined>;
  /** False where an instance with this id is running. */
  readonly start: (instanceId: string, request: ApprovalRequest) => Promise<boolean>;
};

export type Instance = {
  readonly isOpen: boolean;
  /** The one that it was started for last. */
  readonly request?: Partial<ApprovalRequest>;
};

/** Starts the connection's instance, or joins the one that is running. The log hears of it first. */
export async function take(submission: Submission, { resolve, record, instances }: Ports): Promise<Taken> {
  const request = await requestOf(submission, resolve);
  if ("kind" in request) return request;
  const instanceId = instanceIdOf(request.connectionId);

  const how = howWith(await instances.find(instanceId), request);
  if (typeof how !== "string") return how;
  await record(request, how);
  if (how !== "started" || (await instances.start(instanceId, request))) return { kind: how, instanceId, request };
  return joinQuicker(request, { instances, record });
}

/** Somebody was quicker, between the look and the start. */
export async function joinQuicker(
  request: ApprovalRequest,
  { instances, record }: Pick<Ports, "instances" | "record">,
): Promise<Taken> {
  const instanceId = instanceIdOf(request.connectionId);
  const how = howWith(await instances.find(instanceId), request);
  if (typeof how !== "string") return how;
  await record(request, "joined");
  return { kind: "joined", instanceId, request };
}

/** The request with the connection that it is about, or why there is none. */
export async function requestOf(submission: Submission, resolve: Ports["resolve"]): Promise<ApprovalRequest | Refused> {
  const { subject } = submission;
  const resolved = subject.kind === "connection" ? subject : await resolve(subject);
  if (resolved.kind === "connection") return requestFor(submission, resolved.connectionId);
  return {
    kind: "refused",
    code: "NoSuchConnection",
    reasons: [{ path: "privateEndpointId", text: resolved.why }],
  };
}

/** What a request does to the instance that is there; refused where it would be swallowed by one that it has nothing in common with. */
export function howWith(known: Instance | undefined, request: ApprovalRequest): How | Refused {
  const other = known?.request ?? {};
  if (other.requestId === request.requestId) return isSame(other, request) ? "repeated" : requestIdUsed(other);
  if (!known?.isOpen) return "started";
  return (other.desiredStatus ?? request.desiredStatus) === request.desiredStatus ? "joined" : oppositeWish(other);
}

/** Delivered again, everything but the moment is the same. */
function isSame(one: Partial<ApprovalRequest>, other: ApprovalRequest): boolean {
  const compared = ["desiredStatus", "requestedBy", "requesterId", "justification"] as const;
  return compared.every((name) => one[name] === other[name]);
}

function requestIdUsed({ requestedBy }: Partial<ApprovalRequest>): Refused {
  const text = `is the id of another request for this connection, by ${requestedBy ?? "somebody else"}: give this one an id of its own`;
  return { kind: "refused", code: "RequestIdUsed", reasons: [{ path: "requestId", text }] };
}

function oppositeWish({ requestId, desiredStatus }: Partial<ApprovalRequest>): Refused {
  const text = `the connection is being worked on for request ${requestId}, which wants it ${desiredStatus}: withdraw that one, or send this one when it has ended`;
  return { kind: "refused", code: "OppositeWish", reasons: [{ path: "desiredStatus", text }] };
}
