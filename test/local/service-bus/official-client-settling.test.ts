import { because, clientDesk, deferredOne, none, numberOf, one } from "./client-desk";
import { bodies, LOCK_MS } from "./running-bus";

const desk = clientDesk();

describe("settling", () => {
  test("a completed message is gone", async () => {
    const { receiver } = await desk.queueWith("x");
    await receiver.completeMessage(await one(receiver));
    expect(await receiver.peekMessages(5)).toEqual([]);
  });

  test("an abandoned message comes again with its delivery counted and what was added", async () => {
    const { receiver } = await desk.queueWith("x");
    const added = { tried: "once", times: 1, at: new Date(5000) };
    await receiver.abandonMessage(await one(receiver), added);
    const again = await one(receiver);
    expect(again).toMatchObject({ deliveryCount: 1, applicationProperties: { tried: "once", times: 1, at: 5000 } });
  });

  test("a dead-lettered message tells its reason, and the dead-letter queue is received like any other", async () => {
    const { name, receiver, dead } = await desk.queueWith("x");
    const why = { deadLetterReason: "Malformed", deadLetterErrorDescription: "no id", seen: 3 };
    await receiver.deadLetterMessage(await one(receiver), why);
    const buried = await one(dead);
    expect(buried).toMatchObject({
      body: "x",
      deadLetterReason: "Malformed",
      deadLetterErrorDescription: "no id",
      deadLetterSource: name,
      applicationProperties: { seen: 3 },
    });
    await dead.completeMessage(buried);
    expect(await dead.peekMessages(5)).toEqual([]);
  });

  test("a message that was delivered as often as allowed is dead-lettered by Service Bus", async () => {
    const { receiver, dead } = await desk.queueWith("x");
    for (let count = 0; count < 3; count += 1) await receiver.abandonMessage(await one(receiver));
    expect(await none(receiver)).toEqual([]);
    expect(await one(dead)).toMatchObject({ deadLetterReason: "MaxDeliveryCountExceeded", deliveryCount: 3 });
  });

  test("a deferred message is received by its number, and settled then", async () => {
    const { receiver } = await desk.queueWith("x");
    const message = await one(receiver);
    await receiver.deferMessage(message, { later: true });
    expect(await none(receiver)).toEqual([]);
    const deferred = await deferredOne(receiver, numberOf(message));
    expect(deferred).toMatchObject({ body: "x", state: "deferred", applicationProperties: { later: true } });
    await receiver.completeMessage(deferred);
    await expect(deferredOne(receiver, numberOf(message))).rejects.toMatchObject({ code: "MessageNotFound" });
  });

  test("a deferred message that is abandoned stays deferred; one that is dead-lettered goes", async () => {
    const { receiver, dead } = await desk.queueWith("x");
    const message = await one(receiver);
    await receiver.deferMessage(message);
    await receiver.abandonMessage(await deferredOne(receiver, numberOf(message)), { tried: 1 });
    const again = await deferredOne(receiver, numberOf(message));
    expect(again).toMatchObject({ deliveryCount: 1, applicationProperties: { tried: 1 } });
    await receiver.deadLetterMessage(again, because("enough"));
    expect(await one(dead)).toMatchObject({ deadLetterReason: "enough" });
  });

  test("deferred messages can be received and deleted", async () => {
    const { name, receiver } = await desk.queueWith("x");
    const message = await one(receiver);
    await receiver.deferMessage(message);
    const takes = desk.client().createReceiver(name, { receiveMode: "receiveAndDelete" });
    expect((await deferredOne(takes, numberOf(message))).body).toBe("x");
    expect(await receiver.peekMessages(5)).toEqual([]);
  });

  test("receiveAndDelete deletes what it delivers", async () => {
    const { name, receiver } = await desk.queueWith("x", "y");
    const takes = desk.client().createReceiver(name, { receiveMode: "receiveAndDelete" });
    expect(bodies(await takes.receiveMessages(2, { maxWaitTimeInMs: 5000 }))).toEqual(["x", "y"]);
    expect(await receiver.peekMessages(5)).toEqual([]);
  });

  test("a message is settled once", async () => {
    const { receiver } = await desk.queueWith("x");
    const message = await one(receiver);
    await receiver.completeMessage(message);
    await expect(receiver.completeMessage(message)).rejects.toThrow("already settled");
  });

  test.each(["complete", "abandon", "defer", "deadLetter"] as const)(
    "a receiver that was closed in between can still %s",
    async (how) => {
      const { receiver, name } = await desk.queueWith("x");
      const message = await one(receiver);
      await receiver.close();
      const other = desk.client().createReceiver(name);
      await other[`${how}Message`](message);
      const left = (await other.peekMessages(1)).map(({ state, deliveryCount }) => ({ state, deliveryCount }));
      const expected = {
        abandon: { state: "active", deliveryCount: 1 },
        defer: { state: "deferred", deliveryCount: 0 },
      };
      expect(left).toEqual(how === "abandon" || how === "defer" ? [expected[how]] : []);
    },
  );
});

describe("locks", () => {
  test("a lock that ran out is lost: its holder is told, and the message comes again", async () => {
    const { receiver, name } = await desk.queueWith("x");
    const late = await one(receiver);
    await desk.bus().time.advance(LOCK_MS);
    const other = desk.client().createReceiver(name);
    const again = await one(other);
    expect(again.deliveryCount).toBe(1);
    await expect(receiver.completeMessage(late)).rejects.toMatchObject({ code: "MessageLockLost" });
    await other.completeMessage(again);
  });

  test("a receiver that waits is given a message the moment its lock runs out", async () => {
    const { receiver, name } = await desk.queueWith("x");
    await one(receiver);
    const waiting = one(desk.client().createReceiver(name));
    await new Promise((passed) => setTimeout(passed, 200)); // its credit has to arrive
    await desk.bus().time.advance(LOCK_MS);
    expect((await waiting).body).toBe("x");
  });

  test("a renewed lock holds on, and says until when", async () => {
    const { receiver } = await desk.queueWith("x");
    const message = await one(receiver);
    await desk.bus().time.advance(LOCK_MS - 1);
    const until = await receiver.renewMessageLock(message);
    expect(until.getTime()).toBe(desk.bus().time.now() + LOCK_MS);
    expect(message.lockedUntilUtc).toEqual(until);
    await desk.bus().time.advance(LOCK_MS - 1);
    await receiver.completeMessage(message);
  });

  test("a lock that is lost cannot be renewed", async () => {
    const { receiver } = await desk.queueWith("x");
    const message = await one(receiver);
    await desk.bus().time.advance(LOCK_MS);
    await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: "MessageLockLost" });
  });

  test("a receiver locks no more than it asked for", async () => {
    const { receiver, name } = await desk.queueWith(1, 2, 3, 4, 5);
    expect(await receiver.receiveMessages(2, { maxWaitTimeInMs: 5000 })).toHaveLength(2);
    const others = await desk.client().createReceiver(name).receiveMessages(3, { maxWaitTimeInMs: 5000 });
    expect(bodies(others)).toEqual([3, 4, 5]);
  });
});
