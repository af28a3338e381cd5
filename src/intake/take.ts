import type { ApprovalRequest } from "../approval/model";
import { instanceIdOf } from "./instance-id";
import { type Reason, requestFor, type Subject, type Submission } from "./submission";

/** What became of a submission. */
export type Taken =
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] }
  | { readonly kind: How; readonly instanceId: string; readonly request: ApprovalRequest };

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

export type Instance = { readonly isOpen: boolean; readonly requestId?: string };

/** Starts the connection's instance, or joins the one that is running. The log hears of it first. */
export async function take(submission: Submission, { resolve, record, instances }: Ports): Promise<Taken> {
  const resolved = await connectionOf(submission.subject, resolve);
  if (resolved.kind === "none")
    return { kind: "refused", reasons: [{ path: "privateEndpointId", text: resolved.why }] };
  const request = requestFor(submission, resolved.connectionId);
  const instanceId = instanceIdOf(request.connectionId);

  const how = howWith(await instances.find(instanceId), request);
  await record(request, how);
  if (how !== "started" || (await instances.start(instanceId, request))) return { kind: how, instanceId, request };
  // Somebody was quicker, between the look and the start.
  await record(request, "joined");
  return { kind: "joined", instanceId, request };
}

async function connectionOf(subject: Subject, resolve: Ports["resolve"]): Promise<Resolved> {
  return subject.kind === "connection" ? subject : await resolve(subject);
}

function howWith(known: Instance | undefined, { requestId }: ApprovalRequest): How {
  if (known?.requestId === requestId) return "repeated";
  return known?.isOpen ? "joined" : "started";
}
