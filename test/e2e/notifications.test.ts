import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServiceBusClient } from "@azure/service-bus";
import { Webhook } from "standardwebhooks";
import type { CloudEvent } from "../../src/notify/cloud-event";
import { connectionNamed } from "../estate";
import { certificateFor } from "../notify/certificate";
import { answering, listenerOn, plainReceiver, type Received, type Receiver, secureReceiver } from "../notify/receiver";
import { call, decide, detailOf, isAsking, isOver, once } from "../people-over-http";
import { as, newState, type Product, startProductWith } from "../product";

jest.setTimeout(120_000);

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0123456789ab";
/** In every URL: whoever has the URL of a chat can write there. */
const IN_URL = "HOOKSECRET4711";

/** Takes nothing while it is shut. */
function door() {
  const received: Received[] = [];
  let isOpen = false;
  const [shut, open] = [503, 200].map((status) => answering(received, [{ status }]));
  return {
    received,
    listener: listenerOn((request, response) => (isOpen ? open : shut)?.(request, response)),
    open: () => {
      isOpen = true;
    },
  };
}

/** When somebody began to send, and when they gave it up: it never answers. */
const patience: { readonly began: number; gaveUp?: number }[] = [];
const late = door();
const { state, remove } = newState();
const receivers: Receiver[] = [];
let product: Product;
let siem: Receiver;
let team: Receiver;
let chat: Receiver;

beforeAll(async () => {
  const certificate = certificateFor("localhost");
  const ca = join(state, "ca.pem");
  writeFileSync(ca, certificate.cert);
  siem = await secureReceiver(certificate, [{ status: 500 }, { status: 200 }]);
  team = await secureReceiver(certificate, [{ status: 202 }]);
  chat = await plainReceiver([{ status: 200 }]);
  const silent = await listenerOn((request) => {
    const waiting: (typeof patience)[number] = { began: Date.now() };
    patience.push(waiting);
    request.socket.on("close", () => {
      waiting.gaveUp = Date.now();
    });
  });
  const slow = await late.listener;
  const gone = await plainReceiver();
  await gone.close();
  receivers.push(siem, team, chat, silent, slow);
  const path = `/services/${IN_URL}`;
  const settings = {
    NODE_EXTRA_CA_CERTS: ca,
    NOTIFY_ALLOW_PRIVATE: "on",
    NOTIFY_CHANNELS: JSON.stringify([
      { name: "silent", kind: "webhook" },
      { name: "gone", kind: "webhook" },
      { name: "siem", kind: "webhook" },
      { name: "team", kind: "teams" },
      { name: "chat", kind: "slack" },
      { name: "late", kind: "slack" },
    ]),
    NOTIFY_SILENT_URL: `http://127.0.0.1:${silent.port}${path}`,
    NOTIFY_SILENT_SECRET: SECRET,
    NOTIFY_GONE_URL: `http://127.0.0.1:${gone.port}${path}`,
    NOTIFY_GONE_SECRET: SECRET,
    NOTIFY_SIEM_URL: `https://localhost:${siem.port}${path}`,
    NOTIFY_SIEM_SECRET: SECRET,
    NOTIFY_TEAM_URL: `https://localhost:${team.port}${path}`,
    NOTIFY_CHAT_URL: `http://127.0.0.1:${chat.port}${path}`,
    NOTIFY_LATE_URL: `http://127.0.0.1:${slow.port}${path}`,
  };
  product = await startProductWith(settings, state, "--no-demo");
});
afterAll(async () => {
  await product.end();
  for (const { close } of receivers) await close();
  remove();
});

/** Asks for a connection that policy leaves to two people, and waits until they are asked. */
async function escalated(ending: string) {
  const { id, instanceId } = connectionNamed(ending);
  const body = { connectionId: id, justification: "Telemetry of line 4." };
  expect(await call(product, "sam", "/api/requests", body)).toMatchObject({ status: 202 });
  return { connectionId: id, ...(await once(product, instanceId, isAsking)) };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 100));
}

const eventIn = ({ body }: Received) => JSON.parse(body) as CloudEvent;
const aboutIt = ({ received }: { readonly received: readonly Received[] }, instanceId: string) =>
  received.filter(({ body }) => body.includes(instanceId));
/** Of one run: its events are counted in their ids. */
const inOrder = (events: readonly CloudEvent[]) => {
  const place = ({ id }: CloudEvent) => Number(id.split(".").at(-1));
  return [...events].sort((one, other) => place(one) - place(other));
};
const urlsIn = ({ body }: Received) =>
  [...body.matchAll(/"url":"([^"]*)"/g)].map(([, url = ""]) => url).filter((url) => url !== "");

const STORY = ["request.accepted", "decision.needed", "decision.made", "decision.made", "connection.updated"];

