import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceBusClient } from "@azure/service-bus";
import { realSeams } from "../../local/seams";
import { type RunningServiceBus, startServiceBus } from "../../local/service-bus/amqp-server";
import { type Entities, readEntities } from "../../local/service-bus/entities";
import { journalOf } from "../../local/store/journal";
import { openStore } from "../../local/store/sqlite";
import { cloudEventOf } from "../../src/notify/cloud-event";
import { eventTopic } from "../../src/notify/topic";
import { openServiceBus } from "../../src/service-bus";
import { examplesIn, tableIn } from "../examples";
import { ALL, CONSOLE, EXAMPLES } from "./events";

const store = openStore(":memory:");
const entities = withSubscription(
  readEntities(readFileSync(join(__dirname, "../../local/service-bus/entities.json"), "utf8")),
  "questions",
  JSON.parse(examplesIn("notifications.md", "json")[1] ?? "") as DocumentedFilter,
);
let bus: RunningServiceBus;
let client: ServiceBusClient;
beforeAll(async () => {
  bus = await startServiceBus({ store, journal: journalOf(store), seams: realSeams, port: 0, entities });
  client = await openServiceBus({ serviceBus: { kind: "connectionString", connectionString: bus.connectionString } });
});
afterAll(async () => {
  await client.close();
  await bus.stop();
  store.close();
});

const received = async (count: number, subscription = "all") => {
  const receiver = client.createReceiver("approval-events", subscription, { receiveMode: "receiveAndDelete" });
  const messages = [];
  while (messages.length < count) messages.push(...(await receiver.receiveMessages(count, { maxWaitTimeInMs: 5_000 })));
  await receiver.close();
  return messages;
};

test("whoever subscribes gets each event as a CloudEvent, with what a filter needs", async () => {
  const topic = eventTopic(client);
  for (const event of ALL) expect(await topic.send(event, cloudEventOf(event, CONSOLE))).toEqual({ kind: "delivered" });
  const messages = await received(ALL.length);
  expect(messages.map(({ body }) => body)).toEqual(
    ALL.map((event) => JSON.parse(JSON.stringify(cloudEventOf(event, CONSOLE)))),
  );
  expect(messages.map(({ messageId, subject, correlationId }) => [messageId, subject, correlationId])).toEqual(
    ALL.map((event) => [event.id, event.type, event.correlationId]),
  );
  expect(messages[2]).toMatchObject({
    contentType: "application/cloudevents+json; charset=utf-8",
    applicationProperties: {
      type: "decision.needed",
      requestId: "r1",
      target: "plant-7",
      environment: "prod",
      verdict: "escalate",
    },
  });
  expect(messages[4]?.applicationProperties).toMatchObject({ outcome: "applied" });
  const [subject, correlationId, ...own] = tableIn("notifications.md", "property").map(([name]) => name);
  expect([subject, correlationId]).toEqual(["subject (label)", "correlation id"]);
  const names = new Set(messages.flatMap(({ applicationProperties = {} }) => Object.keys(applicationProperties)));
  expect([...names].sort()).toEqual(own.sort());
});

test("the filter in the documentation takes the questions about production alone", async () => {
  const { about, ...event } = EXAMPLES["decision.needed"];
  const topic = eventTopic(client);
  const target = { id: "t", name: "t", location: "westeurope" };
  const events = [
    { ...event, id: "elsewhere", about: { consumer: {}, target: { ...target, env: "test" } } },
    { ...event, id: "untagged", about: { consumer: {}, target } },
    { ...event, id: "production", ...(about && { about }) },
  ];
  for (const one of events) await topic.send(one, cloudEventOf(one, CONSOLE));
  const ids = (await received(2, "questions")).map(({ messageId }) => messageId);
  expect(ids).toEqual([EXAMPLES["decision.needed"].id, "production"]);
  await received(events.length);
});

test("an event that is sent twice is there once", async () => {
  const event = { ...EXAMPLES["request.accepted"], id: "twice" };
  const topic = eventTopic(client);
  for (let times = 0; times < 2; times += 1) await topic.send(event, cloudEventOf(event, CONSOLE));
  const last = { ...event, id: "last" };
  await topic.send(last, cloudEventOf(last, CONSOLE));
  expect((await received(2)).map(({ messageId }) => messageId)).toEqual(["twice", "last"]);
});

test("a namespace that is not there is data, in a bounded time, without the connection's key", async () => {
  const connectionString =
    "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=k;SharedAccessKey=TOPSECRET;UseDevelopmentEmulator=true;";
  const nowhere = await openServiceBus({ serviceBus: { kind: "connectionString", connectionString } });
  const event = EXAMPLES["request.accepted"];
  const attempt = await eventTopic(nowhere, 500).send(event, cloudEventOf(event, CONSOLE));
  expect(attempt).toMatchObject({ kind: "tryAgain" });
  expect(JSON.stringify(attempt)).not.toContain("TOPSECRET");
  await nowhere.close();
});

type DocumentedFilter = { readonly Label: string; readonly Properties: Readonly<Record<string, string>> };

function withSubscription(
  { queues, topics }: Entities,
  name: string,
  { Label, Properties }: DocumentedFilter,
): Entities {
  const rule = { kind: "correlation", traits: { Label }, properties: Properties } as const;
  return {
    queues,
    topics: topics.map((topic) => ({
      ...topic,
      subscriptions: topic.subscriptions.flatMap((one) => [one, { ...one, name, rules: [rule] }]),
    })),
  };
}
