import type { StatusSight } from "../../src/arm/read-status";
import { allowEvents, type EventPorts, receiveEvents } from "../../src/http/event-grid";
import { onceWorld } from "../intake/once-world";

const TARGET =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7";
const CONNECTION = `${TARGET}/privateEndpointConnections/c1`;
const WRITTEN = "Microsoft.Resources.ResourceWriteSuccess";
const OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

const gridEvent = (id: string, more: object = {}) => ({
  id,
  topic: "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e",
  subject: CONNECTION,
  eventType: WRITTEN,
  eventTime: "2026-03-02T09:00:00Z",
  dataVersion: "2",
  metadataVersion: "1",
  data: { resourceUri: CONNECTION, claims: { name: "Ada", [OBJECT_ID]: "oid-ada" } },
  ...more,
});
const cloud = (id: string, more: object = {}) => ({
  specversion: "1.0",
  id,
  type: WRITTEN,
  source: "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e",
  subject: CONNECTION,
  data: {},
  ...more,
});
const pending: StatusSight = { kind: "found", status: "Pending" };

function door(sights: Readonly<Record<string, StatusSight>> = {}, visit: EventPorts["visit"] = async () => undefined) {
  const world = onceWorld();
  const lines: string[] = [];
  const log = (...words: unknown[]) => {
    lines.push(JSON.stringify(words));
  };
  const asked: string[] = [];
  const ports: EventPorts = {
    ...world.ports,
    visit,
    async statusOf(connectionId) {
      asked.push(connectionId);
      return sights[connectionId] ?? pending;
    },
  };
  return {
    world,
    lines,
    asked,
    async deliver(body: unknown, type = "application/json") {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const request = new Request("https://app/x", { method: "POST", headers: { "content-type": type }, body: text });
      const call = { request: request as Parameters<typeof receiveEvents>[0]["request"], now: world.ports.now() };
      const answer = await receiveEvents({ ...call, context: { info: log, warn: log, error: log } }, ports);
      return { status: answer.status, headers: answer.headers, json: JSON.parse(String(answer.body)) };
    },
  };
}

test("a Pending connection that was written becomes a request of whoever wrote it", async () => {
  const { deliver, world } = door();
  expect(await deliver([gridEvent("e1")])).toMatchObject({ status: 200, json: { taken: 1, ignored: 0 } });
  const [link] = await world.audit.read(CONNECTION);
  expect(link?.entry).toMatchObject({
    kind: "accepted",
    how: "started",
    request: { door: "event", requestId: "event:e1", requestedBy: "Ada", requesterId: "oid-ada" },
  });
});

test.each([
  ["one CloudEvent", cloud("c1"), "application/cloudevents+json; charset=utf-8"],
  ["a batch of CloudEvents", [cloud("c1")], "application/cloudevents-batch+json"],
  ["an event without claims", [gridEvent("c1", { data: { resourceUri: CONNECTION } })], "application/json"],
])("%s is taken too, from Azure where nobody is named", async (_, body, type) => {
  const { deliver, world } = door();
  expect(await deliver(body, type)).toMatchObject({ status: 200, json: { taken: 1 } });
  const [link] = await world.audit.read(CONNECTION);
  expect(link?.entry).toMatchObject({ request: { requestedBy: "Azure Event Grid", requestId: "event:c1" } });
  expect(link?.entry).not.toHaveProperty("request.requesterId");
});

test("delivered again, an event is taken once", async () => {
  const { deliver, world } = door();
  await deliver([gridEvent("e1")]);
  world.pass(90);
  expect(await deliver([gridEvent("e1"), gridEvent("e1")])).toMatchObject({ status: 200, json: { taken: 2 } });
  expect(world.started).toEqual(["event:e1"]);
  expect(await world.audit.read(CONNECTION)).toHaveLength(1);
});

test("a connection that is not Pending, or gone, or not ours to read asks for nothing: our own changes are events too", async () => {
  const sights: readonly StatusSight[] = [
    { kind: "found", status: "Approved" },
    { kind: "found", status: "Rejected" },
    { kind: "found", status: "Disconnected" },
    { kind: "found", status: "Paused" },
    { kind: "gone", why: "gone" },
    {
      kind: "denied",
      fault: { code: "AuthorizationFailed", reason: "no", next: "grant it", transient: false } as never,
    },
  ];
  for (const sight of sights) {
    const { deliver, world } = door({ [CONNECTION]: sight });
    expect(await deliver([gridEvent("e1")])).toMatchObject({ status: 200, json: { taken: 0, ignored: 1 } });
    expect(await world.audit.read(CONNECTION)).toEqual([]);
  }
});

test("events about anything else are acknowledged, and Azure is not asked about them", async () => {
  const { deliver, asked, world } = door();
  const others = [
    gridEvent("e1", { eventType: "Microsoft.Resources.ResourceDeleteSuccess" }),
    gridEvent("e2", { subject: TARGET, data: { resourceUri: TARGET } }),
    gridEvent("e3", { eventType: "Microsoft.Resources.ResourceWriteFailure" }),
    gridEvent("e4", { data: { resourceUri: CONNECTION.replace("Microsoft.DigitalTwins", "Microsoft.KeyVault") } }),
    gridEvent("e5", { data: { resourceUri: `${TARGET}/../privateEndpointConnections/c1` } }),
    gridEvent("an id with blanks"),
    { nothing: "that anybody knows" },
    null,
  ];
  expect(await deliver(others)).toMatchObject({ status: 200, json: { taken: 0, ignored: others.length } });
  expect(asked).toEqual([]);
  expect(world.started).toEqual([]);
});

