import type { OrchestrationContext, Task } from "durable-functions";
import type { Runner } from "../../../local/durable/runner";
import type { HubOptions } from "../../../local/durable/task-hub";
import { hubWith, type TestHub } from "../../conformance/hub-with";
import { loadApp, runnerFor } from "../../conformance/real-executor";

type Steps = Generator<Task, unknown, unknown>;
type Df = OrchestrationContext["df"];
const inSeconds = (df: Df, seconds: number) => new Date(df.currentUtcDateTime.getTime() + seconds * 1000);

let gate = true;
const app = loadApp(({ RetryOptions, app: { orchestration, activity } }) => {
  orchestration("sleeps", function* ({ df }): Steps {
    const from = df.currentUtcDateTime.getTime();
    yield df.createTimer(inSeconds(df, df.getInput<number>() ?? 0));
    return df.currentUtcDateTime.getTime() - from;
  });
  orchestration("throwsOpen", function* ({ df }): Steps {
    yield df.Task.any([df.callActivity("done", 1), df.createTimer(inSeconds(df, 20))]);
    throw new Error("over, but not yet");
  });
  orchestration("cancelsTimer", function* ({ df }): Steps {
    const timer = df.createTimer(inSeconds(df, 20));
    const wait = df.waitForExternalEvent("Go");
    yield df.Task.any([wait, timer]);
    timer.cancel();
    yield df.waitForExternalEvent("End");
    return timer.isCompleted;
  });
  orchestration("again", function* ({ df }): Steps {
    const generation = df.getInput<number>() ?? 0;
    if (generation > 0) return [generation, yield df.waitForExternalEvent("E")];
    yield df.waitForExternalEvent("E");
    df.continueAsNew(generation + 1);
    return undefined;
  });
  orchestration("newest", function* ({ df }): Steps {
    yield df.Task.any([df.waitForExternalEvent("Go"), df.callActivity("done", 1)]);
    return yield df.waitForExternalEvent("Go");
  });
  orchestration("waits", function* ({ df }): Steps {
    return yield df.waitForExternalEvent("Go");
  });
  orchestration("fails", function* ({ df }): Steps {
    yield df.callActivity("done", 1);
    return yield df.callActivity("gated", "x");
  });
  orchestration("failsBelow", function* ({ df }): Steps {
    return yield df.callSubOrchestrator("fails", null, `${df.instanceId}-below`);
  });
  orchestration("patient", function* ({ df }): Steps {
    const options = new RetryOptions(1000, 4);
    options.backoffCoefficient = 3;
    options.maxRetryIntervalInMilliseconds = 5000;
    return yield df.callActivityWithRetry("gated", options, "x");
  });
  orchestration("childOf", function* ({ df }): Steps {
    return yield df.callSubOrchestrator("waits", null, df.getInput<string>());
  });
  orchestration("catches", function* ({ df }): Steps {
    try {
      return yield df.callSubOrchestrator("waits", null, `${df.instanceId}-below`);
    } catch (error) {
      return String(error);
    }
  });
  orchestration("missingChild", function* ({ df }): Steps {
    return yield df.callSubOrchestrator("nowhere", 1);
  });
  orchestration("entity", function* ({ df }): Steps {
    return yield df.callEntity({ name: "tally", key: "k" } as Parameters<Df["callEntity"]>[0], "get");
  });
  orchestration("version", function* ({ df }): Steps {
    const below = yield df.callSubOrchestrator("versionBelow", null);
    return [df.version, below];
  });
  // biome-ignore lint/correctness/useYield: it only tells its version.
  orchestration("versionBelow", function* ({ df }): Generator<Task, unknown, unknown> {
    return df.version;
  });
  // biome-ignore lint/correctness/useYield: it throws before it could.
  orchestration("throwsText", function* (): Steps {
    throw "no Error";
  });
  orchestration("wrongYield", function* (): Steps {
    return yield 5 as unknown as Task;
  });
  orchestration("changed", function* ({ df }): Steps {
    yield changed ? df.createTimer(inSeconds(df, 5)) : df.callActivity("done", 1);
    return yield df.waitForExternalEvent("Go");
  });
  activity("done", { handler: (value: unknown) => value });
  activity("gated", {
    handler: () => {
      if (!gate) throw new Error("shut");
      return "open";
    },
  });
});
let changed = false;

