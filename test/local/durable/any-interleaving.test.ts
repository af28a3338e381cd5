import { createTables, instanceOf } from "../../../local/durable/store";
import { type Fault, type Faults, type Random, seededRandom } from "../../../local/seams";
import { openStore, type SqlStore } from "../../../local/store/sqlite";
import { loadApp, runnerFor } from "../../conformance/real-executor";
import { virtualClock } from "../../virtual-clock";
import { type Death, type Life, mortalHub } from "./mortal-hub";
import {
  eventsOf,
  type Program,
  randomProgram,
  registerPrograms,
  resultOf,
  type Step,
  scheduledBy,
} from "./random-program";

/**
 * Random programs, run by the real durable-functions, under random delays, faults and deaths of the process. To repeat
 * one run: RUNS=1 SEED=<seed> npx jest any-interleaving
 */
const RUNS = Number(process.env["RUNS"] ?? 250);
const FIRST_SEED = Number(process.env["SEED"] ?? 1);

let act: (key: string, task: string) => Promise<unknown> = async () => undefined;
const app = loadApp((df) => registerPrograms(df, (key, task) => act(key, task)));
let store: SqlStore;

beforeAll(() => {
  store = openStore(":memory:");
  createTables(store);
  watchScheduling(store);
});
afterAll(() => store.close());

test(`any of ${RUNS} random programs ends in its one result, with every step scheduled once, whatever dies meanwhile`, async () => {
  let deaths = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
    const program = randomProgram(seededRandom(seed));
    try {
      const run = await runUnderFire(program, seed);
      deaths += run.deaths;
      expect(run.end).toMatchObject({ status: "Completed", output: JSON.stringify(resultOf(program)) });
      expectEachOnce(program, run.scheduled);
    } catch (error) {
      throw new Error(`seed ${seed}, ${JSON.stringify(program)}: ${String(error)}`, { cause: error });
    }
  }
  if (RUNS > 100) expect(deaths).toBeGreaterThan(RUNS / 4);
}, 300_000);

type Scheduled = { readonly generation: string; readonly key: string };

async function runUnderFire(program: Program, seed: number) {
  const random = seededRandom(seed + 1_000_000);
  const clock = virtualClock();
  const below = (limit: number) => Math.floor(random.next() * limit);
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const failed = new Map<string, number>();
  act = async (key, task) => {
    await sleep(below(2500));
    const { failures = 0 } = JSON.parse(task) as { failures?: number };
    const before = failed.get(key) ?? 0;
    failed.set(key, before + 1);
    if (before < failures) throw new Error("not yet");
    return `did ${key}`;
  };

  let deaths = -1;
  const live = (): Life => {
    deaths += 1;
    // Enough of them to hurt, few enough to come to an end.
    const dies = (): Death | undefined => (below(25) > 0 ? undefined : below(2) === 0 ? "before" : "after");
    return mortalHub({ store, clock, random, runner: runnerFor(app), faults: randomFaults(random), dies });
  };
  let life = live();
  store.run("DELETE FROM test_scheduled");
  const id = `run-${seed}`;
  const events = eventsOf(id, program.steps);
  const status = () => instanceOf(store, id)?.status;

  for (let turn = 0; turn < 3000; turn += 1) {
    if (life.isDead()) life = live();
    if (status() === undefined) void life.call("POST", `orchestrators/program/${id}`, program);
    const event = events[below(events.length + 1)];
    if (event && below(3) === 0) void life.call("POST", `instances/${event.id}/raiseEvent/${event.name}`, turn);
    await clock.advance(below(3) === 0 ? below(400) : Math.max(0, (clock.next() ?? clock.now()) - clock.now()));
    if (status() === "Completed" || status() === "Failed") break;
  }
  const end = instanceOf(store, id);
  void life.hub.stop();
  await clock.advance(10_000); // What a fault repeats may still be under way.
  return { end, deaths, scheduled: scheduledNow(store) };
}

function randomFaults(random: Random): Faults {
  const kinds: readonly Fault[] = [{ kind: "lose" }, { kind: "twice" }, { kind: "late", ms: 900 }];
  return {
    at: (place) =>
      place !== "durable/activity" && random.next() < 0.05 ? kinds[Math.floor(random.next() * 3)] : undefined,
  };
}

/** Takes down, inside the commits themselves, every activity that is scheduled. */
function watchScheduling(open: SqlStore): void {
  open.exec(`
    CREATE TABLE test_scheduled (execution TEXT, task INTEGER, input TEXT);
    CREATE TRIGGER test_watch AFTER INSERT ON durable_activities
      BEGIN INSERT INTO test_scheduled VALUES (new.execution, new.task, new.input); END;`);
}

function scheduledNow(open: SqlStore): Scheduled[] {
  return open.all("SELECT * FROM test_scheduled").map((row) => ({
    generation: String(row["execution"]),
    key: (JSON.parse(String(row["input"])) as { key: string }).key,
  }));
}

/** Each step once in each generation; a retried one at most as often as it may fail, and once more. */
function expectEachOnce(program: Program, scheduled: readonly Scheduled[]): void {
  const most = countsOf(scheduledBy(program.steps));
  const generations = new Map<string, string[]>();
  for (const { generation, key } of scheduled)
    generations.set(generation, [...(generations.get(generation) ?? []), key]);
  for (const keys of generations.values())
    for (const [key, count] of countsOf(keys)) expect([key, count <= (most.get(key) ?? 0)]).toEqual([key, true]);
  const whole = countsOf(scheduled.map(({ key }) => key));
  for (const key of keysOf(program.steps)) expect([key, whole.get(key) ?? 0]).not.toEqual([key, 0]);
  for (const key of onceIn(program.steps)) expect([key, whole.get(key)]).toEqual([key, program.generations]);
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const keysOf = (steps: readonly Step[]): string[] => [...new Set(scheduledBy(steps))];

const onceIn = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => {
    if (step.kind === "retried") return [];
    return step.kind === "child" ? onceIn(step.steps) : scheduledBy([step]);
  });
