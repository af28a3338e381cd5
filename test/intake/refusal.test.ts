import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Message } from "../../src/intake/message";
import { parseSubmission } from "../../src/intake/parse-submission";
import { refusalOf } from "../../src/intake/refusal";

const SERVICE_BUS_TAKES = 256 * 1024;
const AT = "2026-03-02T09:00:00.000Z";
const messageWith = (body: Buffer | string, more: Partial<Message> = {}): Message => ({
  body: Buffer.from(body),
  messageId: "m1",
  sequenceNumber: 7,
  ...more,
});
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test("a body with eight thousand unknown fields is kept whole, with the first reasons and how many more there are", () => {
  const body = Object.fromEntries(Array.from({ length: 8_000 }, (_, index) => [`field${index}`, 1]));
  const parsed = parseSubmission(body, { door: "queue", deliveryId: "m1", receivedAt: AT });
  const reasons = parsed.kind === "refused" ? parsed.reasons : [];
  const refusal = refusalOf(messageWith(JSON.stringify(body)), reasons, AT);
  expect(refusal.body).toEqual(body);
  expect(refusal.reasons).toHaveLength(51);
  expect(refusal.reasons.at(-1)).toEqual({ path: "", text: `and ${reasons.length - 50} more` });
});

test("of a body that is too long the beginning is kept, with its length and SHA-256", () => {
  const body = `{"justification":"${"x".repeat(250_000)}"}`;
  const { body: kept, cut } = refusalOf(messageWith(body), [], AT);
  expect(body.startsWith(String(kept))).toBe(true);
  expect(String(kept).length).toBeGreaterThan(150_000);
  expect(cut).toEqual({ bytes: body.length, sha256: createHash("sha256").update(body).digest("hex") });
});

test("a body nested without end is kept as its text", () => {
  const body = "[".repeat(60_000) + "]".repeat(60_000);
  expect(refusalOf(messageWith(body), [], AT).body).toBe(body);
});

test("any refusal fits into a message, however long and odd what came was", () => {
  const long = (unit: string) => unit.repeat(240_000 / Buffer.byteLength(unit));
  const odd = fc.constantFrom("\u0001", "\u{1f600}", '"', "a", "\ud800", '{"a":[', "\\").map(long);
  const bodies = fc.oneof(odd, odd.map(JSON.stringify), fc.constant(Buffer.alloc(240_000, 0xff)));
  fc.assert(
    fc.property(bodies, odd, odd, fc.nat(200), (body, text, property, count) => {
      const message = messageWith(body, { correlationId: text, applicationProperties: { property } });
      const reasons = Array.from({ length: count }, () => ({ path: text, text: property }));
      expect(bytesOf(refusalOf(message, reasons, AT))).toBeLessThan(SERVICE_BUS_TAKES - 5_000);
    }),
    { numRuns: 50 },
  );
});
