import { receiveWebhook } from "../../src/http/webhooks";
import { instanceIdOf } from "../../src/intake/instance-id";
import { onceWorld } from "../intake/once-world";
import { NEW, OLD, OTHER, signedHeaders } from "../webhooks/vectors";

const CONNECTION =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7/privateEndpointConnections/c1";
const FOLLOW = `/api/requests/${instanceIdOf(CONNECTION)}`;
const BODY = JSON.stringify({ connectionId: CONNECTION, requestedBy: "line 4", justification: "telemetry" });

type World = ReturnType<typeof onceWorld>;

/** A door, and what it logs. */
function door(world: World, secrets = [OLD, NEW, OTHER]) {
  const lines: unknown[] = [];
  const log = (...words: unknown[]) => {
    lines.push(words);
  };
  const context = { info: log, warn: log, error: log };
  return {
    lines,
    async send(headers: Record<string, string>, body: BodyInit | null) {
      const request = new Request("https://app/api/webhooks/requests", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
        ...(body instanceof ReadableStream && { duplex: "half" }),
      });
      const call = { request: request as Parameters<typeof receiveWebhook>[0]["request"], secrets, context };
      const answer = await receiveWebhook({ ...call, now: world.ports.now() }, world.ports);
      return { ...answer, json: JSON.parse(String(answer.body)) as Record<string, unknown> };
    },
  };
}
const signed = (world: World, body = BODY, id = "msg_1", secret = OLD) =>
  signedHeaders({ id, sentAt: world.ports.now(), body }, secret);

test("a signed request is taken like any other, and the log says which sender it was", async () => {
  const world = onceWorld();
  const { status, headers, json } = await door(world).send(signed(world), BODY);
  expect(status).toBe(202);
  expect(headers).toMatchObject({ location: FOLLOW, "retry-after": "5" });
  expect(json).toEqual({
    id: instanceIdOf(CONNECTION),
    requestId: "webhook:line-4:msg_1",
    result: "started",
    follow: FOLLOW,
  });
  const [link] = await world.audit.read(CONNECTION);
  expect(link?.entry).toMatchObject({
    kind: "accepted",
    how: "started",
    request: {
      door: "webhook",
      requesterId: "webhook:line-4",
      requestedBy: "line 4",
      requestId: "webhook:line-4:msg_1",
    },
  });
});

test("what comes again is refused by its id with where to follow it, also under the other secret of its sender", async () => {
  const world = onceWorld();
  const { send } = door(world);
  await send(signed(world), BODY);
  world.pass(20);
  const again = [signed(world), signed(world, BODY, "msg_1", NEW)];
  for (const headers of again) {
    const answer = await send(headers, BODY);
    expect(answer).toMatchObject({ status: 409, headers: { location: FOLLOW }, json: { code: "AlreadyTaken" } });
  }
  expect(world.started).toEqual(["webhook:line-4:msg_1"]);
  expect(await world.audit.read(CONNECTION)).toHaveLength(1);
});

test("the same bytes, sent again while they are good and after that, do nothing", async () => {
  const world = onceWorld();
  const { send } = door(world);
  const captured = signed(world);
  await send(captured, BODY);
  const codes = [];
  for (const seconds of [1, 298, 2]) {
    world.pass(seconds);
    codes.push((await send(captured, BODY)).json["code"]);
  }
  expect(codes).toEqual(["AlreadyTaken", "AlreadyTaken", "SignatureInvalid"]);
  expect(world.started).toHaveLength(1);
});

test("two senders that count alike are two", async () => {
  const world = onceWorld();
  const { send } = door(world);
  expect((await send(signed(world, BODY, "1", OLD), BODY)).status).toBe(202);
  expect((await send(signed(world, BODY, "1", OTHER), BODY)).json).toMatchObject({ result: "joined" });
});

test("of two deliveries at once one is taken, and the other hears nothing else than that", async () => {
  const world = onceWorld();
  const { send } = door(world);
  const answers = await Promise.all([1, 2].map(() => send(signed(world), BODY)));
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses[0]).toBe(202);
  expect([409, 503]).toContain(statuses[1]);
  expect(world.started).toHaveLength(1);
  expect((await send(signed(world), BODY)).status).toBe(409);
});

