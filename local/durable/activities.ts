import { activityFailure, httpFailure, missingActivity } from "./engine-failures";
import { HTTP_ACTIVITY } from "./engine-http";
import { faultAt, pause } from "./faults";
import { callOut } from "./http-activity";
import { AGAIN_AFTER_MS, type Hub } from "./hub";
import type { FailureTexts } from "./protocol";
import { taskCompleted, taskFailed } from "./protocol-events";
import { activityInput, valueText } from "./protocol-values";
import type { Answer } from "./runner";
import { type ActivityRow, activityOf, addMessage } from "./store";

/** An activity's key among the workers: its execution and its number. */
export const activityKey = (execution: string, task: number): string => `${task} ${execution}`;

/** Runs an activity and stores what came of it, at least once: it stands in the store until its result does. */
export async function runActivity(hub: Hub, key: string): Promise<void> {
  const [task = "", execution = ""] = key.split(" ");
  const row = activityOf(hub.store, execution, Number(task));
  if (!row) return;
  const answer = await act(hub, row);
  const fault = await faultAt(hub.seams, "durable/activity-result");
  if (!answer || fault?.kind === "lose" || fault?.kind === "fail") return hub.setGoing({ activities: [row] });
  await hub.journal.write((store) => {
    // Gone: the instance has ended or was replaced, or an earlier run of this activity has told its result.
    if (!activityOf(store, row.execution, row.task)) return;
    store.run("DELETE FROM durable_activities WHERE execution = ? AND task = ?", row.execution, row.task);
    addMessage(store, row.instance, resultOf(hub, row, answer));
  });
  hub.setGoing({ instances: [row.instance] });
  if (fault?.kind === "twice") await act(hub, row);
}

type Result = Answer | { readonly kind: "failed"; readonly failure: FailureTexts };

/** Undefined: it could not be asked for, and will be again. */
async function act(hub: Hub, { name, instance, input }: ActivityRow): Promise<Result | undefined> {
  const fault = await faultAt(hub.seams, "durable/activity");
  if (fault?.kind === "fail") return { kind: "threw", message: fault.message, stack: "" };
  const value: unknown = input === null ? undefined : JSON.parse(input);
  if (name === HTTP_ACTIVITY) return httpResult(value);
  if (!hub.runner.has("activity", name)) return { kind: "failed", failure: missingActivity(name) };
  try {
    return await hub.runner.act(name, instance, activityInput(value));
  } catch (error) {
    hub.log(`durable: the activity ${name} of ${instance} could not be asked, and will be again: ${String(error)}`);
    await pause(hub.seams.clock, AGAIN_AFTER_MS);
    return undefined;
  }
}

async function httpResult(value: unknown): Promise<Result> {
  const came = await callOut(value);
  return came.kind === "answered"
    ? { kind: "returned", value: came.response }
    : { kind: "failed", failure: httpFailure(came.why) };
}

function resultOf(hub: Hub, { task, name }: ActivityRow, result: Result) {
  const now = hub.seams.clock.now();
  if (result.kind === "returned") return taskCompleted(task, valueText(result.value), now);
  return taskFailed(task, result.kind === "failed" ? result.failure : activityFailure(name, result), now);
}
