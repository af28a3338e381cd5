import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTables, instanceOf } from "../../../local/durable/store";
import { seededRandom } from "../../../local/seams";
import { openStore, type SqlStore } from "../../../local/store/sqlite";
import { loadApp, runnerFor } from "../../conformance/real-executor";
import { virtualClock } from "../../virtual-clock";
import { type Death, mortalHub } from "./mortal-hub";
import { eventsOf, type Program, registerPrograms, resultOf } from "./random-program";

const app = loadApp((df) => registerPrograms(df, async (key) => `did ${key}`));
const runner = runnerFor(app);

/** A bit of everything that leaves something on the disk. */
const program: Program = {
  generations: 2,
  steps: [
    { kind: "activity", key: "a" },
    { kind: "timer", seconds: 2 },
    { kind: "all", keys: ["b", "c"] },
    { kind: "eventOrTimer", name: "go", seconds: 30 },
    { kind: "child", key: "d", steps: [{ kind: "activity", key: "e" }] },
    { kind: "event", name: "end" },
  ],
};

type Run = {
  readonly writes: number;
  readonly output: string | null | undefined;
  readonly scheduled: readonly string[];
};

/** Runs the program in a fresh store and dies at the write of this number; `reopen` gives the store as it is on the disk. */
async function dyingAt(
  write: number,
  death: Death,
  open: () => SqlStore,
  reopen: (store: SqlStore) => SqlStore,
): Promise<Run> {
  const clock = virtualClock();
  let store = open();
  createTables(store);
  store.exec(`CREATE TABLE test_scheduled (execution TEXT, task INTEGER, input TEXT);
    CREATE TRIGGER test_watch AFTER INSERT ON durable_activities
      BEGIN INSERT INTO test_scheduled VALUES (new.execution, new.task, new.input); END;`);
  let writes = 0;
  const dies = () => {
    writes += 1;
    return writes === write ? death : undefined;
  };
  const live = () => mortalHub({ store, clock, random: seededRandom(writes + 1), runner, dies });
  let life = live();
  const events = eventsOf("one", program.steps);
  for (let turn = 0; turn < 200 && instanceOf(store, "one")?.status !== "Completed"; turn += 1) {
    if (life.isDead()) {
      store = reopen(store);
      life = live();
    }
    if (!instanceOf(store, "one")) void life.call("POST", "orchestrators/program/one", program);
    for (const { id, name } of events)
      if (turn % 5 === 4) void life.call("POST", `instances/${id}/raiseEvent/${name}`, turn);
    await clock.advance(700);
  }
  const output = instanceOf(store, "one")?.output;
  const scheduled = store.all("SELECT input FROM test_scheduled ORDER BY input").map((row) => String(row["input"]));
  void life.hub.stop(); // It may have died with its last write.
  await clock.advance(1000);
  store.close();
  return { writes, output, scheduled };
}

const inMemory = () => openStore(":memory:");
const same = (store: SqlStore) => store;
const twice = ["a", "b", "c", "e"].flatMap((key) => Array(2).fill(JSON.stringify({ key })));

test("a process that dies at any write, before or after it, leaves what leads to the same result", async () => {
  const { writes } = await dyingAt(0, "before", inMemory, same);
  expect(writes).toBeGreaterThan(25);
  for (let write = 1; write <= writes; write += 1)
    for (const death of ["before", "after"] as const) {
      const { output, scheduled } = await dyingAt(write, death, inMemory, same);
      expect({ write, death, output, scheduled }).toEqual({
        write,
        death,
        output: JSON.stringify(resultOf(program)),
        scheduled: twice,
      });
    }
}, 60_000);

test("what is on the disk is enough to go on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "durable-"));
  let files = 0;
  const newFile = () => {
    files += 1;
    return openStore(join(folder, `${files}.db`));
  };
  const reopened = (store: SqlStore) => {
    store.close();
    return openStore(join(folder, `${files}.db`));
  };
  for (const write of [2, 9, 17, 23])
    expect((await dyingAt(write, "after", newFile, reopened)).output).toBe(JSON.stringify(resultOf(program)));
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
