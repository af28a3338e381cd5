import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HistoryEvent } from "../../local/durable/protocol";
import type { State } from "../../local/durable/protocol-state";
import type { Answer } from "../../local/durable/runner";

/** What the real extension and the real library said to each other, one file each, in the order in which it happened. */
export type Recording = ClientCall | OrchestratorCall | ActivityCall;

export type ClientCall = {
  readonly kind: "clientCall";
  readonly file: string;
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
};

export type Trigger = {
  readonly history: readonly HistoryEvent[];
  readonly input: unknown;
  readonly instanceId: string;
};

export type OrchestratorCall = {
  readonly kind: "orchestrator";
  readonly file: string;
  readonly function: string;
  readonly input: Trigger;
  readonly outcome: "returned" | "threw";
  readonly errorMessage?: string;
  readonly state: State;
};

export type ActivityCall = {
  readonly kind: "activity";
  readonly file: string;
  readonly function: string;
  readonly inputAsSent: { readonly string?: string };
  readonly triggerMetadata: { readonly instanceId: { readonly string: string } };
  readonly outcome: "returned" | "threw";
  readonly errorMessage?: string;
  readonly returnValue: TypedData | null;
};

/** A value as the worker sends it. */
type TypedData = { readonly string?: string; readonly int?: number; readonly json?: string };

const FOLDER = join(__dirname, "recordings");

export const recordings: readonly Recording[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .sort()
  .map((file) => ({ ...(JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Recording), file }));

export const orchestratorCalls = recordings.filter((one) => one.kind === "orchestrator");
export const activityCalls = recordings.filter((one) => one.kind === "activity");
export const clientCalls = recordings.filter((one) => one.kind === "clientCall");

/** Every start of an instance that was recorded: an ID can be started anew. */
export function startsOf(): Map<string, OrchestratorCall[]> {
  const starts = new Map<string, OrchestratorCall[]>();
  for (const call of orchestratorCalls) {
    const name = `${call.function} ${call.input.instanceId}`;
    starts.set(name, [...(starts.get(name) ?? []), call]);
  }
  return starts;
}

export function answerIn({ outcome, errorMessage, state }: OrchestratorCall): Answer {
  return outcome === "returned"
    ? { kind: "returned", value: state }
    : { kind: "threw", message: errorMessage ?? "", stack: "Error" };
}

export function valueIn(data: TypedData | null): unknown {
  if (data === null) return undefined;
  return data.json === undefined ? (data.string ?? data.int) : JSON.parse(data.json);
}

/** Instances whose ID the real engine made: it holds an execution ID, which no second run repeats. */
export const EXECUTION_ID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g;
