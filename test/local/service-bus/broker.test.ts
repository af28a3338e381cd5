import { brokerWorld, ENTITIES, granted, LOCK_MS, START, tokenOf, WINDOW_MS } from "./broker-world";

const world = brokerWorld(ENTITIES);
beforeEach(() => world.clear());

const DEAD = "plain/$DeadLetterQueue";
const lockLost = { kind: "refused", why: { kind: "lockLost" } };

test("messages come out in the order in which they were sent, and each to one receiver", () => {
  world.send("plain", "a", "b", "c");
  expect([world.take("plain"), world.take("plain"), world.take("plain"), world.take("plain")]).toMatchObject([
    { messageId: "a", sequence: 1, deliveryCount: 0 },
    { messageId: "b", sequence: 2 },
    { messageId: "c", sequence: 3 },
    undefined,
  ]);
});

test("paths count without case, and an unknown one is refused by name", () => {
  world.send("PLAIN", "a");
  expect(world.take("Plain")?.messageId).toBe("a");
  expect(world.roleOf("News/Subscriptions/ALL")).toBe("subscription");
  expect(world.send("nowhere", "a")).toEqual({ kind: "refused", why: { kind: "notFound", path: "nowhere" } });
});

test("a completed message is gone, and its lock with it", () => {
  world.send("plain", "a");
  const taken = world.take("plain");
  expect(world.settle("plain", taken, { kind: "complete" }).kind).toBe("done");
  expect(world.settle("plain", taken, { kind: "complete" })).toEqual(lockLost);
  expect(world.ids("plain")).toEqual([]);
});

test("an abandoned message keeps its place in line, counts the delivery and carries what was added", () => {
  world.send("plain", "a", "b");
  world.settle("plain", world.take("plain"), { kind: "abandon", added: { tried: "once" } });
  expect(world.take("plain")).toMatchObject({ messageId: "a", deliveryCount: 1, added: { tried: "once" } });
});

test("a released message does not count the delivery", () => {
  world.send("plain", "a");
  world.settle("plain", world.take("plain"), { kind: "release" });
  expect(world.take("plain")).toMatchObject({ messageId: "a", deliveryCount: 0 });
});

test("a lock ends at its very millisecond, and the message is there for the next", () => {
  world.send("plain", "a");
  const first = world.take("plain");
  expect(world.next()).toBe(START + LOCK_MS);
  world.pass(LOCK_MS - 1);
  expect(world.take("plain")).toBeUndefined();
  world.pass(1);
  const second = world.take("plain");
  expect(second).toMatchObject({ messageId: "a", deliveryCount: 1 });
  expect(world.settle("plain", first, { kind: "complete" })).toEqual(lockLost);
  expect(world.settle("plain", second, { kind: "complete" }).kind).toBe("done");
});

test("a renewed lock lasts anew from now, and a lost one cannot be renewed", () => {
  world.send("plain", "a");
  const taken = world.take("plain");
  world.pass(LOCK_MS - 1);
  expect(world.renew("plain", taken)).toEqual({ kind: "done", value: START + LOCK_MS - 1 + LOCK_MS });
  world.pass(LOCK_MS - 1);
  expect(world.settle("plain", taken, { kind: "complete" }).kind).toBe("done");
  expect(world.renew("plain", taken)).toEqual(lockLost);
});

test("several locks are renewed together or not at all", () => {
  world.send("plain", "a", "b");
  const [one, other] = [world.take("plain"), world.take("plain")];
  world.settle("plain", other, { kind: "complete" });
  world.pass(LOCK_MS - 1);
  expect(world.renew("plain", one, other)).toEqual(lockLost);
  world.pass(1);
  expect(world.settle("plain", one, { kind: "complete" })).toEqual(lockLost);
});

test("a message that was delivered as often as allowed goes to the dead letters with Azure's reason", () => {
  world.send("plain", "a");
  world.settle("plain", world.take("plain"), { kind: "abandon", added: {} });
  world.take("plain");
  world.pass(LOCK_MS);
  world.settle("plain", world.take("plain"), { kind: "abandon", added: {} });
  expect(world.ids("plain")).toEqual([]);
  expect(world.peek(DEAD)).toMatchObject([
    {
      messageId: "a",
      sequence: 1,
      deliveryCount: 3,
      added: {
        DeadLetterReason: "MaxDeliveryCountExceeded",
        DeadLetterErrorDescription: "Message could not be consumed after 3 delivery attempts.",
      },
    },
  ]);
});

test("dead letters are received like others, stay however often they are delivered, and cannot be dead-lettered again", () => {
  world.send("plain", "a");
  world.settle("plain", world.take("plain"), { kind: "deadLetter", added: { DeadLetterReason: "bad" } });
  for (let count = 0; count < 10; count += 1)
    world.settle(DEAD, world.take(DEAD), { kind: "abandon", added: { again: count } });
  const taken = world.take(DEAD);
  expect(taken).toMatchObject({ messageId: "a", deliveryCount: 10, added: { DeadLetterReason: "bad", again: 9 } });
  expect(world.settle(DEAD, taken, { kind: "deadLetter", added: {} })).toMatchObject({ why: { kind: "notAllowed" } });
  expect(world.settle(DEAD, taken, { kind: "complete" }).kind).toBe("done");
  expect(world.ids(DEAD)).toEqual([]);
});