let hub: TestHub;
const opened = (options: Partial<HubOptions> = {}, runner: Runner = runnerFor(app)) => {
  hub = hubWith(runner, options);
  return hub;
};
beforeEach(() => {
  gate = true;
  changed = false;
  opened();
});
afterEach(() => hub.stop());

/** Lets everything happen that takes no time. */
async function settle(): Promise<void> {
  for (let round = 0; round < 6; round += 1) await hub.clock.advance(0);
}
async function start(name: string, input: unknown = "", id = name): Promise<void> {
  expect((await hub.call("POST", `orchestrators/${name}/${id}`, input)).status).toBe(202);
  await settle();
}
async function raise(id: string, name: string, data: unknown = 1): Promise<void> {
  expect((await hub.call("POST", `instances/${id}/raiseEvent/${name}`, data)).status).toBe(202);
  await settle();
}
const post = async (path: string) => {
  const { status } = await hub.call("POST", path);
  await settle();
  return status;
};
async function history(id: string): Promise<Record<string, unknown>[]> {
  const { body } = await hub.call("GET", `instances/${id}?showHistory=true&showHistoryOutput=true`);
  return (JSON.parse(body) as { historyEvents: Record<string, unknown>[] }).historyEvents;
}
const typesIn = async (id: string) => (await history(id)).map(({ EventType: type }) => type);

describe("timers", () => {
  test("fire up to a second early, at whole seconds, as queue messages do", async () => {
    await hub.clock.advance(500);
    await start("sleeps", 2.7);
    await hub.clock.advance(1999);
    expect(await hub.status("sleeps")).toMatchObject({ runtimeStatus: "Running" });
    await hub.clock.advance(1);
    expect(await hub.status("sleeps")).toMatchObject({ runtimeStatus: "Completed", output: 2000 });
  });

  test("of less than a second, or due in the past, fire at once", async () => {
    await start("sleeps", 0.9, "short");
    await start("sleeps", -5, "past");
    expect(await hub.status("short")).toMatchObject({ output: 0 });
    expect(await hub.status("past")).toMatchObject({ output: 0 });
  });

  test("wait until they are due where the hub is asked for exact ones", async () => {
    await hub.stop();
    opened({ timers: "exact" });
    await start("sleeps", 2.7);
    await hub.clock.advance(2699);
    expect(await hub.status("sleeps")).toMatchObject({ runtimeStatus: "Running" });
    await hub.clock.advance(1);
    expect(await hub.status("sleeps")).toMatchObject({ output: 2700 });
  });

  test("beyond six days are made of parts of three, and take as long as they should", async () => {
    await start("sleeps", 10 * 86_400);
    for (let day = 0; day < 10; day += 1) await hub.clock.advance(86_400_000);
    const status = await hub.status("sleeps");
    expect(status).toMatchObject({ runtimeStatus: "Completed" });
    expect(Number(status["output"])).toBe(10 * 86_400_000);
    expect((await typesIn("sleeps")).filter((type) => type === "TimerFired")).toHaveLength(4);
  });

  test("that are cancelled never fire, and hold nothing open", async () => {
    await start("cancelsTimer");
    await raise("cancelsTimer", "Go");
    await hub.clock.advance(60_000);
    expect(await typesIn("cancelsTimer")).not.toContain("TimerFired");
    await raise("cancelsTimer", "End");
    expect(await hub.status("cancelsTimer")).toMatchObject({ runtimeStatus: "Completed", output: false });
  });
});