test.each([
  ["no header", {}, "There is no webhook-id, no webhook-timestamp, no webhook-signature."],
  ["an old time", { "webhook-timestamp": "1000000000" }, "webhook-timestamp is more than 5 minutes"],
  ["another id", { "webhook-id": "msg_2" }, "No signature in webhook-signature verifies"],
  ["another signature", { "webhook-signature": "v1,AAAA" }, "No signature in webhook-signature verifies"],
])("with %s the answer is 401, and nothing is written", async (what, other, why) => {
  const world = onceWorld();
  const headers = what === "no header" ? {} : { ...signed(world), ...other };
  const answer = await door(world).send(headers, BODY);
  expect(answer).toMatchObject({
    status: 401,
    headers: { "content-type": "application/problem+json", "www-authenticate": "StandardWebhooks" },
    json: { code: "SignatureInvalid", detail: expect.stringContaining(why) },
  });
  expect(await world.audit.read(CONNECTION)).toEqual([]);
});

test("what is wrong with a body is not said to anybody who has not signed it", async () => {
  const world = onceWorld();
  const { send } = door(world);
  for (const body of ["no json", "{}", "[1", '{"conectionId":1}']) {
    expect(await send({}, body)).toMatchObject({ json: { code: "SignatureInvalid" } });
    expect(await send({ ...signed(world, BODY) }, body)).toMatchObject({ json: { code: "SignatureInvalid" } });
    expect(await send(signed(world, body), body)).toMatchObject({ status: 400, json: { code: "InvalidRequest" } });
  }
});

test("the schema is that of every door: a field that it does not know is named", async () => {
  const world = onceWorld();
  const body = JSON.stringify({ ...JSON.parse(BODY), conectionId: "x" });
  const { json } = await door(world).send(signed(world, body), body);
  expect(json).toMatchObject({ reasons: [{ path: "conectionId", text: "is not a field of a request" }] });
});

test("the id in the headers counts, not one that the body brings along", async () => {
  const world = onceWorld();
  const body = JSON.stringify({ ...JSON.parse(BODY), requestId: "mine" });
  expect((await door(world).send(signed(world, body), body)).json).toMatchObject({ requestId: "webhook:line-4:msg_1" });
});

test.each(["text/plain", "application/x-www-form-urlencoded", ""])("as %j a body is not read", async (type) => {
  const world = onceWorld();
  const answer = await door(world).send({ ...signed(world), "content-type": type }, BODY);
  expect(answer).toMatchObject({ status: 400, json: { code: "InvalidRequest" } });
});

test("a body that is announced as too long is not begun, and one that turns out so is left", async () => {
  const world = onceWorld();
  const { send } = door(world);
  const long = JSON.stringify({ connectionId: "x".repeat(70_000) });
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(4_096));
    },
  });
  expect(await send({ ...signed(world, long), "content-length": "70000" }, long)).toMatchObject({ status: 413 });
  expect(await send(signed(world), endless)).toMatchObject({ status: 413, json: { code: "BodyTooLarge" } });
  expect(pulled).toBeLessThan(25);
});

test("a body in pieces is verified as the whole that it is, whatever it is cut at", async () => {
  const body = BODY.replace("telemetry", "Größe – 規模");
  const bytes = Buffer.from(body);
  for (const size of [1, 7, 64]) {
    const world = onceWorld();
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
        controller.close();
      },
    });
    expect(await door(world).send(signed(world, body), pieces)).toMatchObject({ status: 202 });
  }
});

test("without a secret in the settings no webhook is taken, however it is signed", async () => {
  const world = onceWorld();
  const answer = await door(world, []).send(signed(world), BODY);
  expect(answer).toMatchObject({ status: 404, json: { code: "NoWebhooks" } });
  expect(world.started).toEqual([]);
});

test("when the log cannot be reached the sender is told to come again, and then it is taken", async () => {
  const world = onceWorld();
  const broken = { ...world, ports: { ...world.ports, look: () => Promise.reject(new Error("the disk is gone")) } };
  expect(await door(broken).send(signed(world), BODY)).toMatchObject({
    status: 503,
    headers: { "retry-after": "10" },
    json: { code: "NotNow" },
  });
  expect((await door(world).send(signed(world), BODY)).status).toBe(202);
});

test("neither a secret nor a signature is in an answer, a line of the log or the audit log", async () => {
  const world = onceWorld();
  const { send, lines } = door(world);
  const good = signed(world);
  const answers = [await send(good, BODY), await send(good, BODY), await send({ ...good, "webhook-id": "x" }, BODY)];
  const all = JSON.stringify([answers, lines, await world.audit.read(CONNECTION)]);
  for (const { secret } of [OLD, NEW, OTHER]) expect(all).not.toContain(secret.slice("whsec_".length));
  expect(all).not.toContain((good["webhook-signature"] ?? "").slice("v1,".length));
});
