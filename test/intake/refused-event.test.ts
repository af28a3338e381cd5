import type { Message } from "../../src/intake/message";
import type { Refusal } from "../../src/intake/refusal";
import { refusedEvent } from "../../src/intake/refused-event";

const refusal: Refusal = {
  reasons: [
    { path: "conectionId", text: "is not a field of a request" },
    { path: "", text: "give either connectionId, or privateEndpointId together with targetId" },
  ],
  body: {},
  message: {},
  refusedAt: "2026-03-02T09:00:00.000Z",
};
const message: Message = { body: Buffer.from("{}"), messageId: "42", sequenceNumber: 7, correlationId: "change-1" };

test("who listens hears of a message that could not be read, by its id and with every reason", () => {
  expect(refusedEvent(refusal, message, "42")).toEqual({
    id: expect.stringMatching(/^refused-[0-9a-f]{40}$/),
    type: "request.refused",
    at: "2026-03-02T09:00:00.000Z",
    requestId: "42",
    correlationId: "change-1",
    text: "A message could not be read as a request: conectionId is not a field of a request; give either connectionId, or privateEndpointId together with targetId",
  });
});

test("a message that is delivered again is the same event, and another one with the same id is not", () => {
  const { id } = refusedEvent(refusal, message, "42");
  expect(refusedEvent(refusal, { ...message, deliveryCount: 2 }, "42").id).toBe(id);
  expect(refusedEvent(refusal, { ...message, sequenceNumber: 8 }, "42").id).not.toBe(id);
});

test("an event stays short, however much is wrong with a message", () => {
  const reasons = Array.from({ length: 500 }, (_, index) => ({ path: `field${index}`, text: "is not a field" }));
  expect(refusedEvent({ ...refusal, reasons }, message, "42").text.length).toBeLessThanOrEqual(600);
});