test("one event that cannot be read takes nothing from the others of its batch", async () => {
  const { deliver, world } = door();
  expect(await deliver([{ id: 1 }, gridEvent("e1"), cloud("e2", { subject: TARGET })])).toMatchObject({
    status: 200,
    json: { taken: 1, ignored: 2 },
  });
  expect(world.started).toEqual(["event:e1"]);
});

test("while Azure cannot be read the batch is to come again, and what was taken of it stays taken", async () => {
  const other = `${TARGET}/privateEndpointConnections/c2`;
  const sights: Record<string, StatusSight> = { [other]: { kind: "busy", why: "throttled" } };
  const { deliver, world } = door(sights);
  const batch = [gridEvent("e1"), gridEvent("e2", { subject: other, data: { resourceUri: other } })];
  expect(await deliver(batch)).toMatchObject({ status: 503, headers: { "retry-after": "10" } });
  sights[other] = pending;
  expect(await deliver(batch)).toMatchObject({ status: 200, json: { taken: 2 } });
  expect(world.started).toEqual(["event:e1", "event:e2"]);
});

test("when the log cannot be reached Event Grid is told to come again", async () => {
  const { deliver, world } = door();
  world.diesBeforeStart(true);
  expect(await deliver([gridEvent("e1")])).toMatchObject({ status: 503, json: { code: "NotNow" } });
});

test.each([
  ["no JSON", "{", "application/json", 400],
  ["an empty batch", [], "application/json", 400],
  ["no event at all", { a: 1 }, "application/json", 400],
  ["another type", [gridEvent("e1")], "text/plain", 400],
  ["more than Event Grid sends", `[${" ".repeat(1_200_000)}]`, "application/json", 413],
])("%s is refused in a way that Event Grid does not send again", async (_, body, type, status) => {
  expect(await door().deliver(body, type)).toMatchObject({ status });
});

const asking = (data: object) => [
  gridEvent("v1", { eventType: "Microsoft.EventGrid.SubscriptionValidationEvent", subject: "", data }),
];

test("asked whether its events are wanted, it answers with the code", async () => {
  const { deliver, lines } = door();
  const secret = "https://rp-westeurope.eventgrid.azure.net:553/validate?token=secret";
  expect(await deliver(asking({ validationCode: "512d38b6", validationUrl: secret }))).toMatchObject({
    status: 200,
    json: { validationResponse: "512d38b6" },
  });
  expect(lines.join()).not.toMatch(/secret|512d38b6/);
});

test("where there is no code, the address at which Event Grid waits is visited, and no other", async () => {
  const visited: string[] = [];
  const { deliver } = door({}, async (url) => {
    visited.push(url);
  });
  const good = "https://rp-westeurope.eventgrid.azure.net:553/eventsubscriptions/s/validate?id=1&t=2&token=3";
  expect(await deliver(asking({ validationUrl: good }))).toMatchObject({ status: 200, json: {} });
  for (const bad of [
    "http://rp-westeurope.eventgrid.azure.net/validate",
    "https://eventgrid.azure.net.evil.example/validate",
    "https://evileventgrid.azure.net/validate",
    "https://user@rp-westeurope.eventgrid.azure.net/validate",
    "https://rp-westeurope.eventgrid.azure.net:8443/validate",
    "https://169.254.169.254/metadata",
    "nonsense",
  ])
    expect([bad, (await deliver(asking({ validationUrl: bad }))).status]).toEqual([bad, 400]);
  expect(await deliver(asking({}))).toMatchObject({ status: 400 });
  expect(visited).toEqual([good]);
});

test("an address that cannot be visited is to be tried again, and is in no log and no answer", async () => {
  const { deliver, lines } = door({}, async () => {
    throw new Error("Event Grid answered the visit of its validation address with 500.");
  });
  const url = "https://rp-westeurope.eventgrid.azure.net:553/validate?token=secret";
  const answer = await deliver(asking({ validationUrl: url }));
  expect(answer).toMatchObject({ status: 503 });
  expect(`${JSON.stringify(answer.json)}${lines.join()}`).not.toContain("secret");
});

test("before CloudEvents, Event Grid may send and nobody else", () => {
  const ask = (origin?: string) =>
    allowEvents({ headers: new Headers(origin === undefined ? {} : { "WebHook-Request-Origin": origin }) as never });
  expect(ask("eventgrid.azure.net")).toEqual({
    status: 200,
    headers: { "webhook-allowed-origin": "eventgrid.azure.net", "webhook-allowed-rate": "*" },
  });
  for (const other of [undefined, "evil.example", "eventgrid.azure.net.evil.example", "*"])
    expect(ask(other)).toMatchObject({ status: 400 });
});
