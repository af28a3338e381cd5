import type { OrchestrationContext, Task } from "durable-functions";
import type { Place } from "../../../local/durable/faults";
import type { Runner } from "../../../local/durable/runner";
import { openTaskHub } from "../../../local/durable/task-hub";
import { type Fault, seededRandom } from "../../../local/seams";
import { journalOf } from "../../../local/store/journal";
import { openStore } from "../../../local/store/sqlite";
import { callOn } from "../../conformance/hub-with";
import { loadApp, runnerFor } from "../../conformance/real-executor";
import { virtualClock } from "../../virtual-clock";

type Steps = Generator<Task, unknown, unknown>;

const ran: string[] = [];
const app = loadApp(({ app: { orchestration, activity } }) => {
  orchestration("job", function* ({ df }: OrchestrationContext): Steps {
    try {
      const done = yield df.callActivity("step", "one");
      return [done, yield df.waitForExternalEvent("Go"), yield df.waitForExternalEvent("Go")];
    } catch (error) {
      return error instanceof Error ? error.message.split("\n")[0] : error;
    }
  });
  activity("step", {
    handler: (name: string) => {
      ran.push(name);
      return `did ${name}`;
    },
  });
});

/** Runs the job with one fault at the first passing of a place; two events are raised unless `raises` says otherwise. */
async function runWith(
  place: Place | "none",
  fault: Fault,
  wrap: (runner: Runner) => Runner = (runner) => runner,
  raises = 2,
) {
  ran.length = 0;
  let struck = false;
  const asked: string[] = [];
  const clock = virtualClock();
  const store = openStore(":memory:");
  const at = (where: string) => {
    if (where !== place || struck) return undefined;
    struck = true;
    return fault;
  };
  const runner = runnerFor(app);
  const watched: Runner = {
    ...runner,
    orchestrate(...call) {
      asked.push(call[2]);
      return runner.orchestrate(...call);
    },
  };
  const lines: string[] = [];
  const hub = openTaskHub(
    {
      store,
      journal: journalOf(store),
      seams: { clock, random: seededRandom(1), faults: { at } },
      runner: wrap(watched),
    },
    { limits: { maxConcurrentActivities: 2, maxConcurrentOrchestrators: 2 }, log: (line) => lines.push(line) },
  );
  hub.start();
  void callOn(hub, "POST", "orchestrators/job/one", "");
  for (let round = 0; round < 4; round += 1) await clock.advance(1000);
  for (let raise = 0; raise < raises; raise += 1) {
    void callOn(hub, "POST", "instances/one/raiseEvent/Go", raise);
    await clock.advance(1000);
  }
  for (let round = 0; round < 4; round += 1) await clock.advance(1000);
  const { body } = await callOn(hub, "GET", "instances/one");
  await hub.stop();
  store.close();
  const { output, runtimeStatus } = JSON.parse(body) as { output: unknown; runtimeStatus: string };
  return { output, runtimeStatus, ran: [...ran], episodes: asked.length, lines };
}

const usual = ["did one", 0, 1];
const lose: Fault = { kind: "lose" };
const twice: Fault = { kind: "twice" };

test("without faults an activity runs once and an episode is asked for once", async () => {
  expect(await runWith("none", lose)).toMatchObject({ output: usual, ran: ["one"], episodes: 4 });
});

test("an episode that is aborted before its commit is repeated whole", async () => {
  expect(await runWith("durable/episode", lose)).toMatchObject({ output: usual, ran: ["one"], episodes: 5 });
  expect(await runWith("durable/episode", { kind: "fail", message: "no" })).toMatchObject({
    output: usual,
    episodes: 5,
  });
});

test("an episode that is asked for twice counts once", async () => {
  expect(await runWith("durable/episode", twice)).toMatchObject({ output: usual, ran: ["one"], episodes: 5 });
});

test("an activity whose result is lost runs again", async () => {
  expect(await runWith("durable/activity-result", lose)).toMatchObject({
    output: usual,
    ran: ["one", "one"],
    episodes: 4,
  });
});

test("an activity that runs twice tells its result once", async () => {
  expect(await runWith("durable/activity-result", twice)).toMatchObject({
    output: usual,
    ran: ["one", "one"],
    episodes: 4,
  });
});

test("an activity can be made to fail without having run", async () => {
  expect(await runWith("durable/activity", { kind: "fail", message: "the worker is gone" })).toMatchObject({
    output: "Activity function 'step' failed:  the worker is gone ",
    ran: [],
  });
});

test("an event that is delivered twice is two events", async () => {
  expect(await runWith("durable/event", twice, undefined, 1)).toMatchObject({ output: ["did one", 0, 0] });
});

test.each<Place>(["durable/episode", "durable/activity", "durable/activity-result", "durable/event"])(
  "what is late at %s still comes",
  async (place) => {
    expect(await runWith(place, { kind: "late", ms: 700 })).toMatchObject({ output: usual, ran: ["one"] });
  },
);

test("an app that cannot be asked is asked again a second later, and the log says so", async () => {
  const deafOnce =
    (method: "orchestrate" | "act") =>
    (runner: Runner): Runner => {
      let deaf = true;
      const refuse = async (): Promise<never> => {
        deaf = false;
        throw new Error("the worker is starting");
      };
      return method === "act"
        ? { ...runner, act: (...asked) => (deaf ? refuse() : runner.act(...asked)) }
        : { ...runner, orchestrate: (...asked) => (deaf ? refuse() : runner.orchestrate(...asked)) };
    };
  for (const method of ["orchestrate", "act"] as const) {
    const run = await runWith("none", lose, deafOnce(method));
    expect(run).toMatchObject({ output: usual, ran: ["one"] });
    expect(run.lines).toEqual([
      expect.stringContaining("could not be asked, and will be again: Error: the worker is starting"),
    ]);
  }
});

test("an activity that was unregistered before its turn ends the instance, naming the activity", async () => {
  const forgetful = (runner: Runner): Runner => {
    let calls = 0;
    return {
      ...runner,
      has(kind, name) {
        if (kind === "activity") calls += 1;
        return runner.has(kind, name) && (kind !== "activity" || calls < 2);
      },
    };
  };
  const { output, ran: run } = await runWith("none", lose, forgetful);
  expect(output).toMatch(
    /^Orchestrator function 'job' failed: it calls the activity "step", and no activity of that name/,
  );
  expect(run).toEqual([]);
});
