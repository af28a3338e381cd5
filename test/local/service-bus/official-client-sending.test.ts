import { clientDesk, one } from "./client-desk";
import { bodies, LOCK_MS } from "./running-bus";

const desk = clientDesk();

test.each([
  ["an object", { a: [1, "two", null] }],
  ["text", "hello"],
  ["a number", 5],
  ["bytes", Buffer.from([0, 255])],
  ["nothing", null],
])("a body of %s comes out as it went in", async (_, body) => {
  const { receiver } = await desk.queueWith(body);
  expect((await one(receiver)).body).toEqual(body);
});

test("every property of a message comes out as it went in", async () => {
  const { sender, receiver } = await desk.queueWith();
  const sent = {
    body: "x",
    messageId: "id-1",
    contentType: "text/plain",
    correlationId: "correlation",
    subject: "subject",
    to: "to",
    replyTo: "back",
    replyToSessionId: "back-session",
    sessionId: "session",
    partitionKey: "session",
    timeToLive: 90_000,
    applicationProperties: { text: "t", whole: 7, negative: -7, half: 0.5, yes: true, nothing: null },
  };
  await sender.sendMessages(sent);
  const received = await one(receiver);
  expect(received).toMatchObject({ ...sent, deliveryCount: 0, state: "active" });
  expect(received.enqueuedTimeUtc?.getTime()).toBe(desk.bus().time.now());
  expect(received.expiresAtUtc?.getTime()).toBe(desk.bus().time.now() + 90_000);
  expect(received.lockedUntilUtc?.getTime()).toBe(desk.bus().time.now() + LOCK_MS);
});

test.each(["value", "sequence", "data"] as const)(
  "an annotated message keeps its body of kind %s",
  async (bodyType) => {
    const { sender, receiver } = await desk.queueWith();
    const body = bodyType === "sequence" ? [[1, 2], ["three"]] : { a: 1 };
    await sender.sendMessages({ body, bodyType, messageAnnotations: { mine: "kept" } });
    const { _rawAmqpMessage: raw, body: received } = await one(receiver);
    expect({ received, bodyType: raw.bodyType, mine: raw.messageAnnotations?.["mine"] }).toEqual({
      received: body,
      bodyType,
      mine: "kept",
    });
  },
);

test("a message without an id is given one, by which it can be settled", async () => {
  const { receiver } = await desk.queueWith("x");
  const message = await one(receiver);
  expect(message.messageId).toMatch(/^[0-9a-f-]{36}$/);
  await receiver.completeMessage(message);
});

test("a batch holds what fits into a message and arrives as so many messages, in order", async () => {
  const { sender, receiver } = await desk.queueWith();
  const batch = await sender.createMessageBatch();
  const body = "x".repeat(50_000);
  let added = 0;
  while (batch.tryAddMessage({ body: `${added}${body}` })) added += 1;
  expect(batch.maxSizeInBytes).toBe(256 * 1024);
  expect(added).toBe(5);
  await sender.sendMessages(batch);
  const received = await receiver.receiveMessages(5, { maxWaitTimeInMs: 5000 });
  expect(bodies(received).map((text) => String(text)[0])).toEqual(["0", "1", "2", "3", "4"]);
});

test("a message above 256 KB is refused, and the link goes on", async () => {
  const { sender, receiver } = await desk.queueWith();
  await expect(sender.sendMessages({ body: "x".repeat(262_144) })).rejects.toMatchObject({
    code: "MessageSizeExceeded",
  });
  await sender.sendMessages({ body: "x".repeat(262_000) });
  expect(String((await one(receiver)).body)).toHaveLength(262_000);
});

test("an entity that is not declared is not found, by sender, receiver and peek", async () => {
  const notFound = {
    code: "MessagingEntityNotFound",
    message: expect.stringContaining("'nowhere' could not be found"),
  };
  await expect(desk.client().createSender("nowhere").sendMessages({ body: 1 })).rejects.toMatchObject(notFound);
  const receiver = desk.client().createReceiver("nowhere");
  await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 100 })).rejects.toMatchObject(notFound);
  await expect(receiver.peekMessages(1)).rejects.toMatchObject(notFound);
});

test("names count without case", async () => {
  const { name, receiver } = await desk.queueWith();
  await desk.client().createSender(name.toUpperCase()).sendMessages({ body: "x" });
  expect((await one(receiver)).body).toBe("x");
});
