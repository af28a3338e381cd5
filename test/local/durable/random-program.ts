import type { OrchestrationContext, Task } from "durable-functions";
import type { Random } from "../../../local/seams";

type DurableFunctions = typeof import("durable-functions");

/** A small orchestration as data. Its result does not depend on what ends first. */
export type Step =
  | { readonly kind: "activity"; readonly key: string }
  | { readonly kind: "retried"; readonly key: string; readonly failures: number }
  | { readonly kind: "timer"; readonly seconds: number }
  | { readonly kind: "event"; readonly name: string }
  | { readonly kind: "all" | "any"; readonly keys: readonly string[] }
  | { readonly kind: "eventOrTimer"; readonly name: string; readonly seconds: number }
  | { readonly kind: "child"; readonly key: string; readonly steps: readonly Step[] };

export type Program = { readonly steps: readonly Step[]; readonly generations: number };

export function randomProgram(random: Random): Program {
  let made = 0;
  const below = (limit: number) => Math.floor(random.next() * limit);
  const key = () => {
    made += 1;
    return `k${made}`;
  };
  const step = (deep: boolean): Step => {
    const kinds = ["activity", "retried", "timer", "event", "all", "any", "eventOrTimer", deep ? "child" : "activity"];
    switch (kinds[below(kinds.length)]) {
      case "retried":
        return { kind: "retried", key: key(), failures: below(3) };
      case "timer":
        return { kind: "timer", seconds: below(4) };
      case "event":
        return { kind: "event", name: key() };
      case "all":
        return { kind: "all", keys: [key(), key(), key()] };
      case "any":
        return { kind: "any", keys: [key(), key()] };
      case "eventOrTimer":
        return { kind: "eventOrTimer", name: key(), seconds: 1 + below(5) };
      case "child":
        return { kind: "child", key: key(), steps: steps(1 + below(2), false) };
      default:
        return { kind: "activity", key: key() };
    }
  };
  const steps = (count: number, deep: boolean): Step[] => Array.from({ length: count }, () => step(deep));
  return { steps: steps(1 + below(4), true), generations: below(4) === 0 ? 2 : 1 };
}

/** What the program returns, whatever happens in between. */
export const resultOf = ({ steps }: Program): unknown[] => steps.map(resultOfStep);

function resultOfStep(step: Step): unknown {
  if (step.kind === "activity" || step.kind === "retried") return `did ${step.key}`;
  if (step.kind === "all") return step.keys.map((key) => `did ${key}`);
  return step.kind === "child" ? step.steps.map(resultOfStep) : step.kind;
}

/** Every activity that the program schedules in one generation, once per attempt, with those of its children. */
export function scheduledBy(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === "activity") return [step.key];
    if (step.kind === "retried") return Array.from({ length: step.failures + 1 }, () => step.key);
    if (step.kind === "all" || step.kind === "any") return [...step.keys];
    return step.kind === "child" ? scheduledBy(step.steps) : [];
  });
}

/** The events that the program waits for until they come, by the path of the instance that waits. */
export function eventsOf(id: string, steps: readonly Step[]): { readonly id: string; readonly name: string }[] {
  return steps.flatMap((step) => {
    if (step.kind === "event" || step.kind === "eventOrTimer") return [{ id, name: step.name }];
    return step.kind === "child" ? eventsOf(`${id}-${step.key}`, step.steps) : [];
  });
}

export function registerPrograms(
  df: DurableFunctions,
  activity: (key: string, task: string) => Promise<unknown>,
): void {
  function* run({ df: context }: OrchestrationContext, steps: readonly Step[]): Generator<Task, unknown[], unknown> {
    const results: unknown[] = [];
    for (const step of steps) results.push(yield* runStep(context, step));
    return results;
  }

  function* runStep(context: OrchestrationContext["df"], step: Step): Generator<Task, unknown, unknown> {
    const call = (key: string) => context.callActivity("act", { key });
    const inSeconds = (seconds: number) => new Date(context.currentUtcDateTime.getTime() + seconds * 1000);
    switch (step.kind) {
      case "activity":
        return yield call(step.key);
      case "retried":
        return yield context.callActivityWithRetry("act", new df.RetryOptions(700, 5), step);
      case "timer":
        yield context.createTimer(inSeconds(step.seconds));
        return step.kind;
      case "event":
        yield context.waitForExternalEvent(step.name);
        return step.kind;
      case "all":
        return yield context.Task.all(step.keys.map(call));
      case "any":
        yield context.Task.any(step.keys.map(call));
        return step.kind;
      case "eventOrTimer": {
        const timer = context.createTimer(inSeconds(step.seconds));
        yield context.Task.any([context.waitForExternalEvent(step.name), timer]);
        if (!timer.isCompleted) timer.cancel();
        return step.kind;
      }
      default:
        return yield context.callSubOrchestrator("child", step.steps, `${context.instanceId}-${step.key}`);
    }
  }

  df.app.orchestration("program", function* (context) {
    const { steps, generations } = context.df.getInput<Program>() ?? { steps: [], generations: 0 };
    const results = yield* run(context, steps);
    if (generations <= 1) return results;
    context.df.continueAsNew({ steps, generations: generations - 1 });
    return undefined;
  });
  df.app.orchestration("child", function* (context) {
    return yield* run(context, context.df.getInput<Step[]>() ?? []);
  });
  df.app.activity("act", {
    handler: (input: { key: string; failures?: number }) => activity(input.key, JSON.stringify(input)),
  });
}
