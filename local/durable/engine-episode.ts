import { type End, endOf } from "./engine-end";
import type { NumberedWork } from "./engine-ground";
import { type Replayed, replay } from "./engine-replay";
import type { Surroundings } from "./engine-script";
import { EventType, type ExecutionStarted, type FailureTexts, type HistoryEvent, type RuntimeStatus } from "./protocol";
import {
  childCreated,
  executionCompleted,
  executionStarted,
  orchestratorCompleted,
  orchestratorStarted,
  taskScheduled,
  timerCreated,
} from "./protocol-events";
import { readState } from "./protocol-state";
import { valueText } from "./protocol-values";
import type { Answer } from "./runner";

/** One episode: the stored history, and what stands behind it in the view that Node is given. */
export type Episode = {
  readonly before: readonly HistoryEvent[];
  /** OrchestratorStarted and the new messages; empty in the first episode after continueAsNew (section 7.6). */
  readonly news: readonly HistoryEvent[];
};

export function episodeOf(before: readonly HistoryEvent[], messages: readonly HistoryEvent[], now: number): Episode {
  return { before, news: messages.length === 0 ? [] : [orchestratorStarted(now), ...messages] };
}

export const viewOf = ({ before, news }: Episode): readonly HistoryEvent[] => [...before, ...news];

export function startedOf(history: readonly HistoryEvent[]): ExecutionStarted | undefined {
  return history.find((event) => event.EventType === EventType.ExecutionStarted);
}

/** What one episode comes to. The shell stores all of it at once, or none. */
export type Decision = {
  /** The first `keep` events stay as they are stored; behind them comes `append`. 0 keeps nothing. */
  readonly keep: number;
  readonly append: readonly HistoryEvent[];
  readonly status: RuntimeStatus;
  /** JSON text, as is the custom status; for a failed, terminated or suspended one the plain reason as JSON. */
  readonly output: string | null;
  readonly customStatus: string | null;
  readonly work: readonly StartedWork[];
  readonly cancelledTimers: readonly number[];
  /** For the parent of a sub-orchestration that has ended. */
  readonly ended: { readonly result: string | null; readonly failure: FailureTexts | undefined } | undefined;
  /** A new generation, which runs at once. */
  readonly again: ExecutionStarted | undefined;
};

export type StartedWork =
  | Exclude<NumberedWork, { readonly kind: "child" }>
  | (Extract<NumberedWork, { readonly kind: "child" }> & { readonly instanceId: string });

/** The app's answer, or that there is no such orchestrator to ask. */
export type AppAnswer = Answer | { readonly kind: "missing" };

export type DecideWith = Surroundings & {
  readonly now: number;
  /** A new execution ID, without dashes, as the engine makes them. */
  readonly newExecutionId: () => string;
  /** The custom status that the instance has. */
  readonly customStatus: string | null;
};

/** The pure heart of the engine: a history, new events and the app's answer become a new history and new work. */
export function decide(episode: Episode, answer: AppAnswer, using: DecideWith): Decision {
  const view = viewOf(episode);
  const started = startedOf(view);
  if (!started) throw new Error("an episode needs an ExecutionStarted event");
  const read = answer.kind === "missing" ? { kind: "none" as const, why: missing(started.Name) } : readState(answer);
  const state = read.kind === "state" ? read.state : undefined;
  const replayed = state && replay(view, state, using);
  const end = endOf(started, view, read, replayed);
  // Per episode what came, so a status that is no longer sent reads null; a termination leaves it (section 4, 8).
  const sent = valueText(state?.customStatus);
  const customStatus = end.kind === "terminated" ? (sent ?? using.customStatus) : sent;
  if (end.kind === "again") return nextGeneration(started, end, customStatus, using);
  return decisionOf(episode, started, end, replayed, customStatus, using.now);
}

