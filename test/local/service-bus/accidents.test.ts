import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create_container, type EventContext } from "rhea";
import { wallClock } from "../../../local/seams";
import { none, one, until } from "./client-desk";
import { bodies, LOCK_MS, ownQueue, type RunningBus, runningBus } from "./running-bus";

/** The client does not notice that a send dies with its connection: it sends again when this time is over. */
const PATIENT = { retryDelayInMs: 100, maxRetryDelayInMs: 500, maxRetries: 10, timeoutInMs: 1000 };

let folder: string;
let bus: RunningBus;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bus-"));
  bus = await onDisk();
});
afterEach(async () => {
  await bus.stop();
  rmSync(folder, { recursive: true, force: true });
});

function onDisk(port = 0): Promise<RunningBus> {
  return runningBus({ file: join(folder, "store.db"), port });
}

/** The process ends and another one takes its place; clients stay. */
async function restart(): Promise<void> {
  const { port } = bus;
  await bus.die();
  bus = await onDisk(port);
}

describe("a restart", () => {
  test("loses nothing that was acknowledged, and numbers go on", async () => {
    const name = ownQueue();
    await bus
      .client()
      .createSender(name)
      .sendMessages([{ body: 1 }, { body: 2 }]);
    await restart();
    const client = bus.client();
    await client.createSender(name).sendMessages({ body: 3 });
    const received = await client.createReceiver(name).receiveMessages(3, { maxWaitTimeInMs: 5000 });
    expect(bodies(received)).toEqual([1, 2, 3]);
    expect(received.map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual([1, 2, 3]);
  });

  test("keeps a lock until its time, and then counts the delivery", async () => {
    const name = ownQueue();
    const client = bus.client();
    await client.createSender(name).sendMessages({ body: "x" });
    await one(client.createReceiver(name));
    await restart();
    const receiver = bus.client().createReceiver(name);
    expect(await none(receiver)).toEqual([]);
    await bus.time.advance(LOCK_MS);
    expect((await one(receiver)).deliveryCount).toBe(1);
  });

  test("is overcome by a sender and by a subscription that were there before", async () => {
    const name = ownQueue();
    const client = bus.client(PATIENT);
    const sender = client.createSender(name);
    const seen: unknown[] = [];
    const running = client.createReceiver(name).subscribe({
      processMessage: async ({ body }) => void seen.push(body),
      processError: async () => {},
    });
    await sender.sendMessages({ body: "before" });
    await until(() => seen.includes("before"));
    await restart();
    await sender.sendMessages({ body: "after" });
    await until(() => seen.includes("after"));
    await running.close();
    await client.close();
  });
});

describe("the network", () => {
  test("an acknowledgement that is lost makes the client send again, and duplicate detection keeps one", async () => {
    const client = bus.client(PATIENT);
    bus.plan("service-bus/acknowledge", { kind: "lose" });
    await client.createSender("unique").sendMessages({ body: "x", messageId: "lost" });
    expect(await client.createReceiver("unique").peekMessages(5)).toHaveLength(1);
  });

  test.each([
    ["before a message is kept", "service-bus/send", { kind: "lose" }],
    ["after it is kept", "service-bus/acknowledge", { kind: "fail", message: "cut" }],
  ] as const)("a connection that is cut %s makes the client come again", async (_, place, fault) => {
    const client = bus.client(PATIENT);
    bus.plan(place, fault);
    await client.createSender("unique").sendMessages({ body: "x", messageId: place });
    expect(await client.createReceiver("unique").peekMessages(5)).toHaveLength(1);
  });

  test("a send that is refused for the moment is tried again by the client", async () => {
    const name = ownQueue();
    const client = bus.client(PATIENT);
    bus.plan("service-bus/send", { kind: "fail", message: "busy" });
    await client.createSender(name).sendMessages({ body: "x" });
    expect((await one(client.createReceiver(name))).body).toBe("x");
  });

  test("a delivery that is lost comes again when its lock has run out", async () => {
    const name = ownQueue();
    const client = bus.client();
    await client.createSender(name).sendMessages({ body: "x" });
    bus.plan("service-bus/deliver", { kind: "lose" });
    const receiver = client.createReceiver(name);
    expect(await none(receiver)).toEqual([]);
    await bus.time.advance(LOCK_MS);
    expect((await one(receiver)).deliveryCount).toBe(1);
  });

  test("a message can be delivered twice: the first receiver loses its lock", async () => {
    const name = ownQueue();
    const client = bus.client();
    await client.createSender(name).sendMessages({ body: "x" });
    bus.plan("service-bus/deliver", { kind: "twice" });
    const receiver = client.createReceiver(name);
    const first = await one(receiver);
    const second = await one(receiver);
    expect([first.deliveryCount, second.deliveryCount]).toEqual([0, 1]);
    await expect(receiver.completeMessage(first)).rejects.toMatchObject({ code: "MessageLockLost" });
    await receiver.completeMessage(second);
  });

  test("a settlement whose confirmation is lost holds all the same", async () => {
    const name = ownQueue();
    const client = bus.client({ maxRetries: 0, timeoutInMs: 300 });
    await client.createSender(name).sendMessages({ body: "x" });
    const receiver = client.createReceiver(name);
    const message = await one(receiver);
    bus.plan("service-bus/settle", { kind: "lose" });
    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: "ServiceTimeout" });
    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  test("a delivery can be late", async () => {
    const name = ownQueue();
    const client = bus.client();
    await client.createSender(name).sendMessages({ body: "x" });
    bus.plan("service-bus/deliver", { kind: "late", ms: 5000 });
    const receiver = client.createReceiver(name);
    const coming = one(receiver);
    await until(() => bus.time.next() === bus.time.now() + 5000);
    await bus.time.advance(5000);
    expect((await coming).body).toBe("x");
  });
});

describe("the port", () => {
  test("one that is taken is told by its number", async () => {
    await expect(runningBus({ port: bus.port })).rejects.toThrow(
      `Port ${bus.port} of 127.0.0.1, where Service Bus should listen, is in use`,
    );
  });

  test.each([
    ["HTTP", "GET / HTTP/1.1\r\n\r\n"],
    ["noise", "\x00\x01\x02\x03noise noise noise"],
    ["an AMQP header and then noise", "AMQP\x00\x01\x00\x00noise noise noise noise"],
  ])("whoever speaks %s there hurts nobody", async (_, text) => {
    const complaints = [
      jest.spyOn(console, "error").mockImplementation(),
      jest.spyOn(console, "warn").mockImplementation(),
    ];
    const socket = connect(bus.port, "127.0.0.1", () => socket.write(text, "latin1"));
    socket.on("error", () => {});
    await new Promise((passed) => setTimeout(passed, 50));
    const name = ownQueue();
    const client = bus.client();
    await client.createSender(name).sendMessages({ body: "x" });
    expect((await one(client.createReceiver(name))).body).toBe("x");
    socket.destroy();
    for (const complaint of complaints) complaint.mockRestore();
  });

  test("a plain AMQP client with a password sends settled messages, and what it rejects is a dead letter", async () => {
    const name = ownQueue();
    const amqp = create_container().connect({
      port: bus.port,
      host: "127.0.0.1",
      username: "u",
      password: "p",
      reconnect: false,
    });
    const sender = amqp.open_sender({ target: { address: `amqp://127.0.0.1/${name}` }, snd_settle_mode: 1 });
    sender.once("sendable", () => sender.send({ message_id: "m", body: "x" } as never));
    const receiver = amqp.open_receiver({ source: name, autoaccept: false });
    receiver.on("message", ({ delivery }: EventContext) =>
      delivery?.reject({ condition: "no:good", description: "at all" }),
    );
    const dead = bus.client().createReceiver(name, { subQueueType: "deadLetter" });
    expect(await one(dead)).toMatchObject({
      body: "x",
      messageId: "m",
      deadLetterReason: "no:good",
      deadLetterErrorDescription: "at all",
    });
    amqp.close();
    await new Promise((closed) => amqp.once("connection_close", closed));
  });

  test("stopping does not wait for somebody who says nothing", async () => {
    const socket = connect(bus.port, "127.0.0.1");
    await new Promise((connected) => socket.once("connect", connected));
    await bus.die();
    socket.destroy();
    bus = await onDisk();
  });
});

test("the client's own renewal keeps a lock far beyond its duration", async () => {
  const real = await runningBus({ clock: wallClock });
  const client = real.client();
  await client.createSender("brief").sendMessages({ body: "x" });
  const deliveries: (number | undefined)[] = [];
  let ended = 0;
  const receiver = client.createReceiver("brief", { maxAutoLockRenewalDurationInMs: 60_000 });
  const running = receiver.subscribe({
    async processMessage({ deliveryCount }) {
      deliveries.push(deliveryCount);
      await new Promise((passed) => setTimeout(passed, 5000)); // locks of `brief` last 2 s
      ended += 1;
    },
    processError: async () => {},
  });
  await until(() => ended > 0);
  await running.close();
  expect(await client.createReceiver("brief").peekMessages(1)).toEqual([]);
  await real.stop();
  expect(deliveries).toEqual([0]);
}, 30_000);
