import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { InvocationContext } from "@azure/functions";
import type { DurableClient, Task } from "durable-functions";
import { hubWith, type TestHub } from "../../conformance/hub-with";
import { loadApp, runnerFor } from "../../conformance/real-executor";

/** The official client of durable-functions against the HTTP API, over a real socket; and what no official client sends. */

type Steps = Generator<Task, unknown, unknown>;

const app = loadApp(({ app: { orchestration, activity } }) => {
  orchestration("waits", function* ({ df }): Steps {
    df.setCustomStatus({ waitingFor: "Go" });
    return yield df.waitForExternalEvent("Go");
  });
  orchestration("greets", function* ({ df }): Steps {
    return yield df.callActivity("greet", df.getInput());
  });
  orchestration("fails", function* ({ df }): Steps {
    yield df.callActivity("greet", "x");
    throw new Error("no");
  });
  activity("greet", { handler: (name: unknown) => `Hello, ${String(name)}!` });
});

let hub: TestHub;
let server: Server;
let client: DurableClient;
let root: string;

beforeEach(async () => {
  hub = hubWith(runnerFor(app));
  server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", root);
      const base = url.pathname.startsWith("/durabletask/") ? "/durabletask" : "/runtime/webhooks/durabletask";
      const { status, headers, body } = await hub.handle({
        method: request.method ?? "GET",
        path: url.pathname.slice(base.length + 1),
        query: url.searchParams,
        body: (await text(request)) || undefined,
        contentType: request.headers["content-type"],
        base: `${root}${base}`,
        code: "key",
        continuationToken: request.headers["x-ms-continuation-token"]?.toString(),
      });
      response.writeHead(status, headers).end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env["WEBSITE_HOSTNAME"] = new URL(root).host;
  const bindingText = hub.bindingText({
    publicBase: `${root}/runtime/webhooks/durabletask`,
    rpcBase: `${root}/durabletask`,
    code: "key",
  });
  const input = app.df.input.durableClient();
  client = app.df.getClient({
    options: { extraInputs: [input] },
    extraInputs: { get: () => JSON.parse(bindingText) as unknown },
  } as unknown as InvocationContext);
});
afterEach(async () => {
  await hub.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function settle(): Promise<void> {
  for (let round = 0; round < 6; round += 1) await hub.clock.advance(0);
}

describe("the official client", () => {
  test("starts, asks, raises and sees the end", async () => {
    expect(await client.startNew("waits", { instanceId: "one", input: { a: 1 } })).toBe("one");
    await settle();
    expect(await client.getStatus("one")).toMatchObject({
      runtimeStatus: "Running",
      input: { a: 1 },
      customStatus: { waitingFor: "Go" },
    });
    await client.raiseEvent("one", "Go", { yes: true });
    await settle();
    expect(await client.getStatus("one")).toMatchObject({ runtimeStatus: "Completed", output: { yes: true } });
    await client.raiseEvent("one", "Go", "late"); // 410 resolves silently.
  });

  test("gets an ID made for it, of 32 digits", async () => {
    expect(await client.startNew("greets", { input: "Oslo" })).toMatch(/^[0-9a-f]{32}$/);
  });

  test("is refused what the extension refuses, in its words", async () => {
    await client.startNew("waits", { instanceId: "one" });
    await settle();
    await expect(client.startNew("waits", { instanceId: "one" })).rejects.toThrow(
      'unexpected status code: 409. Details: {"Message":"An Orchestration instance with the status Running already exists."}',
    );
    await expect(client.getStatus("none")).rejects.toThrow("could not find any data associated with the instanceId");
    await expect(client.raiseEvent("none", "Go", 1)).rejects.toThrow("No instance with ID 'none' found.");
    await expect(client.raiseEvent("one", "Go", undefined)).rejects.toThrow(/400.*Invalid JSON content/);
    await expect(client.rewind("one", "again")).rejects.toThrow("only supported on failed orchestration instances");
    await expect(client.purgeInstanceHistory("one")).rejects.toThrow("has status Running");
  });

  test("suspends, resumes, terminates and rewinds", async () => {
    await client.startNew("waits", { instanceId: "one" });
    await client.suspend("one", "pause");
    await settle();
    expect(await client.getStatus("one")).toMatchObject({ runtimeStatus: "Suspended", output: "pause" });
    await client.resume("one", "go");
    await settle();
    expect(await client.getStatus("one")).toMatchObject({ runtimeStatus: "Running", output: null });
    await client.terminate("one", "enough said");
    await settle();
    expect(await client.getStatus("one")).toMatchObject({ runtimeStatus: "Terminated", output: "enough said" });
    await client.startNew("fails", { instanceId: "two" });
    await settle();
    await client.rewind("two", "again");
    await settle();
    expect(await client.getStatus("two")).toMatchObject({ runtimeStatus: "Failed" });
  });

  test("lists all instances, page after page, and those of a status", async () => {
    for (let index = 0; index < 130; index += 1)
      await client.startNew("greets", { instanceId: `g${index}`, input: index });
    await client.startNew("waits", { instanceId: "w" });
    for (let round = 0; round < 10; round += 1) await settle();
    const ids = (await client.getStatusAll()).map(({ instanceId }) => instanceId);
    expect(new Set(ids).size).toBe(131);
    const running = await client.getStatusBy({ runtimeStatus: [app.df.OrchestrationRuntimeStatus.Running] });
    expect(running.map(({ instanceId }) => instanceId)).toEqual(["w"]);
    const later = await client.getStatusBy({ createdTimeFrom: new Date(hub.clock.now() + 1000) });
    expect(later).toEqual([]);
  });

  test("purges what has ended, one by one and by filter", async () => {
    for (const instanceId of ["a", "b", "c"]) await client.startNew("greets", { instanceId, input: "x" });
    await client.startNew("waits", { instanceId: "w" });
    await settle();
    expect(await client.purgeInstanceHistory("a")).toEqual({ instancesDeleted: 1 });
    expect(await client.purgeInstanceHistory("a")).toEqual({ instancesDeleted: 0 });
    expect(await client.purgeInstanceHistoryBy({ createdTimeFrom: new Date(0) })).toEqual({ instancesDeleted: 2 });
    expect(await client.purgeInstanceHistoryBy({ createdTimeFrom: new Date(0) })).toEqual({ instancesDeleted: 0 });
    await expect(client.purgeInstanceHistoryBy({} as never)).rejects.toThrow(
      "Please provide value for 'createdTimeFrom'",
    );
    expect((await client.getStatusAll()).map(({ instanceId }) => instanceId)).toEqual(["w"]);
  });

  test("makes check-status responses whose URLs work", async () => {
    await client.startNew("waits", { instanceId: "one" });
    await settle();
    const { statusQueryGetUri } = client.createHttpManagementPayload("one");
    expect(statusQueryGetUri).toBe(
      `${root}/runtime/webhooks/durabletask/instances/one?taskHub=HostHub&connection=Storage&code=key`,
    );
    const response = await fetch(statusQueryGetUri);
    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe(statusQueryGetUri);
    expect(response.headers.get("retry-after")).toBe("5");
  });

  test("keeps IDs with blanks, colons and letters beyond ASCII apart, and both cases", async () => {
    for (const instanceId of ["with blank", "with:colon", "é", "Upper", "upper", "@at"]) {
      expect(await client.startNew("waits", { instanceId })).toBe(instanceId);
      await settle();
      expect(await client.getStatus(instanceId)).toMatchObject({ instanceId, runtimeStatus: "Running" });
    }
  });

  test("is told that entities are not here", async () => {
    const id = new app.df.EntityId("tally", "k");
    await expect(client.signalEntity(id, "add", 1)).rejects.toThrow(/501.*entities are not part of the local stand-in/);
    await expect(client.readEntityState(id)).rejects.toThrow(/501/);
  });
});

describe("the HTTP API", () => {
  const send = (method: string, path: string, body?: string, contentType = "application/json") =>
    hub.handle({
      method,
      path: path.split("?")[0] ?? "",
      query: new URLSearchParams(path.split("?")[1]),
      body,
      contentType,
      base: `${root}/runtime/webhooks/durabletask`,
      code: "key",
    });

  test.each([
    ["POST", "orchestrators/waits", "{bad", 400],
    ["POST", "orchestrators/waits/a%2Fb", "1", 404],
    ["POST", "orchestrators/waits/a/b", "1", 404],
    ["POST", "orchestrators/waits/a%23b", "1", 400],
    ["POST", `orchestrators/waits/${"x".repeat(257)}`, "1", 400],
    ["POST", "orchestrators/waits/%E0%A4%A", "1", 404],
    ["GET", "orchestrators/waits", undefined, 404],
    ["PUT", "instances/one", undefined, 404],
    ["POST", "instances/one/dance", undefined, 404],
    ["POST", "instances/one/raiseEvent", "1", 404],
    ["POST", "instances/one/purge", undefined, 404],
    ["GET", "elsewhere", undefined, 404],
    ["GET", "", undefined, 404],
  ])("answers %s %s with %j: %d", async (method, path, body, status) => {
    await send("POST", "orchestrators/waits/one", "1");
    expect((await send(method, path, body)).status).toBe(status);
    expect((await send("GET", "instances/one")).status).toBe(202);
  });

  test("takes an event only as JSON", async () => {
    await send("POST", "orchestrators/waits/one", "1");
    const answer = await send("POST", "instances/one/raiseEvent/Go", "hello", "text/plain");
    expect([answer.status, answer.body]).toEqual([
      400,
      '{"Message":"Only application/json request content is supported"}',
    ]);
    expect((await send("POST", "instances/one/raiseEvent/Go", "hello")).status).toBe(400);
    expect((await send("POST", "instances/one/raiseEvent/Go", "null", "application/json; charset=utf-8")).status).toBe(
      202,
    );
  });

  test("restarts an instance under a new ID or its own", async () => {
    await send("POST", "orchestrators/greets/one", '"Oslo"');
    await settle();
    const again = await send("POST", "instances/one/restart");
    const { id } = JSON.parse(again.body) as { id: string };
    expect([again.status, id]).toEqual([202, expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect((await send("POST", "instances/one/restart?restartWithNewInstanceId=false")).status).toBe(202);
    await settle();
    for (const one of ["one", id])
      expect(await hub.status(one)).toMatchObject({ input: "Oslo", output: "Hello, Oslo!" });
    expect((await send("POST", "instances/none/restart")).status).toBe(404);
  });

  test("starts and waits: the output if it ends in time, else where to ask", async () => {
    const quick = send("POST", "orchestrators/greets?timeout=5&pollingInterval=1", '"Oslo"');
    for (let second = 0; second < 3; second += 1) await hub.clock.advance(1000);
    expect(await quick).toMatchObject({ status: 200, body: '"Hello, Oslo!"' });
    const slow = send("POST", "orchestrators/waits?timeout=2&pollingInterval=1", "1");
    for (let second = 0; second < 3; second += 1) await hub.clock.advance(1000);
    expect(await slow).toMatchObject({ status: 202, headers: { "retry-after": "10" } });
  });

  test("shows failures as 500 to who asks for that", async () => {
    await send("POST", "orchestrators/fails/one", "1");
    await settle();
    expect((await send("GET", "instances/one")).status).toBe(200);
    expect((await send("GET", "instances/one?returnInternalServerErrorOnFailure=true")).status).toBe(500);
  });

  test("hides the input on request", async () => {
    await send("POST", "orchestrators/greets/one", '"Oslo"');
    expect(JSON.parse((await send("GET", "instances/one?showInput=false")).body)).toMatchObject({ input: null });
  });
});
