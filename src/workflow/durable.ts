import type { InvocationContext } from "@azure/functions";
import type { OrchestrationContext, RetryOptions, Task } from "durable-functions";
import type { Json } from "../json";

/** A piece of an orchestration. Run it with `yield*`, and its result keeps its type. */
export type Durable<T> = Generator<Task, T, unknown>;

/** The promise of an activity: a name and two types. Its handler is bound in functions/workflow.ts. */
export type Step<I extends Json, O extends Json> = {
  readonly name: string;
  readonly run: (context: OrchestrationContext, input: I) => Durable<O>;
};

export type HandlerOf<S> =
  S extends Step<infer I, infer O> ? (input: I, context: InvocationContext) => Promise<O> : never;
export type HandlersOf<Steps> = { readonly [Name in keyof Steps]: HandlerOf<Steps[Name]> };

export function step<I extends Json, O extends Json>(name: string, retry: RetryOptions): Step<I, O> {
  return {
    name,
    *run({ df }, input) {
      return (yield df.callActivityWithRetry(name, retry, input)) as O;
    },
  };
}

/** Azure Storage's timers count whole seconds and fire up to one second early (durable-protocol 7.1). */
export const TIMER_EARLY_SECONDS = 1;

/**
 * Waits at least `seconds`, without holding a worker: the instance is unloaded, and the timer survives restarts.
 * The promise of a pause is "never earlier".
 */
export function* pause({ df }: OrchestrationContext, seconds: number): Durable<void> {
  yield df.createTimer(inSeconds(df.currentUtcDateTime, seconds + TIMER_EARLY_SECONDS));
}

/** Why a step failed for good, in a line: below it the library puts the worker's stack. */
export function whyFailed(error: unknown): string {
  return String(error)
    .replace(/^Error: /, "")
    .replace(/ *\n.*/s, "");
}

export function inSeconds(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000);
}
