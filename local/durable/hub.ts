import { type Seams, uuidFrom } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import type { Runner } from "./runner";
import type { Effects } from "./store-commit";

/** What the hub's parts share. */
export type Hub = {
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  readonly runner: Runner;
  readonly log: (line: string) => void;
  readonly timers: "early" | "exact";
  readonly defaultVersion: string | null;
  readonly taskHub: string;
  readonly httpPauseMs: number;
  readonly overridable: "NonRunningStates" | "AnyState";
  /** Sets going what a commit has made possible. */
  readonly setGoing: (effects: Partial<Effects>) => void;
};

/** With dashes, as a client's start makes them. */
export const clientExecutionId = (hub: Hub): string => uuidFrom(hub.seams.random);

/** Without dashes, as the engine makes them. */
export const engineExecutionId = (hub: Hub): string => uuidFrom(hub.seams.random).replaceAll("-", "");

/** An invocation that could not be asked for at all is asked for again after this. */
export const AGAIN_AFTER_MS = 1000;
