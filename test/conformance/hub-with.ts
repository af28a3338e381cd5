import type { ApiAnswer } from "../../local/durable/http-api";
import type { Runner } from "../../local/durable/runner";
import { type HubOptions, openTaskHub, type TaskHub } from "../../local/durable/task-hub";
import { noFaults, seededRandom } from "../../local/seams";
import { journalOf } from "../../local/store/journal";
import { openStore } from "../../local/store/sqlite";
import { type VirtualClock, virtualClock } from "../virtual-clock";

export type TestHub = TaskHub & {
  readonly clock: VirtualClock;
  readonly call: (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;
  readonly status: (id: string) => Promise<Record<string, unknown>>;
};

/** A hub on a virtual clock, in memory. */
export function hubWith(runner: Runner, options: Partial<HubOptions> = {}): TestHub {
  const clock = virtualClock();
  const store = openStore(":memory:");
  const seams = { clock, random: seededRandom(1), faults: noFaults };
  const hub = openTaskHub(
    { store, journal: journalOf(store), seams, runner },
    { taskHub: "HostHub", limits: { maxConcurrentActivities: 10, maxConcurrentOrchestrators: 10 }, ...options },
  );
  hub.start();
  const call = (method: string, path: string, body?: unknown) => callOn(hub, method, path, body);
  const status = async (id: string) =>
    JSON.parse((await call("GET", `instances/${id}`)).body) as Record<string, unknown>;
  return { ...hub, clock, call, status };
}

/** A call as the official client sends it: the body as JSON, nothing for undefined. */
export function callOn(hub: TaskHub, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
  const [below = "", asked = ""] = path.split("?");
  return hub.handle({
    method,
    path: below,
    query: new URLSearchParams(asked),
    body: body === undefined ? undefined : JSON.stringify(body),
    contentType: "application/json",
    base: "http://127.0.0.1:17071/durabletask",
    code: "host",
  });
}
