import { noFaults, seededRandom } from "../../../local/seams";
import { openDurableBroker } from "../../../local/service-bus/durable-broker";
import { journalOf } from "../../../local/store/journal";
import { openStore } from "../../../local/store/sqlite";
import { virtualClock } from "../../virtual-clock";
import { ENTITIES, granted, LOCK_MS, messageOf } from "./broker-world";

function opened() {
  const clock = virtualClock();
  const disk = openStore(":memory:");
  let isFull = false;
  const store = {
    ...disk,
    run(...args: Parameters<typeof disk.run>) {
      if (isFull) throw new Error("disk full");
      disk.run(...args);
    },
  };
  const seams = { clock, random: seededRandom(1), faults: noFaults };
  const traitsOf = () => ({ traits: {}, properties: {} });
  const broker = openDurableBroker({ store, journal: journalOf(store), seams, entities: ENTITIES, traitsOf });
  return {
    broker,
    clock,
    fill: (full: boolean) => {
      isFull = full;
    },
    send: (...ids: readonly string[]) => broker.run((kernel, now) => kernel.send("plain", ids.map(messageOf), now)),
    take: () => broker.run((kernel, now) => kernel.take("plain", "lock", now)),
    ids: () =>
      broker.run((kernel, now) => granted(kernel.peek("plain", 0, 100, now)).map(({ messageId }) => messageId)),
  };
}

test("where the disk refuses, the sender is told and the broker forgets what it could not keep", async () => {
  const { send, ids, fill } = opened();
  await send("kept");
  fill(true);
  await expect(send("lost")).rejects.toThrow("disk full");
  fill(false);
  expect(await ids()).toEqual(["kept"]);
  await send("next");
  expect(await ids()).toEqual(["kept", "next"]);
});

test("of the work of one commit only what failed is undone", async () => {
  const { send, broker, ids } = opened();
  const all = [
    send("one"),
    broker.run((kernel, now) => {
      kernel.send("plain", [messageOf("half")], now);
      throw new Error("no");
    }),
    send("two"),
  ];
  const settled = await Promise.allSettled(all);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await ids()).toEqual(["one", "two"]);
});

test("it wakes by itself when a lock runs out, and says so", async () => {
  const { send, take, broker, clock } = opened();
  await send("a");
  await take();
  let changes = 0;
  broker.onChange(() => {
    changes += 1;
  });
  await clock.advance(LOCK_MS - 1);
  expect(changes).toBe(0);
  await clock.advance(1);
  expect(changes).toBe(1);
  expect((await take())?.deliveryCount).toBe(1);
});

test("a closed broker asks for no more wake-ups", async () => {
  const { send, take, broker, clock } = opened();
  await send("a");
  await take();
  expect(clock.next()).toBe(clock.now() + LOCK_MS);
  await broker.close();
  expect(clock.next()).toBeUndefined();
});
