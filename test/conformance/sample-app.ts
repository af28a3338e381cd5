import type { OrchestrationContext, Task } from "durable-functions";

type DurableFunctions = typeof import("durable-functions");
type Steps = Generator<Task, unknown, unknown>;

/** The app that was run on the real extension when the recordings were made, function by function. */
export function registerSampleApp(df: DurableFunctions): void {
  for (const [name, orchestrator] of Object.entries(orchestratorsOf(df))) df.app.orchestration(name, orchestrator);
  for (const [name, handler] of Object.entries(activities())) df.app.activity(name, { handler });
}

function orchestratorsOf({ RetryOptions }: DurableFunctions) {
  return {
    *chain({ df }: OrchestrationContext): Steps {
      const greetings = [];
      for (const city of df.getInput<string[]>() ?? []) greetings.push(yield df.callActivity("hello", city));
      return greetings;
    },

    *fan({ df }: OrchestrationContext): Steps {
      const squares = yield df.Task.all([1, 2, 3, 4].map((n) => df.callActivity("square", n)));
      return (squares as number[]).reduce((sum, square) => sum + square, 0);
    },

    *race({ df }: OrchestrationContext): Steps {
      df.setCustomStatus({ waitingFor: "Approval" });
      const timer = df.createTimer(secondsFrom(df, df.getInput<{ seconds: number }>()?.seconds ?? 60));
      const approval = df.waitForExternalEvent("Approval");
      const winner = yield df.Task.any([approval, timer]);
      if (winner !== approval) return "timed out";
      timer.cancel();
      return { approved: approval.result };
    },

    *retry({ df }: OrchestrationContext): Steps {
      const grow = new RetryOptions(1000, 3);
      grow.backoffCoefficient = 2;
      const good = yield df.callActivityWithRetry("flaky", grow, { key: df.instanceId, failures: 2 });
      try {
        yield df.callActivityWithRetry("boom", new RetryOptions(500, 2), "always");
      } catch (error) {
        if (error instanceof Error) return { good, bad: { message: error.message, name: error.name } };
      }
      return undefined;
    },

    *counter({ df }: OrchestrationContext): Steps {
      const { count, until } = df.getInput<{ count: number; until: number }>() ?? { count: 0, until: 0 };
      if (count === until) return count;
      yield df.callActivity("square", count);
      df.continueAsNew({ count: count + 1, until });
      return undefined;
    },

    *collectorQuick({ df }: OrchestrationContext): Steps {
      const input = df.getInput<unknown>();
      const items = Array.isArray(input) ? (input as unknown[]) : [];
      const item = yield df.waitForExternalEvent("Item");
      if (item === "stop") return [...items, item];
      df.continueAsNew([...items, item]);
      return undefined;
    },

    *waitOnly({ df }: OrchestrationContext): Steps {
      return yield df.waitForExternalEvent("Approval");
    },

    *againWithText({ df }: OrchestrationContext): Steps {
      const input = df.getInput<unknown>();
      if (typeof input === "string") return { type: typeof input, input };
      yield df.callActivity("hello", "x");
      df.continueAsNew("plain text");
      return undefined;
    },

    *parent({ df }: OrchestrationContext): Steps {
      const a = yield df.callSubOrchestrator("child", { n: 3 });
      const b = yield df.callSubOrchestrator("child", { n: 4 }, `${df.instanceId}-named`);
      const both = yield df.Task.all([5, 6].map((n) => df.callSubOrchestrator("child", { n })));
      try {
        yield df.callSubOrchestrator("child", { fail: true });
      } catch (error) {
        if (error instanceof Error) return { a, b, both, failed: { caught: error.message, name: error.name } };
      }
      return undefined;
    },

    *child({ df }: OrchestrationContext): Steps {
      const input = df.getInput<{ n: number; fail?: boolean }>();
      if (input?.fail) throw new Error("child says no");
      const square = yield df.callActivity("square", input?.n);
      return { id: df.instanceId, parent: df.parentInstanceId, square };
    },

    *http({ df }: OrchestrationContext): Steps {
      const url = df.getInput<{ url: string }>()?.url ?? "";
      const response = yield df.callHttp({ method: "GET", url, headers: { "x-host": "yes" } });
      const { statusCode, content, headers } = response as { statusCode: number; content: string; headers: object };
      return { status: statusCode, body: content, headers };
    },

    *failing({ df }: OrchestrationContext): Steps {
      return yield df.callActivity("boom", "activity fails");
    },

    *failingTyped({ df }: OrchestrationContext): Steps {
      try {
        yield df.callActivity("typedBoom");
      } catch (error) {
        if (error instanceof Error) return { message: error.message, name: error.name };
      }
      return undefined;
    },

    *throws({ df }: OrchestrationContext): Generator<Task, never, unknown> {
      yield df.callActivity("hello", "before the throw");
      throw new Error("orchestrator says no");
    },

    // biome-ignore lint/correctness/useYield: it throws before it could.
    *throwsEmpty(): Generator<Task, never, unknown> {
      throw new Error("");
    },

    *missingActivity({ df }: OrchestrationContext): Steps {
      return yield df.callActivity("doesNotExist", 1);
    },

    *values({ df }: OrchestrationContext): Steps {
      const sent = {
        text: "plain",
        numeric: "123",
        jsonText: '{"a":1}',
        boolText: "true",
        number: 7,
        float: 1.5,
        bool: true,
        nul: null,
        object: { a: [1, { b: 2 }] },
        array: [1, 2],
        date: "2024-05-06T07:08:09.1234567Z",
        empty: "",
      };
      const came: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(sent)) came[name] = yield df.callActivity("echo", value);
      came["omitted"] = yield df.callActivity("echo");
      came["nullish"] = yield df.callActivity("nullish");
      return came;
    },

    *nothingDone({ df }: OrchestrationContext): Steps {
      const nothing = yield df.callActivity("nothing");
      return { type: typeof nothing, isNull: nothing === null };
    },

    *returnsNothing({ df }: OrchestrationContext): Steps {
      yield df.callActivity("hello", "x");
      return undefined;
    },

    // biome-ignore lint/correctness/useYield: it only looks at its input.
    *inputEcho({ df }: OrchestrationContext): Steps {
      const value = df.getInput<unknown>();
      return { type: typeof value, value, now: df.currentUtcDateTime.toISOString(), guid: df.newGuid("x") };
    },

    *status({ df }: OrchestrationContext): Steps {
      df.setCustomStatus({ step: 1 });
      yield df.callActivity("hello", "one");
      df.setCustomStatus("two");
      yield df.waitForExternalEvent("Go");
      df.setCustomStatus(null);
      yield df.callActivity("hello", "three");
      return "done";
    },

    *events({ df }: OrchestrationContext): Steps {
      yield df.callActivity("slow", { ms: 1500, value: 1 });
      const first = yield df.waitForExternalEvent("E");
      const both = yield df.Task.all([df.waitForExternalEvent("E"), df.waitForExternalEvent("E")]);
      return { first, both };
    },

    *anyLoser({ df }: OrchestrationContext): Steps {
      const fast = df.callActivity("slow", { ms: 50, value: "fast" });
      const slow = df.callActivity("slow", { ms: 1200, value: "slow" });
      const winner = yield df.Task.any([fast, slow]);
      return { won: winner === fast ? "fast" : "slow", value: (winner as Task).result };
    },

    *longTimer({ df }: OrchestrationContext): Steps {
      yield df.createTimer(secondsFrom(df, df.getInput<{ seconds: number }>()?.seconds ?? 3));
      return "fired";
    },
  };
}

const secondsFrom = ({ currentUtcDateTime }: OrchestrationContext["df"], seconds: number): Date =>
  new Date(currentUtcDateTime.getTime() + seconds * 1000);

function activities(): Record<string, (input: unknown, context: object) => unknown> {
  const tries = new Map<string, number>();
  return {
    hello: (city) => `Hello, ${String(city)}!`,
    square: (n) => Number(n) ** 2,
    echo: (value) => ({ type: typeof value, value }),
    async slow(input, context) {
      const { ms, value } = input as { ms: number; value: unknown };
      await (context as { sleep: (ms: number) => Promise<void> }).sleep(ms);
      return value;
    },
    nothing: () => undefined,
    nullish: () => null,
    boom(message): never {
      throw new Error(String(message));
    },
    typedBoom(): never {
      throw new TypeError("wrong type");
    },
    flaky(input, context) {
      const { key, failures } = input as { key: string; failures: number };
      const count = (tries.get(key) ?? 0) + 1;
      tries.set(key, count);
      if (count <= failures) throw new Error(`flaky try ${count}`);
      return {
        tries: count,
        instanceId: (context as { triggerMetadata: { instanceId: string } }).triggerMetadata.instanceId,
      };
    },
  };
}
