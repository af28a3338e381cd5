import { ServiceBusClient } from "@azure/service-bus";
import { realSeams } from "../../../local/seams";
import { type RunningServiceBus, startServiceBus } from "../../../local/service-bus/amqp-server";
import { readEntities } from "../../../local/service-bus/entities";
import { journalOf } from "../../../local/store/journal";
import { openStore, type SqlStore } from "../../../local/store/sqlite";
import { hostOf, type TestHost, until } from "./host-for-tests";

const queue = (Name: string) => ({ Name, Properties: { MaxDeliveryCount: 3, LockDuration: "PT2S" } });
const ENTITIES = JSON.stringify({
  UserConfig: {
    Namespaces: [
      {
        Name: "sbemulatorns",
        Queues: ["in", "out", "raw", "many"].map(queue),
        Topics: [{ Name: "news", Subscriptions: [{ Name: "all" }] }],
      },
    ],
  },
});

jest.setTimeout(30_000);

const LOSE = { kind: "lose" } as const;

let brokerStore: SqlStore;
let bus: RunningServiceBus;
let host: TestHost;
let client: ServiceBusClient;

const startBus = (port = 0) =>
  startServiceBus({
    store: brokerStore,
    journal: journalOf(brokerStore),
    seams: realSeams,
    port,
    entities: readEntities(ENTITIES),
  });

beforeAll(async () => {
  brokerStore = openStore(":memory:");
  bus = await startBus();
  host = await hostOf("queue", { environment: { Bus: bus.connectionString, OUT_QUEUE: "out" } });
  client = new ServiceBusClient(bus.connectionString, {
    retryOptions: { retryDelayInMs: 200, maxRetryDelayInMs: 2000 },
  });
});
afterAll(async () => {
  await host.stop();
  await client.close();
  await bus.stop();
  brokerStore.close();
});

const send = (name: string, ...messages: { body: unknown; [more: string]: unknown }[]) =>
  client.createSender(name).sendMessages(messages);

/** The next message that a function put into the queue `out`. */
async function received(): Promise<Record<string, unknown>> {
  const receiver = client.createReceiver("out", { receiveMode: "receiveAndDelete" });
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 8000 });
  await receiver.close();
  return message?.body;
}

test("a message sets off its function with body and metadata, and the returned value is sent on", async () => {
  await send("in", {
    body: { order: 7 },
    messageId: "m-1",
    correlationId: "c-1",
    contentType: "application/json",
    subject: "orders",
    applicationProperties: { tenant: "north" },
  });
  const { message, metadata } = (await received()) as { message: unknown; metadata: Record<string, unknown> };
  expect(message).toEqual({ order: 7 });
  expect(metadata).toMatchObject({
    messageId: "m-1",
    correlationId: "c-1",
    contentType: "application/json",
    subject: "orders",
    label: "orders",
    deliveryCount: 1,
    applicationProperties: { tenant: "north" },
    userProperties: { tenant: "north" },
    order: 7,
  });
  expect(metadata["lockToken"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(Date.parse(String(metadata["enqueuedTimeUtc"]))).toBeGreaterThan(Date.now() - 60_000);
  expect(metadata["sequenceNumber"]).toEqual(expect.any(Number));
});

test("a text that is no JSON arrives as it is", async () => {
  await send("in", { body: Buffer.from("just words {") });
  expect(await received()).toMatchObject({ message: "just words {" });
});

test("a message whose function throws is tried again, ends in the dead-letter queue, and stops no other", async () => {
  await send("in", { body: { throw: "poison" }, messageId: "bad" }, { body: "behind it", messageId: "good" });
  expect(await received()).toMatchObject({ message: "behind it" });
  const dead = client.createReceiver("in", { subQueueType: "deadLetter", receiveMode: "receiveAndDelete" });
  const [message] = await dead.receiveMessages(1, { maxWaitTimeInMs: 8000 });
  await dead.close();
  expect(message).toMatchObject({ messageId: "bad", body: { throw: "poison" } });
  expect(host.logged("poison").filter(({ level }) => level === "error")).toHaveLength(3);
});

test("each element of an array becomes a message of the topic, and the topic's function hears each", async () => {
  await send("in", { body: { topic: [{ n: 1 }, "two"] }, messageId: "to-topic" });
  const heard = [await received(), await received(), await received()].flatMap((out) =>
    "heard" in out ? [out["heard"]] : [],
  );
  expect(heard).toHaveLength(2);
  expect(heard).toEqual(expect.arrayContaining([{ n: 1 }, "two"]));
});

test("a function with dataType binary gets the bytes", async () => {
  await send("raw", { body: Buffer.from([0, 255, 1]) });
  expect(await received()).toEqual({ isBuffer: true, hex: "00ff01" });
});

test("a function with cardinality many gets all messages that wait, each parsed, with their metadata in lists", async () => {
  await send("many", { body: { n: 1 }, messageId: "a" }, { body: { n: 2 }, messageId: "b" });
  expect(await received()).toEqual({ messages: [{ n: 1 }, { n: 2 }], ids: ["a", "b"] });
});

test("a function whose connection is missing is in error, and the others run", async () => {
  const orphan = host.functions.find(({ name }) => name === "orphan");
  expect(orphan?.error).toContain('The connection "NoSuchSetting" is missing or empty');
  expect(host.logged("The 'orphan' function is in error")).toHaveLength(1);
  const status = await (await fetch(`${host.url}/admin/functions/orphan/status`)).json();
  expect(status.errors[0]).toContain("NoSuchSetting");
});

test("a broker that goes away and comes back is found again, and the log says so once", async () => {
  await bus.stop();
  await until(() => host.logged("cannot be reached")[0]);
  bus = await startBus(bus.port);
  await send("in", { body: "after the restart", messageId: "again" });
  expect(await received()).toMatchObject({ message: "after the restart" });
  const told = host.logged("cannot be reached").filter(({ functionName }) => functionName === "relay");
  expect(told).toHaveLength(1);
});

test("a host that starts before its broker works once the broker is there, and can be stopped without it", async () => {
  const { port, connectionString } = bus;
  await bus.stop();
  const early = await hostOf("queue", { environment: { Bus: connectionString, OUT_QUEUE: "out" } });
  await until(() => early.logged("cannot be reached")[0]);
  bus = await startBus(port);
  await send("many", { body: "patience" });
  expect(await received()).toMatchObject({ messages: ["patience"] });
  await bus.stop();
  await early.stop();
  bus = await startBus(port);
});

test("a message that is not settled comes again", async () => {
  let lost = 0;
  // What the broker's restart interrupted in the test before may come again, too.
  const fromRaw = () => until(async () => (await received())?.["hex"]);
  const loseOnce = { at: (place: string) => (place === "host/settle-message" && lost++ === 0 ? LOSE : undefined) };
  await host.stop();
  const environment = { Bus: bus.connectionString, OUT_QUEUE: "out" };
  const careless = await hostOf("queue", { environment, seams: { ...realSeams, faults: loseOnce } });
  await send("raw", { body: Buffer.from([7]) });
  expect(await fromRaw()).toBe("07");
  await careless.stop();
  host = await hostOf("queue", { environment });
  expect(await fromRaw()).toBe("07");
});
