import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import type { Bases } from "./binding-text";
import type { ApiAnswer, ApiRequest } from "./http-api";
import type { Runner } from "./runner";

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
  /** One line for the developer; no inputs, outputs or keys. */
  readonly log?: (line: string) => void;
};

export function openTaskHub(_parts: HubParts, _options: HubOptions): TaskHub {
  throw new Error("not built yet");
}
