import { virtualClock } from "../../virtual-clock";
import {
  approval,
  BERLIN,
  connectionId,
  errorIn,
  instanceId,
  type Platform,
  send,
  startPlatform,
  statusIn,
} from "./platform";

const clock = virtualClock();
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ clock });
});
afterAll(() => platform.stop());
beforeEach(async () => {
  await platform.local("POST", "/reset");
  await platform.local("DELETE", "/requests");
});

const ENDPOINT =
  "/subscriptions/20000000-0000-4000-8000-00000000000a/resourceGroups/rg-lines/providers/Microsoft.Network/privateEndpoints/pe-line-5";
const consumer = (fields: object = {}) =>
  platform.local("POST", "/connections", { target: BERLIN, privateEndpointId: ENDPOINT, ...fields });
const listed = async () => {
  const { body } = await platform.call("GET", `${instanceId()}/privateEndpointConnections`);
  return body["value"] as { id: string; name: string; properties: { privateEndpoint: { id: string } } }[];
};

test("a consumer's new connection is pending under a name that nobody can predict", async () => {
  const reply = await consumer({ description: "Please." });
  expect([reply.status, statusIn(reply)]).toEqual([201, "Pending"]);
  expect(reply.body["name"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect((await listed()).at(-1)?.id).toBe(reply.body["id"]);
});

test("one endpoint may have two connections, and one may be born Approved", async () => {
  await consumer();
  await consumer({ target: instanceId().toUpperCase() });
  const born = await consumer({ status: "Approved", description: "Auto-Approved" });
  expect((await listed()).filter(({ properties }) => properties.privateEndpoint.id === ENDPOINT)).toHaveLength(3);
  expect(statusIn(await platform.call("GET", String(born.body["id"])))).toBe("Approved");
});

test("somebody in the portal may settle a connection, and a consumer delete its endpoint", async () => {
  const change = { id: connectionId(1), status: "Rejected", description: "No." };
  expect(statusIn(await platform.local("PATCH", "/connections", change))).toBe("Rejected");
  expect(statusIn(await platform.call("GET", connectionId(1)))).toBe("Rejected");
  expect((await platform.local("DELETE", `/connections?id=${connectionId(1)}`)).status).toBe(204);
  expect((await platform.call("GET", connectionId(1))).status).toBe(404);
});

test("the estate can begin again", async () => {
  await platform.behave("lies");
  await platform.call("PUT", connectionId(1), approval);
  await platform.local("POST", "/reset");
  expect(statusIn(await platform.call("GET", connectionId(1)))).toBe("Pending");
  expect((await platform.local("GET", "/behaviour")).body["everywhere"]).toEqual([]);
});

test.each([
  ["POST", "/connections", {}, ["target: Invalid input: expected string, received undefined", "privateEndpointId: "]],
  [
    "POST",
    "/connections",
    { target: "nowhere", privateEndpointId: ENDPOINT },
    ['target: there is no instance "nowhere"'],
  ],
  ["POST", "/connections", { target: BERLIN, privateEndpointId: ENDPOINT, nam: "x" }, ["nam is not known here"]],
  ["PATCH", "/connections", { id: "x", status: "approved" }, ["status: Invalid option"]],
  ["PUT", "/behaviour", "{", ["the body: "]],
  ["PUT", "/behaviour", { everywhere: ["lise"] }, ['everywhere.0: "lise" is no behaviour']],
  ["PUT", "/behaviour", { everywhere: { operationMS: 1 } }, ["everywhere: operationMS is not known here"]],
  ["PUT", "/behaviour", { everywhere: { retryAfter: "soon" } }, ["everywhere.retryAfter: must be whole seconds"]],
  [
    "PUT",
    "/behaviour",
    { everywhere: { troubles: [{ on: "put", does: "answers", status: 200 }] } },
    ["troubles.0.status"],
  ],
  ["PUT", "/behaviour", { at: { "/subscriptions/x": [] } }, ["at./subscriptions/x: is not the id of"]],
  ["PUT", "/behaviour", { limits: { pageSize: 0 } }, ["limits.pageSize: "]],
])("%s %s with %j says what is wrong and changes nothing", async (method, path, body, faults) => {
  const before = [await platform.local("GET", "/behaviour"), (await listed()).length];
  const reply = await platform.local(method, path, body);
  expect([reply.status, errorIn(reply)?.code]).toEqual([400, "InvalidLocalRequest"]);
  for (const fault of faults) expect(errorIn(reply)?.message).toContain(fault);
  expect([await platform.local("GET", "/behaviour"), (await listed()).length]).toMatchObject([
    { text: before[0]?.["text" as never] },
    before[1],
  ]);
});

test("what is not there is told with what is", async () => {
  expect((await platform.local("GET", "/nothing")).text).toContain("GET /_local tells");
  expect((await platform.local("DELETE", "/connections?id=x")).status).toBe(404);
  expect(Object.keys((await platform.local("GET", "")).body)).toContain("POST /_local/connections");
});

test("a page in a browser is not let near", async () => {
  const reply = await send("POST", `${platform.arm.url}/_local/reset`, { origin: "https://evil.example" });
  expect([reply.status, errorIn(reply)?.code]).toEqual([403, "NotForPages"]);
});

test("what ARM was asked can be read in order, with the body of a PUT and without a secret", async () => {
  const reply = await platform.call("PUT", connectionId(1), approval);
  const operation = reply.headers.get("azure-asyncoperation") ?? "";
  await platform.call("GET", operation);
  await platform.call("GET", `${instanceId("twins-gone")}/privateEndpointConnections`);
  const { text, body } = await platform.local("GET", "/requests");
  const entries = body["value"] as { method: string; status: number; code?: string; apiVersion: string; at: string }[];
  expect(entries.map(({ method, status, code }) => [method, status, code])).toEqual([
    ["PUT", 202, undefined],
    ["GET", 200, undefined],
    ["GET", 404, "ParentResourceNotFound"],
  ]);
  expect(entries[0]).toMatchObject({
    at: new Date(clock.now()).toISOString(),
    path: connectionId(1),
    apiVersion: "2023-01-31",
    body: approval,
    correlationId: reply.headers.get("x-ms-correlation-request-id"),
  });
  const query = new URL(operation).searchParams;
  for (const secret of [await platform.token(), query.get("s") ?? "", query.get("c") ?? ""])
    expect(text).not.toContain(secret);
  expect((await platform.local("DELETE", "/requests")).status).toBe(204);
  expect((await platform.local("GET", "/requests")).body).toEqual({ value: [] });
});
