import fc from "fast-check";
import { parseSubmission } from "../../src/intake/parse-submission";
import type { Delivery } from "../../src/intake/submission";

const SUBSCRIPTION = "50016170-c839-41ba-a724-51e9df440b9e";
const TARGET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7`;
const CONNECTION = `${TARGET}/privateEndpointConnections/2f1c7a31-6f1e-4f0c-9d35-5a8e7f1d2c3b`;
const ENDPOINT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/pe-1`;
const GOOD = { connectionId: CONNECTION, requestedBy: "line 4", justification: "telemetry" };
const delivery: Delivery = { door: "queue", deliveryId: "message-1", receivedAt: "2026-03-02T09:00:00.000Z" };

const reasonsFor = (body: unknown) => {
  const parsed = parseSubmission(body, delivery);
  return parsed.kind === "refused" ? parsed.reasons : [];
};

test("a request by connection is read as it was sent, and asks to approve if it says nothing else", () => {
  expect(parseSubmission({ ...GOOD, correlationId: "run 12" }, delivery)).toEqual({
    kind: "submission",
    submission: {
      requestId: "message-1",
      subject: { kind: "connection", connectionId: CONNECTION },
      desiredStatus: "Approved",
      requestedBy: "line 4",
      justification: "telemetry",
      correlationId: "run 12",
      door: "queue",
      receivedAt: "2026-03-02T09:00:00.000Z",
    },
  });
});

test("a request may name the private endpoint and its target instead", () => {
  const { connectionId: _, ...rest } = GOOD;
  expect(parseSubmission({ ...rest, privateEndpointId: ENDPOINT, targetId: TARGET }, delivery)).toMatchObject({
    submission: { subject: { kind: "endpoint", privateEndpointId: ENDPOINT, targetId: TARGET } },
  });
});

test("on the queue the message id identifies the request, over HTTP the sender's word does", () => {
  const body = { ...GOOD, requestId: "mine" };
  expect(parseSubmission(body, delivery)).toMatchObject({ submission: { requestId: "message-1" } });
  expect(parseSubmission(body, { ...delivery, door: "http" })).toMatchObject({ submission: { requestId: "mine" } });
  expect(parseSubmission(GOOD, { ...delivery, door: "http" })).toMatchObject({
    submission: { requestId: "message-1" },
  });
});

test.each([
  [
    "an unknown field",
    { ...GOOD, conectionId: CONNECTION },
    [{ path: "conectionId", text: "is not a field of a request" }],
  ],
  [
    "another provider",
    { ...GOOD, connectionId: CONNECTION.replace("DigitalTwins/", "Storage/") },
    [
      {
        path: "connectionId",
        text: 'names the provider "Microsoft.Storage"; connections of Microsoft.DigitalTwins/digitalTwinsInstances can be decided',
      },
    ],
  ],
  [
    "neither connection nor endpoint",
    { requestedBy: "x", justification: "y" },
    [{ path: "", text: "give either connectionId, or privateEndpointId together with targetId" }],
  ],
  [
    "an endpoint without its target",
    { ...GOOD, connectionId: undefined, privateEndpointId: ENDPOINT },
    [{ path: "", text: "give either connectionId, or privateEndpointId together with targetId" }],
  ],
  [
    "both",
    { ...GOOD, privateEndpointId: ENDPOINT, targetId: TARGET },
    [{ path: "", text: "give either connectionId, or privateEndpointId together with targetId" }],
  ],
])("%s is refused with where and what", (_, body, reasons) => {
  expect(reasonsFor(body)).toEqual(reasons);
});

test("everything that is wrong is said at once", () => {
  const paths = reasonsFor({ connectionId: 42, desiredStatus: "Maybe", requestedBy: " ", extra: 1 }).map(
    ({ path }) => path,
  );
  expect(new Set(paths)).toEqual(new Set(["connectionId", "desiredStatus", "requestedBy", "justification", "extra"]));
});

test("never throws and never invents a request, whatever arrives", () => {
  fc.assert(
    fc.property(fc.anything(), (body) => {
      const parsed = parseSubmission(body, delivery);
      return parsed.kind === "refused" && parsed.reasons.length > 0 && parsed.reasons.every(({ text }) => text !== "");
    }),
    { numRuns: 2_000 },
  );
});

describe("from somebody who signed in", () => {
  const sender = { id: "5a000000-0000-4000-8000-000000000001", name: "Sam Oduya" };
  const signedIn = { ...delivery, door: "http", deliveryId: "key-1", sender } as const;
  const { requestedBy: _, ...unsaid } = GOOD;

  test("a request is theirs, whether they say so or not", () => {
    for (const said of [{}, { requestedBy: "Sam Oduya" }, { requestedBy: " sam ODUYA " }, { requestedBy: sender.id }])
      expect(parseSubmission({ ...unsaid, ...said }, signedIn)).toMatchObject({
        submission: { requestedBy: "Sam Oduya", requesterId: sender.id },
      });
  });

  test("a request in another one's name is refused, and says whose it may be", () => {
    expect(parseSubmission({ ...unsaid, requestedBy: "Mara Lindqvist" }, signedIn)).toEqual({
      kind: "refused",
      reasons: [{ path: "requestedBy", text: 'is not who is signed in, "Sam Oduya": leave it out' }],
    });
  });

  test("no body says of itself who signed in to send it", () => {
    for (const given of [delivery, signedIn])
      expect(parseSubmission({ ...GOOD, requesterId: "somebody" }, given)).toMatchObject({
        kind: "refused",
        reasons: expect.arrayContaining([{ path: "requesterId", text: "is not a field of a request" }]),
      });
    expect(parseSubmission(GOOD, delivery)).not.toHaveProperty("submission.requesterId");
  });

  test("the Idempotency-Key identifies a request that does not do so itself", () => {
    expect(parseSubmission(unsaid, signedIn)).toMatchObject({ submission: { requestId: "key-1" } });
    expect(parseSubmission({ ...unsaid, requestId: "own" }, signedIn)).toMatchObject({
      submission: { requestId: "own" },
    });
  });

  test.each(["", "a b", "x".repeat(129), "a\nb", "ключ"])("%j is no Idempotency-Key", (deliveryId) => {
    expect(parseSubmission(unsaid, { ...signedIn, deliveryId })).toMatchObject({
      kind: "refused",
      reasons: [{ path: "Idempotency-Key" }],
    });
  });
});