test("every channel hears what it wants to hear, once, though one fails at first and two are down", async () => {
  const { id, connectionId } = await escalated("0001");
  await until(() => aboutIt(team, id).length > 0 && aboutIt(chat, id).length > 0);
  const asked = [...aboutIt(team, id), ...aboutIt(chat, id)];
  // The silent channel was told of the request before people were asked, and nobody has given it up yet.
  expect(patience.length).toBeGreaterThan(0);
  for (const { at } of asked) expect(at).toBeLessThan(patience[0]?.gaveUp ?? Number.POSITIVE_INFINITY);

  for (const nick of ["mara", "tunde"]) expect(await decide(product, id, nick)).toMatchObject({ status: 200 });
  expect((await once(product, id, isOver)).outcome).toMatchObject({ kind: "applied" });
  await until(() => aboutIt(siem, id).length > STORY.length && aboutIt(team, id).length > 1);
  await until(() => aboutIt(chat, id).length > 1);

  const taken = aboutIt(siem, id).filter(({ answered }) => answered === 200);
  const events = inOrder(taken.map(eventIn));
  expect(events.map(({ type }) => type)).toEqual(STORY.map((type) => `dev.private-link-approver.${type}`));
  expect(new Set(events.map((event) => event.id)).size).toBe(STORY.length);
  expect(events[0]).toMatchObject({ specversion: "1.0", subject: connectionId });
  expect(new Set(taken.map(({ headers }) => headers["webhook-id"])).size).toBe(STORY.length);
  const [failed, ...more] = aboutIt(siem, id).filter(({ answered }) => answered === 500);
  const again = taken.find(({ headers }) => headers["webhook-id"] === failed?.headers["webhook-id"]);
  expect([more, again?.body]).toEqual([[], failed?.body]);
  expect((again?.at ?? 0) - (failed?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
  for (const { headers, body } of taken)
    expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));

  for (const receiver of [team, chat]) {
    const [question, end, ...rest] = aboutIt(receiver, id).map(({ body }) => body);
    expect(rest).toEqual([]);
    for (const fact of ["Your decision is needed", "twins-factory-berlin", "Production lines", "Sam Oduya"])
      expect(question).toContain(fact);
    for (const fact of ["Telemetry of line 4.", "0 of 2", "rule production", "stays Pending"])
      expect(question).toContain(fact);
    expect(end).toContain("Closed. Connection approved: twins-factory-berlin");
    expect(end).toContain("is no longer needed: the request is closed");
  }
});

test("the one link of a message shows the page, and whoever follows it decides nothing, signed in or not", async () => {
  const { id } = await escalated("0003");
  await until(() => aboutIt(team, id).length > 0 && aboutIt(chat, id).length > 0);
  const messages = [...aboutIt(team, id), ...aboutIt(chat, id)];
  const page = `${product.endpoints.functions}/console/requests/${id}`;
  expect(messages.flatMap(urlsIn)).toEqual([page, page]);
  for (const headers of [{}, as("mara"), as("tunde")]) {
    for (const method of ["GET", "HEAD"]) expect((await fetch(page, { method, headers })).status).toBe(200);
    const posted = await fetch(page, { method: "POST", headers: { ...headers, "x-requested-with": "scanner" } });
    expect(posted.status).toBeGreaterThanOrEqual(400);
  }
  expect(await detailOf(product, id)).toMatchObject({ stage: "asking", asking: { approvals: 0 } });
});

test("a chat that was down while people were asked hears that it is closed, and no question after that", async () => {
  const { id } = await escalated("0004");
  await until(() => aboutIt(late, id).length > 0);
  expect(await call(product, "sam", `/api/requests/${id}/withdraw`, { reason: "Not needed." })).toMatchObject({
    status: 200,
  });
  await once(product, id, isOver);
  late.open();
  const givenUp = /givenUp', *why: 'the request ended before the channel took the question/;
  await until(() => givenUp.test(readFileSync(join(state, "host.log"), "utf8").replace(/\s+/g, " ")));
  await until(() => aboutIt(late, id).some(({ answered }) => answered === 200));
  const taken = aboutIt(late, id).filter(({ answered }) => answered === 200);
  expect(taken).toHaveLength(1);
  expect(taken[0]?.body).toContain("Closed. The request ended, and nothing was changed");
});

test("a message that nobody can read is told to whoever hears everything", async () => {
  const client = new ServiceBusClient(product.endpoints.serviceBus);
  await client.createSender("approval-requests").sendMessages({ messageId: "m-42", body: { conectionId: "x" } });
  await client.close();
  await until(() => siem.received.some(({ body }) => body.includes('"requestId":"m-42"')));
  const told = siem.received.filter(({ body }) => body.includes('"requestId":"m-42"')).map(eventIn);
  expect(told).toMatchObject([{ type: "dev.private-link-approver.request.refused", subject: "m-42" }]);
});

test("whoever subscribes to the topic gets the same events with the official client, each once", async () => {
  const { instanceId } = connectionNamed("0001");
  const client = new ServiceBusClient(product.endpoints.serviceBus);
  const receiver = client.createReceiver("approval-events", "all", { receiveMode: "receiveAndDelete" });
  const events: CloudEvent[] = [];
  for (let messages = await receiver.receiveMessages(50, { maxWaitTimeInMs: 3_000 }); messages.length > 0; ) {
    for (const { body, messageId, contentType } of messages) {
      expect([messageId, contentType]).toEqual([body.id, "application/cloudevents+json; charset=utf-8"]);
      events.push(body);
    }
    messages = await receiver.receiveMessages(50, { maxWaitTimeInMs: 3_000 });
  }
  await client.close();
  const onWebhook = aboutIt(siem, instanceId).filter(({ answered }) => answered === 200);
  const onTopic = events.filter(({ data }) => data.instanceId === instanceId);
  expect(inOrder(onTopic)).toEqual(inOrder(onWebhook.map(eventIn)));
});

test("no URL and no key of a channel is anywhere in the state, the log and the output", async () => {
  expect(patience.length).toBeGreaterThan(0);
  const files = readdirSync(state, { recursive: true, encoding: "utf8" }).map((name) => join(state, name));
  const all = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, "latin1"));
  expect(all.join("")).toContain("notification");
  for (const text of [product.output(), ...all]) expect(text).not.toMatch(new RegExp(`${IN_URL}|${SECRET.slice(6)}`));
});