test("receive-and-delete keeps nothing back", () => {
  world.send("plain", "a");
  expect(world.take("plain", "remove")?.messageId).toBe("a");
  world.pass(LOCK_MS);
  expect(world.ids("plain")).toEqual([]);
});

test("a deferred message comes only to who knows its number, and comes back deferred", () => {
  world.send("plain", "a");
  world.settle("plain", world.take("plain"), { kind: "defer", added: { later: true } });
  expect(world.take("plain")).toBeUndefined();
  const [taken] = granted(world.takeDeferred("plain", 1));
  expect(taken).toMatchObject({ messageId: "a", added: { later: true }, deliveryCount: 0 });
  expect(world.takeDeferred("plain", 1)).toMatchObject({ why: { kind: "messageNotFound" } });
  world.pass(LOCK_MS);
  expect(world.take("plain")).toBeUndefined();
  expect(granted(world.takeDeferred("plain", 1))).toMatchObject([{ messageId: "a", deliveryCount: 1 }]);
});

test("of deferred messages all are handed out, or none", () => {
  world.send("plain", "a", "b");
  world.settle("plain", world.take("plain"), { kind: "defer", added: {} });
  expect(world.takeDeferred("plain", 1, 2)).toMatchObject({ why: { kind: "messageNotFound", sequences: [1, 2] } });
  expect(granted(world.takeDeferred("plain", 1))).toHaveLength(1);
});

test("a scheduled message comes at its time, as if it had been sent then", () => {
  const at = START + 5000;
  expect(world.send("plain", { messageId: "later", content: Buffer.alloc(0), scheduledAt: at })).toEqual({
    kind: "done",
    value: [1],
  });
  world.send("plain", "now");
  expect(world.peek("plain")).toMatchObject([{ messageId: "later", rest: { kind: "scheduled", at } }, { sequence: 2 }]);
  expect(world.next()).toBe(at);
  world.pass(5000);
  world.take("plain");
  expect(world.take("plain")).toMatchObject({ messageId: "later", sequence: 3, firstSequence: 1, enqueuedAt: at });
});

test("a time that has passed schedules nothing", () => {
  world.send("plain", { messageId: "late", content: Buffer.alloc(0), scheduledAt: START });
  expect(world.take("plain")?.messageId).toBe("late");
});

test("a cancelled message never comes; what is not scheduled cannot be cancelled", () => {
  world.send("plain", { messageId: "later", content: Buffer.alloc(0), scheduledAt: START + 5000 });
  world.send("plain", "now");
  expect(world.cancel("plain", 1, 2)).toMatchObject({ why: { kind: "messageNotFound" } });
  expect(world.cancel("plain", 1).kind).toBe("done");
  world.pass(10_000);
  expect(world.ids("plain")).toEqual(["now"]);
});

test("a message id is taken once in its window, across queues never mixed up, and again after it", () => {
  expect(granted(world.send("unique", "a", "a"))).toHaveLength(2);
  world.send("unique", "a", "b");
  expect(world.ids("unique")).toEqual(["a", "b"]);
  world.send("plain", "a", "a");
  expect(world.ids("plain")).toEqual(["a", "a"]);
  world.pass(WINDOW_MS - 1);
  world.send("unique", "a");
  expect(world.ids("unique")).toEqual(["a", "b"]);
  world.pass(1);
  world.send("unique", "a");
  expect(world.ids("unique")).toEqual(["a", "b", "a"]);
});

test("the window holds though the message is completed and the process died", () => {
  world.send("unique", "a");
  world.settle("unique", world.take("unique"), { kind: "complete" });
  world.restart();
  world.send("unique", "a");
  expect(world.ids("unique")).toEqual([]);
});

test("a message outlives its time nowhere but under a lock, as a deferred one, and among the dead letters", () => {
  world.send("short", "waits", "held", "put off");
  const [waits, held, putOff] = [world.take("short"), world.take("short"), world.take("short")];
  world.settle("short", waits, { kind: "release" });
  world.settle("short", putOff, { kind: "defer", added: {} });
  world.pass(10_000);
  expect(world.peek("short/$deadletterqueue")).toMatchObject([
    {
      messageId: "waits",
      added: {
        DeadLetterReason: "TTLExpiredException",
        DeadLetterErrorDescription: "The message expired and was dead lettered.",
      },
    },
  ]);
  expect(world.settle("short", held, { kind: "complete" }).kind).toBe("done");
  expect(world.takeDeferred("short", 3)).toMatchObject({ why: { kind: "messageNotFound" } });
  world.pass(1_000_000);
  expect(world.ids("short/$deadletterqueue")).toEqual(["waits", "put off"]);
});

