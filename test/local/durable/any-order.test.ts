import { decide, episodeOf, startedOf, viewOf } from "../../../local/durable/engine-episode";
import { activityFailure } from "../../../local/durable/engine-failures";
import type { HistoryEvent } from "../../../local/durable/protocol";
import {
  childCompleted,
  childFailed,
  eventRaised,
  executionStarted,
  taskCompleted,
  taskFailed,
  timerFired,
} from "../../../local/durable/protocol-events";
import { triggerText } from "../../../local/durable/protocol-trigger";
import { valueText } from "../../../local/durable/protocol-values";
import { seededRandom } from "../../../local/seams";
import { loadApp, runnerFor } from "../../conformance/real-executor";
import { eventsOf, type Program, randomProgram, registerPrograms, resultOf } from "./random-program";

/** The kernel alone, with the real library's answers: no store, no clock, every order of what comes. SEED repeats one. */
const RUNS = Number(process.env["RUNS"] ?? 2000);
const FIRST_SEED = Number(process.env["SEED"] ?? 1);

const runner = runnerFor(loadApp((df) => registerPrograms(df, async () => undefined)));

test(`any order of completions, events and timers, batched anyhow, leads ${RUNS} programs to their one result`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
    const program = randomProgram(seededRandom(seed));
    const output = await runInAnyOrder(program, seed).catch((error: unknown) => String(error));
    expect({ seed, program, output }).toEqual({ seed, program, output: resultOf(program) });
  }
}, 120_000);

/** One instance and the messages that may come for it, in any order. */
type World = {
  history: readonly HistoryEvent[];
  due: boolean;
  arrived: HistoryEvent[];
  readonly onEnd: (text: string | null) => void;
};

async function runInAnyOrder(program: Program, seed: number): Promise<unknown> {
  const random = seededRandom(seed + 5_000_000);
  const below = (limit: number) => Math.floor(random.next() * limit);
  let now = Date.parse("2026-03-02T09:00:00Z");
  let output: unknown = "it did not end";
  const worlds = new Map<string, World>();
  let underWay: { readonly id: string; readonly event: HistoryEvent; readonly notBefore: number }[] = [];
  const failures = new Map<string, number>();

  const begin = (id: string, name: string, input: unknown, onEnd: World["onEnd"]) => {
    const start = { instanceId: id, executionId: `${id}-x`, Name: name, Version: null, Input: valueText(input) };
    const event = executionStarted({ ...start, ParentInstance: null, Generation: 0 }, now);
    worlds.set(id, { history: [], due: false, arrived: [event], onEnd });
  };
  const ending = (id: number, task: { readonly key: string; readonly failures?: number }) => {
    const failed = failures.get(task.key) ?? 0;
    if (failed >= (task.failures ?? 0)) return taskCompleted(id, JSON.stringify(`did ${task.key}`), now);
    failures.set(task.key, failed + 1);
    return taskFailed(id, activityFailure("act", { kind: "threw", message: "not yet", stack: "" }), now);
  };

  async function episode(id: string, world: World): Promise<void> {
    const messages = world.due ? [] : world.arrived;
    if (messages.length === 0 && !world.due) return;
    const one = episodeOf(world.history, messages, now);
    const started = startedOf(viewOf(one));
    if (!started) throw new Error("no start");
    const answer = await runner.orchestrate(started.Name, id, triggerText(viewOf(one), started, 1000));
    if (below(10) === 0) return; // Aborted before its commit: it is repeated whole, perhaps with more messages.
    const using = { has: runner.has, defaultVersion: null, httpPauseMs: 1000, now, customStatus: null };
    const decision = decide(one, answer, { ...using, newExecutionId: () => `${id}-${random.next()}` });
    if (!world.due) world.arrived = [];
    world.due = decision.again !== undefined;
    world.history = [...one.before.slice(0, decision.keep), ...decision.append];
    const cancelled = new Set(decision.cancelledTimers);
    underWay = underWay.filter(
      ({ id: of, event }) => of !== id || !("TimerId" in event) || !cancelled.has(event.TimerId),
    );
    for (const work of decision.work) {
      if (work.kind === "activity")
        underWay.push({ id, event: ending(work.id, work.input as { key: string }), notBefore: now });
      else if (work.kind === "timer" && !work.cancelled)
        underWay.push({ id, event: timerFired(work.id, work.fireAt, now), notBefore: work.fireAt - 1000 });
      else if (work.kind === "child")
        begin(work.instanceId, work.name, work.input, (text) => {
          world.arrived.push(
            text === null
              ? childFailed(work.id, { Reason: "no", Details: "", FailureDetails: null }, now)
              : childCompleted(work.id, text, now),
          );
        });
    }
    if (!decision.ended) return;
    worlds.delete(id);
    underWay = underWay.filter((other) => other.id !== id);
    world.onEnd(decision.status === "Completed" ? decision.output : null);
  }

  begin("run", "program", program, (text) => {
    output = text === null ? "failed" : JSON.parse(text);
  });
  const events = eventsOf("run", program.steps);
  for (let turn = 0; turn < 5000 && worlds.has("run"); turn += 1) {
    now += below(3) === 0 ? below(1500) : 0;
    const due = underWay.filter(({ notBefore }) => notBefore <= now);
    const comes = due[below(due.length)];
    if (comes) {
      underWay = underWay.filter((other) => other !== comes);
      worlds.get(comes.id)?.arrived.push(comes.event);
    }
    const raised = events[below(events.length + 1)];
    if (raised && below(4) === 0) worlds.get(raised.id)?.arrived.push(eventRaised(raised.name, String(turn), now));
    const [id, world] = [...worlds][below(worlds.size)] ?? [];
    if (id !== undefined && world && below(2) === 0) await episode(id, world);
  }
  return output;
}
