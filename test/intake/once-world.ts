import type { ApprovalRequest } from "../../src/approval/model";
import { lookAt } from "../../src/audit/look";
import { type Medium, storeOn } from "../../src/audit/store";
import type { OncePorts } from "../../src/intake/take-once";

/** Where logs lie, in memory: an append compares the length, as files and blobs do. */
function memory(): Medium {
  const logs = new Map<string, Buffer>();
  return {
    bytes: async (name) => logs.get(name) ?? Buffer.alloc(0),
    async add(name, { line, length, whole }) {
      const there = logs.get(name) ?? Buffer.alloc(0);
      if (there.length !== length) return false;
      logs.set(name, Buffer.concat([there.subarray(0, whole), Buffer.from(line)]));
      return true;
    },
    async *names() {
      yield* logs.keys();
    },
  };
}

/** A log, instances that know by which request they were started, and a clock that stands until it is put on. */
export function onceWorld(at = "2026-03-02T09:00:00.000Z") {
  const audit = storeOn(memory());
  const running = new Map<string, { isOpen: boolean; request: ApprovalRequest }>();
  const started: string[] = [];
  let now = new Date(at);
  let dies: "beforeStart" | undefined;
  const ports: OncePorts = {
    now: () => now,
    look: (connectionId) => lookAt(audit, connectionId),
    resolve: async () => ({ kind: "none", why: "no connection of this endpoint" }),
    async record(request, how) {
      await audit.append(request.connectionId, { kind: "accepted", at: request.receivedAt, request, how });
    },
    instances: {
      find: async (instanceId) => running.get(instanceId),
      async start(instanceId, request) {
        if (dies === "beforeStart") throw new Error("the process has died");
        if (running.get(instanceId)?.isOpen) return false;
        running.set(instanceId, { isOpen: true, request });
        started.push(request.requestId);
        return true;
      },
    },
  };
  return {
    ports,
    audit,
    started,
    /** The instance ends, as one that has done its work. */
    end(instanceId: string) {
      const instance = running.get(instanceId);
      if (instance) instance.isOpen = false;
    },
    pass(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
    },
    diesBeforeStart(isSo: boolean) {
      dies = isSo ? "beforeStart" : undefined;
    },
  };
}
