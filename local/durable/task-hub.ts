import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { activityKey, runActivity } from "./activities";
import { alarmOf } from "./alarm";
import { type Bases, bindingTextFor } from "./binding-text";
import { clientOf } from "./client";
import { episodesOf } from "./episodes";
import { type ApiAnswer, type ApiRequest, answer } from "./http-api";
import type { Hub } from "./hub";
import type { Runner } from "./runner";
import { createTables, pendingWork } from "./store";
import { workersOf } from "./workers";

/** The Durable Task extension on this machine: instances, their histories and the work that comes of them. */
export type TaskHub = {
  /** Takes up whatever was pending when the last process ended, then works until stop. */
  readonly start: () => void;
  /** Starts nothing new and resolves when the running invocations have ended and their results are on the disk. */
  readonly stop: () => Promise<void>;
  /** The HTTP API, for both bases; it works before start as well, and its effects wait for it. */
  readonly handle: (request: ApiRequest) => Promise<ApiAnswer>;
  /** What a `durableClient` input binding is given. */
  readonly bindingText: (bases: Bases) => string;
};

export type HubParts = {
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  readonly runner: Runner;
};

export type HubOptions = {
  /** host.json `extensions.durableTask.hubName`. */
  readonly taskHub?: string;
  /** host.json `extensions.durableTask.defaultVersion`. */
  readonly defaultVersion?: string;
  readonly limits: { readonly maxConcurrentActivities: number; readonly maxConcurrentOrchestrators: number };
  /** `early` (the default) is the real engine's: whole seconds, cut off. `exact` waits until the due time. */
  readonly timers?: "early" | "exact";
  /** host.json `extensions.durableTask.overridableExistingInstanceStates`. */
  readonly overridableExistingInstanceStates?: "NonRunningStates" | "AnyState";
  /** host.json `extensions.durableTask.httpSettings.defaultAsyncRequestSleepTimeMilliseconds`. */
  readonly httpPauseMs?: number;
  /** One line for the developer; no inputs, outputs or keys. */
  readonly log?: (line: string) => void;
};

export function openTaskHub(parts: HubParts, options: HubOptions): TaskHub {
  createTables(parts.store);
  const { limits } = options;
  const hub: Hub = {
    ...parts,
    log: options.log ?? (() => {}),
    timers: options.timers ?? "early",
    defaultVersion: options.defaultVersion ?? null,
    taskHub: options.taskHub ?? "TestHubName",
    httpPauseMs: options.httpPauseMs ?? 30_000,
    overridable: options.overridableExistingInstanceStates ?? "NonRunningStates",
    setGoing({ activities: begun = [], instances = [], timers = false }) {
      for (const { execution, task } of begun) activities.offer(activityKey(execution, task));
      for (const id of instances) orchestrators.offer(id);
      if (timers) alarm.set();
    },
  };
  const failed = (what: string) => (key: string, error: unknown) =>
    hub.log(`durable: ${what} ${key}: ${String(error)}`);
  const orchestrators = workersOf(limits.maxConcurrentOrchestrators, episodesOf(hub), failed("an episode of"));
  const runOne = (key: string) => runActivity(hub, key);
  const activities = workersOf(limits.maxConcurrentActivities, runOne, failed("the activity"));
  const alarm = alarmOf(hub);
  const client = clientOf(hub);

  return {
    start() {
      hub.setGoing(pendingWork(hub.store));
      orchestrators.start();
      activities.start();
      alarm.start();
    },
    async stop() {
      await Promise.all([alarm.stop(), orchestrators.stop(), activities.stop()]);
    },
    handle: (request) => answer(hub, client, request),
    bindingText: (bases) => bindingTextFor(bases, hub.taskHub),
  };
}
