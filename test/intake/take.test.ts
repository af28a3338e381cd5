import type { ApprovalRequest } from "../../src/approval/model";
import { instanceIdOf, isInstanceId } from "../../src/intake/instance-id";
import type { Message } from "../../src/intake/message";
import type { Submission } from "../../src/intake/submission";
import { type Instance, type Ports, take } from "../../src/intake/take";
import { takeMessage } from "../../src/intake/take-message";

const CONNECTION =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7/privateEndpointConnections/c1";
const submission: Submission = {
  requestId: "r1",
  subject: { kind: "connection", connectionId: CONNECTION },
  desiredStatus: "Approved",
  requestedBy: "line 4",
  justification: "telemetry",
  door: "queue",
  receivedAt: "2026-03-02T09:00:00.000Z",
};

/** Instances that are there, and what was written and started. */
function world(known?: Instance, startsRefused = false) {
  const happened: string[] = [];
  const ports: Ports = {
    resolve: async () => ({ kind: "none", why: "no connection of this endpoint" }),
    record: async ({ requestId }: ApprovalRequest, how) => {
      happened.push(`log ${requestId} ${how}`);
    },
    instances: {
      find: async () => known,
      start: async (id) => {
        happened.push(`start ${isInstanceId(id)}`);
        return !startsRefused;
      },
    },
  };
  return { ports, happened };
}

const same = { desiredStatus: "Approved", requestedBy: "line 4", justification: "telemetry" } as const;

test.each([
  ["another wish", { desiredStatus: "Rejected" as const }],
  ["another person", { requestedBy: "line 5", requesterId: "id-5" }],
  ["another reason", { justification: "something else" }],
])("under the id of another request a request is refused, never swallowed: %s", async (_, more) => {
  const { ports, happened } = world({ isOpen: true, request: { ...same, requestId: "r1" } });
  expect(await take({ ...submission, ...more }, ports)).toMatchObject({ kind: "refused", code: "RequestIdUsed" });
  expect(happened).toEqual([]);
});

test.each([true, false])(
  "a request that wants the opposite of what is worked on joins nothing (quicker: %s)",
  async (isRace) => {
    const open: Instance = { isOpen: true, request: { ...same, requestId: "r0" } };
    const { ports } = world(isRace ? undefined : open, isRace);
    let looks = 0;
    const find = async () => {
      looks += 1;
      return isRace && looks === 1 ? undefined : open;
    };
    const racing = { ...ports, instances: { ...ports.instances, find } };
    expect(await take({ ...submission, desiredStatus: "Rejected" }, racing)).toMatchObject({
      kind: "refused",
      code: "OppositeWish",
      reasons: [{ path: "desiredStatus", text: expect.stringContaining("request r0, which wants it Approved") }],
    });
  },
);

test("a connection has one instance, however its id is spelt", () => {
  expect(instanceIdOf(CONNECTION)).toBe(instanceIdOf(CONNECTION.toUpperCase()));
  expect(isInstanceId(instanceIdOf(CONNECTION))).toBe(true);
});

test("a request is in the log before its instance runs", async () => {
  const { ports, happened } = world();
  expect(await take(submission, ports)).toMatchObject({ kind: "started", request: { connectionId: CONNECTION } });
  expect(happened).toEqual(["log r1 started", "start true"]);
});

test("a second request for a connection joins the one that is being worked on", async () => {
  const { ports, happened } = world({ isOpen: true, request: { requestId: "r0", desiredStatus: "Approved" } });
  expect(await take(submission, ports)).toMatchObject({ kind: "joined" });
  expect(happened).toEqual(["log r1 joined"]);
});

test("of two that start at the same moment one joins the other", async () => {
  const { ports, happened } = world(undefined, true);
  expect(await take(submission, ports)).toMatchObject({ kind: "joined" });
  expect(happened).toEqual(["log r1 started", "start true", "log r1 joined"]);
});

test.each([true, false])("the same request delivered again starts nothing (running: %s)", async (isOpen) => {
  const { ports, happened } = world({ isOpen, request: { ...same, requestId: "r1" } });
  expect(await take(submission, ports)).toMatchObject({ kind: "repeated" });
  expect(happened).toEqual(["log r1 repeated"]);
});

test("a request after the last one ended starts anew", async () => {
  const { ports } = world({ isOpen: false, request: { requestId: "r0" } });
  expect(await take(submission, ports)).toMatchObject({ kind: "started" });
});

test("an endpoint that no connection belongs to is refused with the reason", async () => {
  const { ports, happened } = world();
  const byEndpoint = { ...submission, subject: { kind: "endpoint" as const, privateEndpointId: "/e", targetId: "/t" } };
  expect(await take(byEndpoint, ports)).toEqual({
    kind: "refused",
    code: "NoSuchConnection",
    reasons: [{ path: "privateEndpointId", text: "no connection of this endpoint" }],
  });
  expect(happened).toEqual([]);
});

const body = { connectionId: CONNECTION, requestedBy: "line 4", justification: "telemetry" };
const message: Message = {
  body: Buffer.from(JSON.stringify(body)),
  messageId: "m1",
  sequenceNumber: 7,
  deliveryCount: 1,
};
const now = () => new Date("2026-03-02T09:00:00Z");

test("what cannot be read is refused with its body, its metadata and every reason", async () => {
  const { ports } = world();
  const taken = await takeMessage({ ...message, body: Buffer.from("not json") }, ports, {
    wait: async () => undefined,
    now,
  });
  expect(taken).toEqual({
    kind: "refused",
    requestId: "m1",
    refusal: {
      reasons: [{ path: "", text: "the body: Invalid input: expected object, received string" }],
      body: "not json",
      message: { messageId: "m1", sequenceNumber: 7, deliveryCount: 1 },
      refusedAt: "2026-03-02T09:00:00.000Z",
    },
  });
});

test("JSON is read whatever the message calls it, and also where a client wrote it as a string", async () => {
  const { ports } = world();
  const pace = { wait: async () => undefined, now };
  for (const text of [JSON.stringify(body), `\ufeff${JSON.stringify(body)}`, JSON.stringify(JSON.stringify(body))])
    expect(await takeMessage({ ...message, body: Buffer.from(text) }, ports, pace)).toMatchObject({ kind: "started" });
});

test("bytes that are no text are refused, and kept as they came", async () => {
  const { ports } = world();
  const bytes = { ...message, body: Buffer.from([0xff, 0xfe, 1, 2]) };
  expect(await takeMessage(bytes, ports, { wait: async () => undefined, now })).toMatchObject({
    kind: "refused",
    refusal: { reasons: [{ path: "", text: "the body: is no UTF-8 text" }], body: { base64: "//4BAg==" } },
  });
});

test("a start that fails is tried again with growing waits inside the lock of a minute, then thrown", async () => {
  const { ports } = world();
  const waits: number[] = [];
  const failing = {
    ...ports,
    instances: { ...ports.instances, find: () => Promise.reject(new Error("storage is down")) },
  };
  const pace = {
    now,
    wait: async (ms: number) => {
      waits.push(ms);
    },
  };
  await expect(takeMessage(message, failing, pace)).rejects.toThrow("storage is down");
  expect(waits).toEqual([...waits].sort((one, other) => one - other));
  expect(new Set(waits).size).toBe(waits.length);
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(55_000);
});
