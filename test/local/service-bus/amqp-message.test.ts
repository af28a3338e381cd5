import fc from "fast-check";
import { message as codec, types } from "rhea";
import { deliveredBytes, messagesIn, newMessageOf, traitsOf } from "../../../local/service-bus/amqp-message";
import type { Message } from "../../../local/service-bus/message";
import { Writer } from "../../../local/service-bus/rhea-inside";

const noId = () => "spare";

function resting(content: Uint8Array, more: Partial<Message> = {}): Message {
  return {
    queue: "q",
    sequence: 7,
    firstSequence: 5,
    messageId: "spare",
    content,
    enqueuedAt: 1000,
    deliveryCount: 2,
    added: {},
    rest: { kind: "ready" },
    ...more,
  };
}

const scalar = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.date({ noInvalidDate: true }),
);
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== "__proto__");
const sent = fc.record(
  {
    message_id: fc.oneof(fc.string(), fc.nat()),
    to: fc.string(),
    subject: fc.string(),
    correlation_id: fc.string(),
    group_id: fc.string(),
    durable: fc.boolean(),
    priority: fc.nat(9),
    application_properties: fc.dictionary(name, scalar),
    body: fc.oneof(
      fc.uint8Array().map((bytes) => codec.data_section(Buffer.from(bytes)) as unknown),
      fc.array(scalar) as fc.Arbitrary<unknown>,
    ),
  },
  { requiredKeys: ["body"] },
);

test("whatever was sent comes out as it was sent, with the broker's own header and annotations", () => {
  fc.assert(
    fc.property(sent, (one) => {
      const content = codec.encode(one);
      const before = codec.decode(content);
      const after = codec.decode(deliveredBytes(resting(content)));
      expect(JSON.parse(JSON.stringify(after))).toEqual({
        ...JSON.parse(JSON.stringify(before)),
        message_id: one.message_id ?? "spare",
        delivery_count: 2,
        message_annotations: {
          "x-opt-sequence-number": 7,
          "x-opt-enqueue-sequence-number": 5,
          "x-opt-enqueued-time": new Date(1000).toJSON(),
          "x-opt-message-state": 0,
        },
      });
    }),
  );
});

test("types that JavaScript does not have survive", () => {
  const application_properties = {
    long: types.wrap_long(1),
    byte: types.wrap_byte(-1),
    float: types.wrap_float(0.5),
    uuid: types.wrap_uuid(Buffer.alloc(16, 1)),
    symbol: types.wrap_symbol("s"),
  };
  const content = codec.encode({ application_properties, body: null });
  const delivered = deliveredBytes(resting(content, { added: { more: "x" } }));
  for (const piece of [
    [0x55, 1],
    [0x51, 0xff],
    [0x72, 0x3f, 0, 0, 0],
    [0x98, ...Buffer.alloc(16, 1)],
    [0xa3, 1, 0x73],
  ])
    expect(delivered.includes(Buffer.from(piece))).toBe(true);
  expect(codec.decode(delivered)["application_properties"]).toMatchObject({ long: 1, byte: -1, more: "x" });
});

test("what receivers added goes before what was sent, and annotations of the sender stay", () => {
  const content = codec.encode({
    application_properties: { tried: 1, other: "o" },
    message_annotations: { mine: "m", "x-opt-sequence-number": 99 },
    body: "b",
  });
  const decoded = codec.decode(deliveredBytes(resting(content, { added: { tried: 2, at: new Date(5) } }), "source"));
  expect(decoded["application_properties"]).toEqual({ tried: 2, other: "o", at: new Date(5) });
  expect(decoded["message_annotations"]).toMatchObject({
    mine: "m",
    "x-opt-sequence-number": 7,
    "x-opt-deadletter-source": "source",
  });
});

test("id, lifetime and schedule are read from the message", () => {
  const at = new Date(5000);
  const content = codec.encode({
    message_id: "m",
    ttl: 90,
    message_annotations: { "x-opt-scheduled-enqueue-time": at },
    body: 1,
  });
  expect(newMessageOf(content, noId)).toEqual({ messageId: "m", content, ttlMs: 90, scheduledAt: 5000 });
  expect(newMessageOf(codec.encode({ body: 1 }), noId)).toMatchObject({ messageId: "spare" });
  expect(newMessageOf(codec.encode({ message_id: 12, body: 1 }), noId).messageId).toBe("12");
});

test("a batch is the messages in its data sections", () => {
  const contents = [codec.encode({ body: 1 }), codec.encode({ body: 2 })];
  expect(messagesIn(codec.encode({ body: codec.data_sections(contents) }))).toEqual(contents);
});

test("filters see the fields by the config file's names", () => {
  const content = codec.encode({
    message_id: "id",
    to: "to",
    subject: "label",
    reply_to: "reply",
    correlation_id: "correlation",
    content_type: "type",
    group_id: "session",
    reply_to_group_id: "reply-session",
    application_properties: { level: 3 },
    body: null,
  });
  expect(traitsOf(content)).toEqual({
    traits: {
      MessageId: "id",
      To: "to",
      Label: "label",
      ReplyTo: "reply",
      CorrelationId: "correlation",
      ContentType: "type",
      SessionId: "session",
      ReplyToSessionId: "reply-session",
    },
    properties: { level: 3 },
  });
});

test("noise is refused, or taken as the bytes that it is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
      try {
        return newMessageOf(bytes, noId).content === bytes;
      } catch {
        return true;
      }
    }),
  );
  expect(() => newMessageOf(Buffer.from("noise"), noId)).toThrow();
});

test.each([0x70, 0x72, 0x73, 0x74])("a message whose section %d is a text is refused", (code) => {
  const writer = new Writer();
  writer.write(types.wrap_described("text", code));
  expect(() => newMessageOf(Buffer.concat([writer.toBuffer(), codec.encode({ body: 1 })]), noId)).toThrow(
    "not a section of an AMQP message",
  );
});

test("what was taken can be delivered, however damaged it was", () => {
  const damage = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sent, damage, (one, damages) => {
      const content = codec.encode(one);
      for (const { at, byte } of damages) content.writeUInt8(byte, at % content.length);
      if (isTaken(content)) deliveredBytes(resting(content, { added: { more: 1 } }));
    }),
    { numRuns: 300 },
  );
});

function isTaken(content: Uint8Array): boolean {
  try {
    newMessageOf(content, noId);
    return true;
  } catch {
    return false;
  }
}