describe("an end", () => {
  test("waits for a timer that nobody cancelled, a failure too", async () => {
    await start("throwsOpen");
    expect(await hub.status("throwsOpen")).toMatchObject({ runtimeStatus: "Running" });
    await hub.clock.advance(20_000);
    expect(await hub.status("throwsOpen")).toMatchObject({
      runtimeStatus: "Failed",
      output: "Orchestrator function 'throwsOpen' failed: over, but not yet",
    });
  });

  test("by terminate comes at once and lets children be", async () => {
    await start("childOf", "below");
    expect(await post("instances/childOf/terminate?reason=enough")).toBe(202);
    expect(await hub.status("childOf")).toMatchObject({ runtimeStatus: "Terminated", output: "enough" });
    expect(await hub.status("below")).toMatchObject({ runtimeStatus: "Running" });
    expect(await post("instances/childOf/terminate?reason=again")).toBe(410);
  });

  test("of a child by terminate is told to the parent", async () => {
    await start("catches");
    await post("instances/catches-below/terminate?reason=enough");
    expect(await hub.status("catches")).toMatchObject({ runtimeStatus: "Failed" });
  });
});

describe("an event", () => {
  test("goes to the newest wait that still stands, not to one that lost", async () => {
    await start("newest");
    await raise("newest", "Go", "for the second");
    expect(await hub.status("newest")).toMatchObject({ runtimeStatus: "Completed", output: "for the second" });
  });

  test("in other letters ends the engine's wait and never the library's", async () => {
    await start("waits");
    await raise("waits", "gO", "lost");
    expect(await hub.status("waits")).toMatchObject({ runtimeStatus: "Running" });
    await raise("waits", "Go", "found");
    expect(await hub.status("waits")).toMatchObject({ runtimeStatus: "Completed", output: "found" });
  });
});

describe("continueAsNew", () => {
  test("carries over what stands behind the deciding event, and no more", async () => {
    const runner = runnerFor(app);
    await hub.stop();
    opened(
      {},
      {
        ...runner,
        orchestrate: async (...asked) => {
          await new Promise<void>((resolve) => hub.clock.after(100, resolve));
          return runner.orchestrate(...asked);
        },
      },
    );
    await start("again", 0);
    for (const value of ["decides", "carried"]) await raise("again", "E", value);
    await hub.clock.advance(1000);
    expect(await hub.status("again")).toMatchObject({ runtimeStatus: "Completed", output: [1, "carried"], input: 1 });
  });
});

describe("suspended", () => {
  test("an instance lays events aside until it is resumed", async () => {
    await start("waits");
    await post("instances/waits/suspend?reason=pause");
    expect(await hub.status("waits")).toMatchObject({ runtimeStatus: "Suspended", output: "pause" });
    await raise("waits", "Go", "kept");
    expect(await hub.status("waits")).toMatchObject({ runtimeStatus: "Suspended" });
    await post("instances/waits/resume?reason=go");
    expect(await hub.status("waits")).toMatchObject({ runtimeStatus: "Completed", output: "kept" });
  });
});

describe("retries", () => {
  test("pause longer and longer, never longer than allowed, and end with one more timer", async () => {
    gate = false;
    await start("patient");
    for (let second = 0; second < 15; second += 1) await hub.clock.advance(1000);
    expect(await hub.status("patient")).toMatchObject({ runtimeStatus: "Failed" });
    const fired = (await history("patient")).filter(({ EventType: type }) => type === "TimerFired");
    const begun = Date.parse("2026-03-02T09:00:00Z");
    expect(fired.map(({ FireAt }) => Date.parse(String(FireAt)) - begun)).toEqual([1000, 4000, 9000, 9000]);
  });
});

describe("rewind", () => {
  test("runs a failed instance again from its failed task on", async () => {
    gate = false;
    await start("fails");
    expect(await hub.status("fails")).toMatchObject({ runtimeStatus: "Failed" });
    gate = true;
    expect(await post("instances/fails/rewind?reason=again")).toBe(202);
    expect(await hub.status("fails")).toMatchObject({ runtimeStatus: "Completed", output: "open" });
    expect((await typesIn("fails")).filter((type) => type === "GenericEvent")).toHaveLength(3);
    expect(await post("instances/fails/rewind?reason=again")).toBe(412);
  });

  test("goes down into failed sub-orchestrations", async () => {
    gate = false;
    await start("failsBelow");
    gate = true;
    expect(await post("instances/failsBelow/rewind?reason=again")).toBe(202);
    expect(await hub.status("failsBelow-below")).toMatchObject({ runtimeStatus: "Completed" });
    expect(await hub.status("failsBelow")).toMatchObject({ runtimeStatus: "Completed", output: "open" });
  });
});

