import type { Accepted, Entry } from "../approval/entry";
import type { ApprovalRequest } from "../approval/model";
import { instanceIdOf } from "./instance-id";
import type { Submission } from "./submission";
import { type How, howWith, type Instance, joinQuicker, type Ports, requestOf, type Taken } from "./take";

/**
 * What became of a delivery that may have come before. `known`: it was taken, and nothing happens a second time.
 * `underway`: another delivery of it is at work, or broke off a moment ago; asking again later tells which.
 */
export type TakenOnce =
  | Taken
  | { readonly kind: "known"; readonly instanceId: string; readonly at: string }
  | { readonly kind: "underway"; readonly instanceId: string };

export type OncePorts = Ports & {
  readonly look: (connectionId: string) => Promise<Log>;
  readonly now: () => Date;
};

/** A connection's log as it is at a moment. */
export type Log = {
  readonly entries: readonly Entry[];
  /** True where this call wrote the entry; false where the log has grown since, or somebody else has written it. */
  readonly append: (entry: Entry) => Promise<boolean>;
};

/** A delivery that wrote down that it takes the request, and has started nothing after so long, has died. */
const GIVEN_UP_SECONDS = 60;
/** The log grows under our hands so often at the very most. */
const MOST_TRIES = 20;

/**
 * Takes a request whose id stands for the delivery: the first one to write it into the log of its connection takes it.
 * Where the first one died between writing and starting, a later one does what it left undone.
 */
export async function takeOnce(submission: Submission, ports: OncePorts): Promise<TakenOnce> {
  const request = await requestOf(submission, ports.resolve);
  if ("kind" in request) return request;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const taken = await tryTake(request, ports);
    if (taken) return taken;
  }
  throw new Error(`The log of a connection kept growing through ${MOST_TRIES} attempts to take a request.`);
}

/** Undefined where somebody else was quicker. */
async function tryTake(request: ApprovalRequest, ports: OncePorts): Promise<TakenOnce | undefined> {
  const instanceId = instanceIdOf(request.connectionId);
  const log = await ports.look(request.connectionId);
  const instance = await ports.instances.find(instanceId);
  const before = log.entries.filter((entry): entry is Accepted => isAcceptedOf(entry, request));
  const [first] = before;
  const last = before.at(-1);
  if (first && last) {
    if (hasBegun(request, log.entries, instance)) return { kind: "known", instanceId, at: first.at };
    if (ports.now().getTime() - Date.parse(last.at) < GIVEN_UP_SECONDS * 1000) return { kind: "underway", instanceId };
  }
  const how = first ? "repeated" : howWith(instance, request);
  if (typeof how !== "string") return how;
  const isWritten = before.some((entry) => entry.how === how);
  if (!isWritten && !(await log.append({ kind: "accepted", at: request.receivedAt, request, how }))) return undefined;
  return begin(request, how, ports);
}

async function begin(request: ApprovalRequest, how: How, { instances, record }: OncePorts): Promise<Taken> {
  const instanceId = instanceIdOf(request.connectionId);
  if (how === "joined") return { kind: "joined", instanceId, request };
  if (await instances.start(instanceId, request)) return { kind: "started", instanceId, request };
  return joinQuicker(request, { instances, record });
}

/** Whether more came of it than the intention to take it. */
function hasBegun(request: ApprovalRequest, entries: readonly Entry[], instance: Instance | undefined): boolean {
  if (instance?.request?.requestId === request.requestId) return true;
  return entries.some(
    (entry) =>
      (isAcceptedOf(entry, request) && entry.how === "joined") ||
      (entry.kind === "ended" && entry.request.requestId === request.requestId),
  );
}

function isAcceptedOf(entry: Entry, { requestId }: ApprovalRequest): entry is Accepted {
  return entry.kind === "accepted" && entry.request.requestId === requestId;
}
