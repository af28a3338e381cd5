import type { SqlStore } from "../store/sqlite";
import type { Decision, StartedWork } from "./engine-episode";
import { wakesAt } from "./engine-timers";
import { type ExecutionStarted, hasEnded } from "./protocol";
import { childCompleted, childFailed, executionStarted, timerFired } from "./protocol-events";
import { valueText } from "./protocol-values";
import { addMessage, beginInstance, forgetOpenWork, type Instance, instanceOf, writeHistory } from "./store";

export type Commit = {
  readonly instance: Instance;
  readonly started: ExecutionStarted;
  /** The last message that the episode took in. */
  readonly upTo: number;
  readonly decision: Decision;
  readonly now: number;
  readonly timers: "early" | "exact";
  readonly newExecutionId: () => string;
};

/** What the shell has to set going once the commit is on the disk. */
export type Effects = {
  readonly activities: readonly { readonly execution: string; readonly task: number }[];
  readonly instances: readonly string[];
  readonly timers: boolean;
};

/** Writes all that one episode came to. Undefined: the instance was replaced meanwhile, and the answer is for nobody. */
export function commitEpisode(store: SqlStore, commit: Commit): Effects | undefined {
  const { instance, decision, now } = commit;
  const current = instanceOf(store, instance.id);
  if (current?.execution !== instance.execution || hasEnded(current.status)) return undefined;

  store.run("DELETE FROM durable_messages WHERE instance = ? AND number <= ?", instance.id, commit.upTo);
  writeHistory(store, instance.id, decision.keep, decision.append);
  writeInstance(store, instance, decision, now);
  for (const task of decision.cancelledTimers)
    store.run("DELETE FROM durable_timers WHERE instance = ? AND task = ?", instance.id, task);
  const woken = [instance.id, ...decision.work.flatMap((work) => begin(store, commit, work))];
  if (decision.ended) {
    forgetOpenWork(store, instance.id);
    woken.push(...tellParent(store, commit));
  }
  return {
    activities: decision.work.flatMap(({ kind, id }) =>
      kind === "activity" ? [{ execution: instance.execution, task: id }] : [],
    ),
    instances: woken,
    timers: decision.work.some(({ kind }) => kind === "timer"),
  };
}

function writeInstance(store: SqlStore, instance: Instance, decision: Decision, now: number): void {
  const { again } = decision;
  store.run(
    "UPDATE durable_instances SET execution = ?, status = ?, input = ?, output = ?, custom_status = ?, created = ?, updated = ?, events = ?, due = ? WHERE id = ?",
    again ? again.OrchestrationInstance.ExecutionId : instance.execution,
    decision.status,
    again ? again.Input : instance.input,
    decision.output,
    decision.customStatus,
    again ? now : instance.created,
    now,
    decision.keep + decision.append.length,
    again ? 1 : 0,
    instance.id,
  );
}

/** Returns the instances that this wakes. */
function begin(store: SqlStore, commit: Commit, work: StartedWork): string[] {
  const { instance, now } = commit;
  if (work.kind === "activity") {
    store.run(
      "INSERT INTO durable_activities VALUES (?, ?, ?, ?, ?)",
      instance.execution,
      work.id,
      instance.id,
      work.name,
      valueText(work.input),
    );
    return [];
  }
  if (work.kind === "timer") return beginTimer(store, commit, work);
  beginInstance(store, childStarted(commit, work), now);
  return [work.instanceId];
}

function beginTimer(store: SqlStore, { instance, now, timers }: Commit, work: Extract<StartedWork, { kind: "timer" }>) {
  if (work.cancelled) return [];
  const event = timerFired(work.id, work.fireAt, now);
  const wakes = wakesAt(work.fireAt, now, timers);
  if (wakes <= now) addMessage(store, instance.id, event);
  else store.run("INSERT INTO durable_timers VALUES (?, ?, ?, ?)", instance.id, work.id, wakes, JSON.stringify(event));
  return [];
}

function childStarted({ started, now, newExecutionId }: Commit, work: Extract<StartedWork, { kind: "child" }>) {
  const parent = {
    Name: started.Name,
    OrchestrationInstance: started.OrchestrationInstance,
    TaskScheduleId: work.id,
    Version: started.Version,
  };
  return executionStarted(
    {
      instanceId: work.instanceId,
      executionId: newExecutionId(),
      Name: work.name,
      Version: work.version,
      Input: valueText(work.input),
      ParentInstance: parent,
      Generation: null,
    },
    now,
  );
}

/** A parent that has ended or begun another generation is not told. */
function tellParent(store: SqlStore, { started, decision: { ended }, now }: Commit): string[] {
  const { ParentInstance: parent } = started;
  if (!parent || !ended) return [];
  const { InstanceId: id, ExecutionId: execution } = parent.OrchestrationInstance;
  const row = instanceOf(store, id);
  if (row?.execution !== execution || hasEnded(row.status)) return [];
  const task = parent.TaskScheduleId;
  const event = ended.failure ? childFailed(task, ended.failure, now) : childCompleted(task, ended.result, now);
  addMessage(store, id, event);
  return [id];
}