describe("an ID in use", () => {
  test("is replaced without a word by a sub-orchestration", async () => {
    await start("waits", "first", "shared");
    await start("childOf", "shared");
    await raise("shared", "Go", "for the child");
    expect(await hub.status("childOf")).toMatchObject({ runtimeStatus: "Completed", output: "for the child" });
  });

  test("is refused to a client while it runs, unless any state may be overridden", async () => {
    await start("waits", "first");
    expect((await hub.call("POST", "orchestrators/waits/waits", "second")).status).toBe(409);
    await hub.stop();
    opened({ overridableExistingInstanceStates: "AnyState" });
    await start("waits", "first");
    await start("waits", "second");
    expect(await hub.status("waits")).toMatchObject({ input: "second", runtimeStatus: "Running" });
  });
});

describe("where the real extension hangs, the instance fails and says why:", () => {
  test.each([
    ["missingChild", "", /calls the sub-orchestrator "nowhere", and no orchestrator of that name is registered/],
    ["childOf", "childOf", /gives a sub-orchestration the ID "childOf", which is its own or its parent's/],
    ["childOf", "@e", /IDs that begin with @ belong to entities/],
    ["throwsText", "", /threw something that is no Error, or an Error without a message/],
    ["entity", "", /uses a durable entity, and this stand-in has none/],
  ])("%s with %j", async (name, input, why) => {
    await start(name, input);
    const { runtimeStatus, output } = await hub.status(name);
    expect(runtimeStatus).toBe("Failed");
    expect(output).toMatch(why);
    expect(output).toMatch(/^Orchestrator function '\w+' failed: /);
  });
});

describe("a mistake of the orchestrator", () => {
  test("in its yields fails it with the library's words", async () => {
    await start("wrongYield");
    expect((await hub.status("wrongYield"))["output"]).toMatch(
      /^Orchestrator function 'wrongYield' failed: Durable Functions programming constraint violation/,
    );
  });

  test("that makes another script than the history's fails it, naming both", async () => {
    await start("changed");
    changed = true;
    await raise("changed", "Go");
    expect((await hub.status("changed"))["output"]).toMatch(
      /Non-Deterministic workflow detected: .*an activity task with the name 'done' with sequence ID 0, but the current replay scheduled a timer instead/,
    );
  });
});

describe("the version", () => {
  test("is host.json's, for sub-orchestrations too", async () => {
    await hub.stop();
    opened({ defaultVersion: "1.0" });
    await start("version");
    expect(await hub.status("version")).toMatchObject({ output: ["1.0", "1.0"] });
    expect((await hub.call("POST", "orchestrators/version/other?version=2.0", "")).status).toBe(202);
    await settle();
    expect(await hub.status("other")).toMatchObject({ output: ["2.0", "1.0"] });
  });

  test("is null without one", async () => {
    await start("version");
    expect(await hub.status("version")).toMatchObject({ output: [null, null] });
  });
});

describe("stop", () => {
  test("lets running activities end and keeps their results", async () => {
    let finish = () => {};
    const runner = runnerFor(app);
    opened(
      {},
      {
        ...runner,
        act: (...asked) =>
          new Promise((resolve) => {
            finish = () => resolve(runner.act(...asked));
          }),
      },
    );
    await start("fails");
    const stopped = hub.stop();
    let over = false;
    void stopped.then(() => {
      over = true;
    });
    await hub.clock.advance(1000);
    expect(over).toBe(false);
    finish();
    await stopped;
    expect(await hub.status("fails")).toMatchObject({ runtimeStatus: "Running" });
  });
});
