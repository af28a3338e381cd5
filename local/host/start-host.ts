import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import type { Log } from "./log";

export type HostOptions = {
  /** The function app: the folder of its host.json and package.json. */
  readonly folder: string;
  /** Settings of the app; they go before local.settings.json. An app reads them from process.env, so one app per process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** On 127.0.0.1; 0 picks a free one. */
  readonly port: number;
  readonly seams: Seams;
  /** Where keys, timer schedules and orchestrations are kept. The caller opens and closes it. */
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly log: Log;
  /** Demands the keys of auth levels, as Azure does. Left out, no key is asked for, as with Core Tools. */
  readonly enforceKeys?: boolean;
};

/** A function of the running app, as a person reads it. */
export type RunningFunction = {
  readonly name: string;
  /** Of its trigger binding, such as `httpTrigger`. */
  readonly trigger: string;
  readonly methods?: readonly string[];
  /** Where an HTTP function answers. */
  readonly url?: string;
  /** Why it does not run, if it does not; the others do. */
  readonly error?: string;
};

export type RunningHost = {
  /** Without a trailing slash: `http://127.0.0.1:7071`. */
  readonly url: string;
  readonly functions: readonly RunningFunction[];
  /** Stops the triggers, lets running invocations finish, then stops the hub and the server. */
  readonly stop: () => Promise<void>;
};

/** Loads a function app and runs it until it is stopped. */
export async function startHost(_options: HostOptions): Promise<RunningHost> {
  throw new Error("not built yet");
}
