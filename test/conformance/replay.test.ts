import { decide, episodeOf, startedOf } from "../../local/durable/engine-episode";
import { activityFailure } from "../../local/durable/engine-failures";
import { EventType, type HistoryEvent } from "../../local/durable/protocol";
import { triggerText } from "../../local/durable/protocol-trigger";
import { activityInput, valueText } from "../../local/durable/protocol-values";
import {
  activityCalls,
  answerIn,
  EXECUTION_ID,
  type OrchestratorCall,
  orchestratorCalls,
  startsOf,
  valueIn,
} from "./recordings";

/** The engine, given what the real app answered to the real engine, must come to the history that the real one came to. */

const REGISTERED = new Set(
  [...orchestratorCalls, ...activityCalls].map((call) => `${call.kind} ${call.function}`).filter(Boolean),
);
const using = {
  has: (kind: string, name: string) => REGISTERED.has(`${kind} ${name}`),
  defaultVersion: null,
  httpPauseMs: 2000,
  now: Date.parse("2026-11-24T02:50:00Z"),
  newExecutionId: () => "00000000000000000000000000000000",
  customStatus: null,
};

/** Instances that were ended in another way, or not within the recordings. */
const ENDS: Readonly<Record<string, string>> = {
  "throws throws-1": "Failed",
  "failing failing-1": "Failed",
  "failing check-failed": "Failed",
  "race term-1": "Terminated",
  "race dup-1": "Terminated",
  "race purge-running": "Terminated",
  "waitOnly raise-none": "Terminated",
  "throwsEmpty odd-throwsEmpty": "Terminated",
  "missingActivity missing-activity": "Terminated",
};
const BETWEEN: Readonly<Record<string, string>> = {
  "waitOnly susp-only 2": "Suspended",
  "waitOnly susp-only 3": "Suspended",
  "race susp-1 2": "Suspended",
  // Where the real engine says nothing for good, this one fails: durable-protocol section 12.
  "throwsEmpty odd-throwsEmpty 1": "Failed",
  "missingActivity missing-activity 1": "Failed",
};
const endOf = (name: string) =>
  name.startsWith("child") && name.endsWith(":4") ? "Failed" : (ENDS[name] ?? "Completed");

const starts = [...startsOf()];

describe.each(starts)("%s", (name, calls) => {
  const decisions = calls.map((call) => decide(episodeIn(call), answerIn(call), using));

  test("is triggered with the very text that the real engine sent", () => {
    for (const { input } of calls) {
      const started = startedOf(input.history);
      if (!started) throw new Error("no start");
      expect(triggerText(input.history, started, 2000)).toBe(JSON.stringify(input));
    }
  });

  test("has the history of the real engine before each next episode", () => {
    for (const [index, next] of calls.slice(1).entries()) {
      const decision = decisions[index];
      if (!decision || BETWEEN[`${name} ${index + 1}`] === "Failed") continue;
      const kept = episodeIn(calls[index] ?? next).before.slice(0, decision.keep);
      expect(withoutTimes([...kept, ...decision.append])).toEqual(withoutTimes(episodeIn(next).before));
    }
  });

  test("is in the real engine's status after each episode, and ends as it ended there", () => {
    const expected = calls.map((_, index) =>
      index === calls.length - 1 ? endOf(name) : (BETWEEN[`${name} ${index + 1}`] ?? "Running"),
    );
    expect(decisions.map(({ status }) => status)).toEqual(expected);
    const last = calls.at(-1);
    if (endOf(name) === "Completed") expect(decisions.at(-1)?.output).toBe(valueText(last?.state.output));
  });

  test("asks for the activities that were run, with the same inputs", () => {
    const id = calls[0]?.input.instanceId;
    const run = activityCalls.filter(({ triggerMetadata }) => triggerMetadata.instanceId.string === id);
    const asked = decisions.flatMap(({ work }) => work.filter((one) => one.kind === "activity"));
    const recorded = run.map((call) => `${call.function} ${call.inputAsSent.string}`).sort();
    const ours = asked.map((one) => `${one.name} ${activityInput(one.input)}`).sort();
    // Activities of a few sub-orchestrations and callHttp's own were not recorded.
    if (recorded.length > 0) expect(ours).toEqual(recorded);
  });
});

describe("results of activities", () => {
  const completionsOf = (id: string) =>
    orchestratorCalls
      .filter(({ input }) => input.instanceId === id)
      .flatMap(({ input }): readonly HistoryEvent[] => input.history)
      .filter(({ EventType: type }) => type === EventType.TaskCompleted || type === EventType.TaskFailed);

  test.each(activityCalls.map((call) => [call.file, call] as const))("%s reads as it did there", (_, call) => {
    const events = completionsOf(call.triggerMetadata.instanceId.string);
    if (call.outcome === "returned") {
      const results = events.map((event) => ("Result" in event ? event.Result : undefined));
      expect(results).toContain(valueText(valueIn(call.returnValue)));
      return;
    }
    const failure = activityFailure(call.function, { kind: "threw", message: call.errorMessage ?? "", stack: "S" });
    const recorded = events.find((event) => "Reason" in event && event.Reason === failure.Reason);
    if (!recorded || !("Details" in recorded)) throw new Error(`nothing failed with ${failure.Reason}`);
    expect(shapeOf(failure.Details)).toEqual(shapeOf(recorded.Details));
  });
});

function episodeIn({ input: { history } }: OrchestratorCall) {
  // After continueAsNew the first episode has no OrchestratorStarted of its own.
  const last = history.findLastIndex(({ EventType: type }) => type === EventType.OrchestratorStarted);
  const closed = history.at(-1)?.EventType === EventType.OrchestratorCompleted;
  const episode = episodeOf(history.slice(0, last), history.slice(last + 1), 0);
  return closed ? { before: history, news: [] } : { ...episode, news: history.slice(last) };
}

/** What differs from run to run: times, and the execution IDs that the engine makes. Due times count to the millisecond. */
function withoutTimes(history: readonly HistoryEvent[]): unknown {
  const text = JSON.stringify(history, (key, value) => {
    if (key === "Timestamp") return "";
    return key === "FireAt" ? new Date(value as string).toISOString() : (value as unknown);
  });
  const again = history[1]?.EventType === EventType.ExecutionStarted && history[1].Generation === null;
  return JSON.parse(again ? text.replace(EXECUTION_ID, "X") : text);
}

/** The properties of the .NET exception, with the texts that an app may look at. */
function shapeOf(details: string | null | undefined): unknown {
  const parsed = JSON.parse(details ?? "null") as { Message: string; InnerException: { RemoteMessage: string } };
  return {
    keys: Object.keys(parsed),
    innerKeys: Object.keys(parsed.InnerException),
    message: parsed.Message,
    remote: parsed.InnerException.RemoteMessage,
  };
}
