import fc from "fast-check";
import { messageOf, requestIdOf } from "../../src/intake/message";

/** What the Functions library does to each text of the metadata (fromRpcTypedData). */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
const messageWith = (messageId: string, sequenceNumber = 7, more = {}) =>
  messageOf(Buffer.from("{}"), { messageId: parsed(messageId), sequenceNumber, ...more });
const requestId = (messageId: string, sequenceNumber = 7) => requestIdOf(messageWith(messageId, sequenceNumber), {});

test.each(["42", "true", "null", "m-1", "a:b@c.d"])("the message id %j is the request's id", (id) => {
  expect(requestId(id)).toBe(id);
});

test("two long numbers are two ids, and each stays the same when its message comes again", () => {
  const [one, other] = [requestId("22345678901234567890", 7), requestId("22345678901234567891", 8)];
  expect(one).not.toBe(other);
  expect(requestId("22345678901234567890", 7)).toBe(one);
});

test("an id that is JSON is an id", () => {
  expect(messageWith('{"a":1}')).toMatchObject({ messageId: expect.stringMatching(/^\{"a":1\}/) });
  expect(requestId('{"a":1}')).toBe(requestId('{"a":1}'));
  expect(requestId('{"a":1}')).not.toBe(requestId('{"a":2}'));
});

test("a correlation id and a content type are texts, whatever they look like", () => {
  expect(messageWith("m", 7, { correlationId: true, contentType: 1 })).toMatchObject({
    correlationId: "true",
    contentType: "1",
  });
});

test("a message without an id is the request that its body says, else the one of its number in the queue", () => {
  const message = messageOf(Buffer.from("{}"), { sequenceNumber: 7 });
  expect(requestIdOf(message, { requestId: "mine" })).toBe("mine");
  expect(requestIdOf(message, {})).toBe("seq-7");
  expect(requestIdOf(message, undefined)).toBe("seq-7");
  expect(requestIdOf(message, { requestId: "webhook:erp:evt-1" })).toBe("seq-7");
  expect(requestIdOf(messageWith("m1"), { requestId: "mine" })).toBe("m1");
});

test("no message takes the id of a webhook or an event that is still to come", () => {
  for (const id of ["webhook:erp:evt-1", "event:1", "webhook:erp:\u001b[2J\nevt-1"])
    expect(requestId(id)).toMatch(/^msg-[0-9a-f]{40}$/);
});

test("any id becomes one that breaks no line and no URL, the same in each redelivery", () => {
  const texts = fc.oneof(fc.string({ minLength: 1, unit: "binary" }), fc.json(), fc.double().map(String));
  fc.assert(
    fc.property(texts, fc.nat(), (id, number) => {
      expect(requestId(id, number)).toMatch(/^(?!webhook:|event:)[\w.:@-]{1,128}$/);
      expect(requestId(id, number)).toBe(requestId(id, number));
    }),
    { numRuns: 2_000 },
  );
});

test("what a person types who runs the function by hand is read as well, and is one request as long as it is the same", () => {
  const [one, same] = ['{"a":1}', { a: 1 }].map((body) => messageOf(body, {}));
  expect(one).toEqual({ body: Buffer.from('{"a":1}') });
  expect(same).toEqual(one);
  expect(requestIdOf(messageOf('{"a":1}', {}), { a: 1 })).not.toBe(requestIdOf(messageOf("2", {}), 2));
});