function decisionOf(
  episode: Episode,
  started: ExecutionStarted,
  end: Exclude<End, { readonly kind: "again" }>,
  replayed: Replayed | undefined,
  customStatus: string | null,
  now: number,
): Decision {
  const begun = end.kind === "terminated" || end.kind === "broken" ? [] : (replayed?.work ?? []);
  const work = begun.map((one) => withInstanceId(one, started));
  const { status, output, ended } = outcomeOf(end, replayed?.suspended);
  const completed = ended ? [executionCompleted(status, output, ended.failure, now)] : [];
  return {
    ...historyAfter(episode, [...work.map((one) => outgoing(one, now)), ...completed], now),
    status,
    output,
    customStatus,
    work,
    cancelledTimers: replayed?.cancelledTimers ?? [],
    ended,
    again: undefined,
  };
}

const missing = (name: string) =>
  `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: the app registers no orchestrator of this name.`;

/** Incoming events are played once they are stored; one OrchestratorCompleted closes the episode, unless it is there. */
function historyAfter({ before, news }: Episode, outgoing: readonly HistoryEvent[], now: number) {
  // After continueAsNew the whole stored history is this episode's news.
  const fresh = news.length > 0 ? news : before;
  const played = fresh.map((event) =>
    event.EventType === EventType.OrchestratorStarted ? event : { ...event, IsPlayed: true },
  );
  const append = [...played, ...outgoing];
  const closed = append.at(-1)?.EventType === EventType.OrchestratorCompleted;
  return {
    keep: news.length > 0 ? before.length : 0,
    append: closed ? append : [...append, orchestratorCompleted(now)],
  };
}

function outgoing(work: StartedWork, now: number): HistoryEvent {
  if (work.kind === "activity") return taskScheduled(work.id, work.name, now);
  return work.kind === "timer" ? timerCreated(work.id, work.fireAt, now) : childCreated(work.id, work, now);
}

function withInstanceId(work: NumberedWork, started: ExecutionStarted): StartedWork {
  if (work.kind !== "child") return work;
  return { ...work, instanceId: work.instanceId ?? `${started.OrchestrationInstance.ExecutionId}:${work.id}` };
}

type Outcome = Pick<Decision, "status" | "output" | "ended">;

function outcomeOf(end: Exclude<End, { readonly kind: "again" }>, suspended: Replayed["suspended"]): Outcome {
  switch (end.kind) {
    case "open":
      return suspended
        ? { status: "Suspended", output: valueText(suspended.reason), ended: undefined }
        : { status: "Running", output: null, ended: undefined };
    case "completed":
      return { status: "Completed", output: end.output, ended: { result: end.output, failure: undefined } };
    case "terminated": {
      const failure = { Reason: end.reason ?? "", Details: null, FailureDetails: null };
      return { status: "Terminated", output: valueText(end.reason), ended: { result: null, failure } };
    }
    default:
      return { status: "Failed", output: valueText(end.failure.Reason), ended: { result: null, failure: end.failure } };
  }
}

/** `12, 0, what is carried over, 13`: that is what Node is given next, in the same work item (section 7.6). */
function nextGeneration(
  started: ExecutionStarted,
  end: Extract<End, { readonly kind: "again" }>,
  customStatus: string | null,
  { now, newExecutionId }: DecideWith,
): Decision {
  const again = executionStarted(
    {
      instanceId: started.OrchestrationInstance.InstanceId,
      executionId: newExecutionId(),
      Name: started.Name,
      Version: started.Version,
      Input: end.input,
      ParentInstance: started.ParentInstance,
      Generation: null,
    },
    now,
  );
  const carried = end.carried.map((event) => ({ ...event, IsPlayed: true }));
  return {
    keep: 0,
    append: [orchestratorStarted(now), again, ...carried, orchestratorCompleted(now)],
    status: "Running",
    output: null,
    customStatus,
    work: [],
    cancelledTimers: [],
    ended: undefined,
    again,
  };
}
