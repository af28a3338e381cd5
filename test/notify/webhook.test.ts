import { Webhook } from "standardwebhooks";
import { cloudEventOf } from "../../src/notify/cloud-event";
import { post } from "../../src/notify/post";
import { signedPosting } from "../../src/notify/webhook";
import { ALL, CONSOLE, EXAMPLES } from "./events";
import { plainReceiver } from "./receiver";

const OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0123456789ab";
const NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDC2FVsBQIhrsc";
const sent = async (secrets: readonly string[], now = new Date()) => {
  const receiver = await plainReceiver();
  const to = { url: `http://127.0.0.1:${receiver.port}/hook`, secrets };
  const event = cloudEventOf(EXAMPLES["decision.needed"], CONSOLE);
  await post(signedPosting(event, to, "ntf-1", now), { allowPrivate: true });
  await receiver.close();
  const [received] = receiver.received;
  if (!received) throw new Error("nothing was received");
  return { event, ...received, headers: received.headers as Record<string, string> };
};

test("a receiver verifies what it gets with the official library, and reads a CloudEvent", async () => {
  const { headers, body, event } = await sent([OLD]);
  expect(new Webhook(OLD).verify(body, headers)).toEqual(JSON.parse(JSON.stringify(event)));
  expect(headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
});

test("while a secret is changed, receivers with the old and with the new one both accept", async () => {
  const { headers, body } = await sent([NEW, OLD]);
  for (const secret of [OLD, NEW]) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
});

test("another secret, another body, another id and another time are refused by the receiver", async () => {
  const { headers, body } = await sent([OLD]);
  expect(() => new Webhook(NEW).verify(body, headers)).toThrow();
  expect(() => new Webhook(OLD).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(OLD).verify(body, { ...headers, "webhook-id": "ntf-2" })).toThrow();
  const later = String(Number(headers["webhook-timestamp"]) + 1);
  expect(() => new Webhook(OLD).verify(body, { ...headers, "webhook-timestamp": later })).toThrow();
});

test("every attempt has the id of its delivery, and a time and a signature of its own", async () => {
  const now = Date.now();
  const first = await sent([OLD], new Date(now - 60_000));
  const second = await sent([OLD], new Date(now));
  expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
  expect(second.body).toBe(first.body);
  expect(second.headers["webhook-signature"]).not.toBe(first.headers["webhook-signature"]);
});

test.each(ALL)("$type is a CloudEvent: it has what the standard requires, and says nothing twice", (event) => {
  const { data, ...envelope } = cloudEventOf(event, CONSOLE);
  expect(envelope).toEqual({
    specversion: "1.0",
    id: event.id,
    source: CONSOLE,
    type: `dev.private-link-approver.${event.type}`,
    subject: event.connectionId ?? event.requestId,
    time: event.at,
    datacontenttype: "application/json",
  });
  const { id: _, type: __, at: ___, ...rest } = event;
  const page = event.instanceId === undefined ? {} : { page: `${CONSOLE}/console/requests/${event.instanceId}` };
  expect(data).toEqual({ ...rest, ...page });
});
