import { type OrchestrationContext, RetryOptions } from "durable-functions";
import { runOrchestration } from "../run-orchestration";

/** The driver judges the orchestrators; here it is judged itself: each of these has to be noticed. */

const retry = new RetryOptions(1_000, 3);
retry.backoffCoefficient = 2;

test("an orchestrator that does not replay to the same steps fails", async () => {
  let replays = 0;
  function* fickle({ df }: OrchestrationContext) {
    replays += 1;
    yield df.callActivity(replays === 1 ? "one" : "other");
  }
  await expect(runOrchestration(fickle, null, { one: () => 1, other: () => 2 })).rejects.toThrow("A replay schedules");
});

test("an orchestrator that waits for what never comes fails instead of hanging", async () => {
  function* waiting({ df }: OrchestrationContext) {
    yield df.waitForExternalEvent("Never");
  }
  await expect(runOrchestration(waiting, null, {})).rejects.toThrow("It hangs");
});

test("an orchestrator that throws fails with its text, and without a text as the hang that it would be", async () => {
  // biome-ignore lint/correctness/useYield: it throws before it could
  function* throwing({ df }: OrchestrationContext): Generator {
    throw new Error(df.getInput<string>());
  }
  await expect(runOrchestration(throwing, "why", {})).rejects.toThrow("The orchestrator failed: why");
  await expect(runOrchestration(throwing, "", {})).rejects.toThrow("would hang");
});

test("a custom status beyond 16 KB is refused", async () => {
  function* talkative({ df }: OrchestrationContext) {
    df.setCustomStatus("x".repeat(8_200));
    yield df.callActivity("one");
  }
  await expect(runOrchestration(talkative, null, { one: () => 1 })).rejects.toThrow("the extension refuses it");
});

test("a step is tried as often as its policy says, later each time, and its failure then reaches the orchestrator", async () => {
  function* trying({ df }: OrchestrationContext) {
    try {
      yield df.callActivityWithRetry("flaky", retry, "text");
      return "went well";
    } catch (error) {
      return (error as Error).message;
    }
  }
  const { outcome, calls } = await runOrchestration(
    trying,
    null,
    {
      flaky: () => {
        throw new Error("always");
      },
    },
    { earlyMs: () => 0 },
  );
  expect(calls).toEqual([0, 1_000, 3_000].map((at) => ({ name: "flaky", input: "text", at })));
  expect(outcome).toContain("always");
});

test("values cross the wire as the extension passes them on: a boolean as text, null as nothing, a text as it was", async () => {
  function* sending({ df }: OrchestrationContext) {
    for (const value of [true, null, "123", { a: 1 }]) yield df.callActivity("echo", value);
  }
  const { calls } = await runOrchestration(sending, null, { echo: () => undefined });
  expect(calls.map(({ input }) => input)).toEqual(["True", undefined, "123", { a: 1 }]);
});

test("a timer fires early, and one that is canceled holds nothing up", async () => {
  function* racing({ df }: OrchestrationContext) {
    const long = df.createTimer(new Date(df.currentUtcDateTime.getTime() + 3_600_000));
    const event = df.waitForExternalEvent("Go");
    yield df.Task.any([long, event]);
    if (!long.isCompleted) long.cancel();
    yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + 2_000));
    return event.result;
  }
  const { outcome, elapsedMs } = await runOrchestration(
    racing,
    null,
    {},
    { events: [{ at: 5_000, name: "Go", input: 7 }] },
  );
  expect(outcome).toBe(7);
  expect(elapsedMs).toBe(5_000 + 2_000 - 999);
});

test("an orchestration can call another, whose steps are counted with its own", async () => {
  function* child({ df }: OrchestrationContext): Generator {
    yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + 10_000));
    return yield df.callActivity("double", df.getInput<number>());
  }
  function* parent({ df }: OrchestrationContext): Generator {
    yield df.callActivity("double", 1);
    return yield df.callSubOrchestrator("child", 21);
  }
  const { outcome, calls, elapsedMs } = await runOrchestration(
    parent,
    null,
    { double: (value: number) => value * 2 },
    { children: { child }, earlyMs: () => 0, latencyMs: () => 500 },
  );
  expect(outcome).toBe(42);
  expect(calls.map(({ at }) => at)).toEqual([0, 10_500]);
  expect(elapsedMs).toBe(11_000);
});

test("a step that nobody handles is a fault, not a hang", async () => {
  function* calling({ df }: OrchestrationContext) {
    yield df.callActivity("nobody");
  }
  await expect(runOrchestration(calling, null, {})).rejects.toThrow("No activity nobody");
});