test("peek shows a message past its time for as long as nothing has taken it away: deferred, or under a lock", () => {
  world.send("short", "held", "put off");
  const [held, putOff] = [world.take("short"), world.take("short")];
  world.settle("short", putOff, { kind: "defer", added: {} });
  world.pass(10_000);
  world.restart(1);
  expect(world.ids("short")).toEqual(["held", "put off"]);
  world.settle("short", held, { kind: "complete" });
  world.pass(1_000_000);
  expect(world.ids("short")).toEqual(["put off"]);
});

test("the shorter of the message's and the queue's time to live counts, and without dead-lettering it just goes", () => {
  world.send("short", { messageId: "quick", content: Buffer.alloc(0), ttlMs: 10 });
  world.send("plain", { messageId: "quick", content: Buffer.alloc(0), ttlMs: 10 });
  world.pass(10);
  expect([world.ids("short/$DeadLetterQueue"), world.ids("plain"), world.ids(DEAD)]).toEqual([["quick"], [], []]);
});

test("peek shows what rests in any state from a number on, and locks nothing", () => {
  world.send("plain", "a", "b", { messageId: "c", content: Buffer.alloc(0), scheduledAt: START + 1 });
  const taken = world.take("plain");
  expect(world.ids("plain")).toEqual(["a", "b", "c"]);
  expect(world.peek("plain", 2, 1)).toMatchObject([{ messageId: "b" }]);
  expect(world.settle("plain", taken, { kind: "complete" }).kind).toBe("done");
});

test("each subscription whose rules take a message gets a copy with a number of its own", () => {
  world.send("news", "some", "other");
  expect(world.peek("news/subscriptions/all")).toMatchObject([
    { messageId: "some", sequence: 1, firstSequence: 1 },
    { messageId: "other", sequence: 2, firstSequence: 2 },
  ]);
  expect(world.ids("news/subscriptions/some")).toEqual(["some"]);
  expect(world.ids("news/subscriptions/none")).toEqual([]);
  world.settle("news/subscriptions/all", world.take("news/subscriptions/all"), { kind: "complete" });
  expect(world.ids("news/subscriptions/some")).toEqual(["some"]);
});

test("a topic detects duplicates, and holds scheduled messages until they are due", () => {
  world.send("news", "some", "some", { messageId: "later", content: Buffer.from("some"), scheduledAt: START + 10 });
  expect(world.ids("news/subscriptions/all")).toEqual(["some"]);
  expect(world.ids("news")).toEqual(["later"]);
  world.restart();
  world.pass(10);
  expect(world.ids("news/subscriptions/some")).toEqual(["some", "later"]);
  expect(world.ids("news")).toEqual([]);
});

test("nothing is sent to a subscription or to dead letters, or received from a topic", () => {
  expect(world.send("news/subscriptions/all", "a")).toMatchObject({ why: { kind: "notAllowed" } });
  expect(world.send(DEAD, "a")).toMatchObject({ why: { kind: "notAllowed" } });
  world.send("news", { messageId: "later", content: Buffer.alloc(0), scheduledAt: START + 10 });
  expect(world.take("news")).toBeUndefined();
});

test("a lock outlives the process: its holder may settle, and others wait until it ends", () => {
  world.send("plain", "a", "b");
  const [a, b] = [world.take("plain"), world.take("plain")];
  world.restart(1000);
  expect(world.take("plain")).toBeUndefined();
  expect(world.settle("plain", a, { kind: "complete" }).kind).toBe("done");
  world.restart(LOCK_MS);
  expect(world.take("plain")).toMatchObject({ messageId: "b", deliveryCount: 1 });
  expect(world.settle("plain", b, { kind: "complete" })).toEqual(lockLost);
});

test("numbers are never given twice, even where everything was completed before the restart", () => {
  world.send("plain", "a");
  world.take("plain", "remove");
  world.restart();
  expect(granted(world.send("plain", "b"))).toEqual([2]);
});

test("content and added properties of every kind survive the restart", () => {
  const content = Buffer.from([0, 1, 255]);
  world.send("plain", { messageId: "a", content, ttlMs: 5000 });
  const added = { text: "t", number: 1.5, yes: true, nothing: null, at: new Date(5), bytes: Buffer.from([7]) };
  world.settle("plain", world.take("plain"), { kind: "abandon", added });
  world.restart();
  const taken = world.take("plain");
  expect(taken).toMatchObject({ ttlMs: 5000, deliveryCount: 1, added });
  expect(Buffer.from(taken?.content ?? [])).toEqual(content);
});

test("no two deliveries have the same token", () => {
  world.send("plain", "a", "b");
  const tokens = [1, 2, 3].map(() => {
    const taken = world.take("plain");
    world.settle("plain", taken, { kind: "release" });
    return tokenOf(taken);
  });
  expect(new Set(tokens).size).toBe(3);
});
