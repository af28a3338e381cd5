import type { SqlStore } from "../store/sqlite";
import { rewound } from "./engine-rewind";
import { faultAt } from "./faults";
import { clientExecutionId, engineExecutionId, type Hub } from "./hub";
import { type HistoryEvent, hasEnded, type RuntimeStatus } from "./protocol";
import {
  eventRaised,
  executionResumed,
  executionStarted,
  executionSuspended,
  executionTerminated,
  genericEvent,
} from "./protocol-events";
import { addMessage, beginInstance, forgetInstance, historyOf, instanceOf, writeHistory } from "./store";

/** What a client may ask of the hub. Everything is on the disk before it is answered. */
export type Client = ReturnType<typeof clientOf>;

export type Start = {
  readonly name: string;
  readonly instanceId?: string | undefined;
  /** JSON text; null for none. */
  readonly input: string | null;
  readonly version?: string | undefined;
};

export type Started =
  | { readonly kind: "started"; readonly instanceId: string }
  | { readonly kind: "exists"; readonly status: RuntimeStatus };

export type Told = { readonly kind: "told" } | { readonly kind: "unknown" } | { readonly kind: "ended" };

export function clientOf(hub: Hub) {
  const write = hub.journal.write;
  return {
    start: (start: Start) => startInstance(hub, start),
    raise: (id: string, name: string, input: string | null) => raise(hub, id, name, input),
    terminate: (id: string, reason: string | null) => tell(hub, id, (now) => [executionTerminated(reason, now)]),
    suspend: (id: string, reason: string | null) => tell(hub, id, (now) => [executionSuspended(reason, now)]),
    resume: (id: string, reason: string | null) => tell(hub, id, (now) => [executionResumed(reason, now)]),
    rewind: (id: string, reason: string | null) => rewind(hub, id, reason),
    restart: (id: string, withNewId: boolean) => restart(hub, id, withNewId),
    purge: (id: string): Promise<Purged> => write((store) => purgeOne(store, id)),
    purgeAll: (ids: readonly string[]): Promise<number> =>
      write((store) => ids.filter((id) => purgeOne(store, id).kind === "purged").length),
  };
}

async function startInstance(hub: Hub, { name, instanceId, input, version }: Start): Promise<Started> {
  const id = instanceId || engineExecutionId(hub);
  const executionId = clientExecutionId(hub);
  const now = hub.seams.clock.now();
  const started = await hub.journal.write((store): Started => {
    const there = instanceOf(store, id);
    if (there && !hasEnded(there.status) && hub.overridable === "NonRunningStates")
      return { kind: "exists", status: there.status };
    const event = executionStarted(
      {
        instanceId: id,
        executionId,
        Name: name,
        Version: version ?? hub.defaultVersion,
        Input: input,
        ParentInstance: null,
        Generation: there ? there.generation + 1 : 0,
      },
      now,
    );
    beginInstance(store, event, now);
    return { kind: "started", instanceId: id };
  });
  hub.setGoing({ instances: [id] });
  return started;
}

async function tell(hub: Hub, id: string, message: (now: number) => readonly HistoryEvent[]): Promise<Told> {
  const told = await hub.journal.write((store): Told => {
    const there = instanceOf(store, id);
    if (!there) return { kind: "unknown" };
    if (hasEnded(there.status)) return { kind: "ended" };
    for (const event of message(hub.seams.clock.now())) addMessage(store, id, event);
    return { kind: "told" };
  });
  hub.setGoing({ instances: [id] });
  return told;
}

async function raise(hub: Hub, id: string, name: string, input: string | null): Promise<Told> {
  const fault = await faultAt(hub.seams, "durable/event");
  return tell(hub, id, (now) => {
    const event = eventRaised(name, input, now);
    return fault?.kind === "twice" ? [event, event] : [event];
  });
}

async function rewind(hub: Hub, id: string, reason: string | null): Promise<Told | { readonly kind: "notFailed" }> {
  const there = instanceOf(hub.store, id);
  if (!there) return { kind: "unknown" };
  const woken = await hub.journal.write((store) =>
    instanceOf(store, id)?.status === "Failed" ? rewindInstance(store, id, reason, hub.seams.clock.now()) : [],
  );
  hub.setGoing({ instances: woken });
  return woken.length > 0 ? { kind: "told" } : { kind: "notFailed" };
}

async function restart(hub: Hub, id: string, withNewId: boolean): Promise<Started | { readonly kind: "unknown" }> {
  const there = instanceOf(hub.store, id);
  if (!there) return { kind: "unknown" };
  const { name, version, input } = there;
  return startInstance(hub, { name, input, version: version ?? undefined, instanceId: withNewId ? undefined : id });
}

export type Purged =
  | { readonly kind: "purged" }
  | { readonly kind: "unknown" }
  | { readonly kind: "running"; readonly status: RuntimeStatus };

function purgeOne(store: SqlStore, id: string): Purged {
  const there = instanceOf(store, id);
  if (!there) return { kind: "unknown" };
  if (!hasEnded(there.status)) return { kind: "running", status: there.status };
  forgetInstance(store, id);
  return { kind: "purged" };
}

/** Returns the instances that go on: this one, or the failed sub-orchestrations that it waits for again. */
function rewindInstance(store: SqlStore, id: string, reason: string | null, now: number): string[] {
  const { history, children } = rewound(historyOf(store, id));
  writeHistory(store, id, 0, history);
  store.run(
    "UPDATE durable_instances SET status = 'Running', output = NULL, updated = ?, events = ? WHERE id = ?",
    now,
    history.length,
    id,
  );
  addMessage(store, id, genericEvent(reason, now));
  const failed = children.filter((child) => instanceOf(store, child)?.status === "Failed");
  return [id, ...failed.flatMap((child) => rewindInstance(store, child, reason, now))];
}
