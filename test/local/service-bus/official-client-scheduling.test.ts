import { because, clientDesk, none, numberOf, one } from "./client-desk";
import { bodies, ownQueue, WINDOW_MS } from "./running-bus";

const desk = clientDesk();

describe("looking and scheduling", () => {
  test("peek goes through a queue from where it stopped, or from a number, and takes nothing", async () => {
    const { receiver } = await desk.queueWith(1, 2, 3);
    expect(bodies(await receiver.peekMessages(2))).toEqual([1, 2]);
    expect(bodies(await receiver.peekMessages(2))).toEqual([3]);
    expect(await receiver.peekMessages(2)).toEqual([]);
    const all = await receiver.receiveMessages(3, { maxWaitTimeInMs: 5000 });
    expect(bodies(all)).toEqual([1, 2, 3]);
    expect(bodies(await receiver.peekMessages(5, { fromSequenceNumber: numberOf(all[1]) }))).toEqual([2, 3]);
  });

  test("peek tells active, deferred and scheduled messages apart", async () => {
    const { receiver, sender } = await desk.queueWith("deferred", "active", "locked");
    await receiver.deferMessage(await one(receiver));
    await one(receiver);
    await sender.scheduleMessages({ body: "scheduled" }, new Date(desk.bus().time.now() + 1000));
    const states = (await receiver.peekMessages(5)).map(({ body, state }) => [body, state]);
    expect(states).toEqual([
      ["deferred", "deferred"],
      ["active", "active"],
      ["locked", "active"],
      ["scheduled", "scheduled"],
    ]);
  });

  test("a scheduled message comes at its time and not before, whichever way it was scheduled", async () => {
    const { receiver, sender } = await desk.queueWith();
    const at = new Date(desk.bus().time.now() + 60_000);
    const [number] = await sender.scheduleMessages({ body: "by request" }, at);
    await sender.sendMessages({ body: "by property", scheduledEnqueueTimeUtc: at });
    expect(number?.toString()).toBe("1");
    expect(await none(receiver)).toEqual([]);
    await desk.bus().time.advance(60_000);
    const came = await receiver.receiveMessages(2, { maxWaitTimeInMs: 5000 });
    expect(bodies(came)).toEqual(["by request", "by property"]);
    expect(came.map(({ enqueuedTimeUtc }) => enqueuedTimeUtc)).toEqual([at, at]);
  });

  test("a cancelled message never comes, and cannot be cancelled twice", async () => {
    const { receiver, sender } = await desk.queueWith();
    const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], new Date(desk.bus().time.now() + 1000));
    await sender.cancelScheduledMessages(numbers.slice(0, 1));
    await desk.bus().time.advance(1000);
    expect(bodies(await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 }))).toEqual([2]);
    await expect(sender.cancelScheduledMessages(numbers.slice(0, 1))).rejects.toMatchObject({
      code: "MessageNotFound",
    });
  });

  test("a message id is kept once within the window, whoever sends it, and again after it", async () => {
    const receiver = desk.client().createReceiver("unique", { receiveMode: "receiveAndDelete" });
    const send = (body: string) => desk.bus().client().createSender("unique").sendMessages({ body, messageId: "same" });
    await send("first");
    await send("second");
    expect(bodies(await receiver.receiveMessages(2, { maxWaitTimeInMs: 300 }))).toEqual(["first"]);
    await send("third");
    expect(await none(receiver)).toEqual([]);
    await desk.bus().time.advance(WINDOW_MS);
    await send("fourth");
    expect(bodies(await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 }))).toEqual(["fourth"]);
  });

  test("a message that nobody takes in its lifetime goes, or is buried where the queue says so", async () => {
    const { sender, receiver } = await desk.queueWith();
    const message = { body: "x", timeToLive: 1000 };
    await sender.sendMessages(message);
    await desk.client().createSender("buries").sendMessages(message);
    await desk.bus().time.advance(1000);
    expect(await none(receiver)).toEqual([]);
    expect(await one(desk.client().createReceiver("buries", { subQueueType: "deadLetter" }))).toMatchObject({
      body: "x",
      deadLetterReason: "TTLExpiredException",
    });
  });
});

describe("topics", () => {
  test("each subscription has its own copy of what its rules take", async () => {
    const sender = desk.client().createSender("news");
    await sender.sendMessages([
      { body: 1, subject: "fire", applicationProperties: { level: 3 } },
      { body: 2, subject: "fire", applicationProperties: { level: 2 } },
      { body: 3, subject: "weather", applicationProperties: { level: 3 } },
    ]);
    const all = desk.client().createReceiver("news", "all");
    const urgent = desk.client().createReceiver("News", "Urgent");
    expect(bodies(await urgent.receiveMessages(1, { maxWaitTimeInMs: 5000 }))).toEqual([1]);
    const received = await all.receiveMessages(3, { maxWaitTimeInMs: 5000 });
    expect(bodies(received)).toEqual([1, 2, 3]);
    for (const message of received) await all.completeMessage(message);
    expect((await urgent.peekMessages(5)).length).toBe(1);
  });

  test("a subscription has dead letters of its own", async () => {
    await desk.client().createSender("news").sendMessages({ body: "bad" });
    const receiver = desk.client().createReceiver("news", "all");
    await receiver.deadLetterMessage(await one(receiver), because("bad"));
    const buried = await one(desk.client().createReceiver("news", "all", { subQueueType: "deadLetter" }));
    expect(buried).toMatchObject({ body: "bad", deadLetterReason: "bad", deadLetterSource: "news/Subscriptions/all" });
  });

  test("a message for a topic can be scheduled, and cancelled", async () => {
    const sender = desk.client().createSender("news");
    const at = new Date(desk.bus().time.now() + 1000);
    const numbers = await sender.scheduleMessages([{ body: "goes" }, { body: "comes" }], at);
    await sender.cancelScheduledMessages(numbers.slice(0, 1));
    await desk.bus().time.advance(1000);
    const receiver = desk.client().createReceiver("news", "all", { receiveMode: "receiveAndDelete" });
    expect((await one(receiver)).body).toBe("comes");
  });

  test("nothing is received from a topic or sent to a subscription", async () => {
    const receiving = desk.client().createReceiver("news").receiveMessages(1, { maxWaitTimeInMs: 100 });
    await expect(receiving).rejects.toThrow("receive from news/Subscriptions/<name>");
    const sending = desk.client().createSender("news/Subscriptions/all").sendMessages({ body: 1 });
    await expect(sending).rejects.toThrow("send to its queue or topic");
  });
});

describe("what is not built is refused by name", () => {
  test("sessions", async () => {
    const name = ownQueue();
    const refusal = "Sessions are not supported by this stand-in";
    await expect(desk.client().acceptSession(name, "a")).rejects.toThrow(refusal);
    await expect(desk.client().acceptNextSession(name)).rejects.toThrow(refusal);
  });

  test("changing rules", async () => {
    const rules = desk.client().createRuleManager("news", "all");
    await expect(rules.createRule("r", { sqlExpression: "1=1" })).rejects.toThrow(
      "com.microsoft:add-rule is not supported",
    );
  });
});
