import { ServiceBusClient } from "@azure/service-bus";
import { connectionNamed } from "../estate";
import { approver, as, askedOf, digitalTwins, newState, type Product, startProduct, wordsOf } from "../product";

jest.setTimeout(120_000);

const { state, remove } = newState();
let product: Product;
beforeAll(async () => {
  product = await startProduct(state);
});
afterAll(async () => {
  await product.end();
  remove();
});

const statusOf = async (ending: string) => {
  const { subscription, group, instance, connection } = connectionNamed(ending);
  const client = digitalTwins(product.endpoints, subscription);
  const found = await client.privateEndpointConnections.get(group, instance, connection);
  return found.properties.privateLinkServiceConnectionState?.status;
};

test("npm start carries one request through by itself and tells each step as it happens", async () => {
  const said = product.output();
  for (const words of [
    "was accepted",
    "Azure shows the connection as Pending",
    "Rule own-subscription decided: approve",
    "Azure answered 202 and asks to be asked again after 10 s",
    "Azure says that the operation succeeded",
    "the new status was read back",
    "of the connection's log",
  ])
    expect(said).toContain(words);
  expect(await statusOf("0012")).toBe("Approved");
});

test("the four commands that npm start prints do what it says", async () => {
  const commands = product
    .output()
    .split("\n")
    .filter((line) => line.startsWith("  npm run request -- "))
    .slice(-4);
  const results = [];
  for (const line of commands)
    results.push(await approver(state, ["request", ...wordsOf(line.replace("  npm run request -- ", ""))]));
  expect(results.map(({ code }) => code)).toEqual([0, 1, 0, 1]);
  expect(results[0]?.text).toContain("applied   The connection is Approved");
  expect(results[1]?.text).toContain("Rule closed-subscription rejects it");
  expect(results[2]?.text).toContain("sent      message");
  expect(results[3]?.text).toContain("conectionId: is not a field of a request");
  expect([await statusOf("0014"), await statusOf("0005")]).toEqual(["Approved", "Rejected"]);
});

test("Azure is sent one PUT and never asked before it asked to be", async () => {
  const asked = await askedOf(product.endpoints, connectionNamed("0014").connection);
  const puts = asked.filter(({ method }) => method === "PUT");
  expect(puts).toHaveLength(1);
  const polls = asked.filter(({ path }) => path.includes("operationResults"));
  expect(polls.length).toBeGreaterThan(0);
  expect(Date.parse(polls[0]?.at ?? "") - Date.parse(puts[0]?.at ?? "")).toBeGreaterThanOrEqual(10_000);
});

test("a message of the official client that cannot be read is kept with its body and every reason", async () => {
  const client = new ServiceBusClient(product.endpoints.serviceBus);
  const manyFields = Object.fromEntries(Array.from({ length: 8_000 }, (_, index) => [`unknown${index}`, 1]));
  const sender = client.createSender("approval-requests");
  await sender.sendMessages({ messageId: "bad-1", body: "no json", contentType: "text/plain" });
  await sender.sendMessages({ messageId: "bad-2", body: Buffer.from([0xff, 0xfe, 1, 2]) });
  await sender.sendMessages({ messageId: "bad-3", body: manyFields });
  const receiver = client.createReceiver("approval-requests-refused");
  const kept = new Map<string, unknown>();
  while (!["bad-1", "bad-2", "bad-3"].every((id) => kept.has(id)))
    for (const { body } of await receiver.receiveMessages(10, { maxWaitTimeInMs: 10_000 }))
      kept.set(body.message.messageId, body);
  await client.close();
  expect(kept.get("bad-1")).toMatchObject({ body: "no json", reasons: [{ path: "" }], message: { deliveryCount: 1 } });
  expect(kept.get("bad-2")).toMatchObject({ body: { base64: "//4BAg==" }, message: { deliveryCount: 1 } });
  expect(kept.get("bad-3")).toMatchObject({ body: manyFields, message: { deliveryCount: 1 } });
});

test("the queue tells requests apart by their message's id, whatever that looks like", async () => {
  const client = new ServiceBusClient(product.endpoints.serviceBus);
  const sender = client.createSender("approval-requests");
  const bodyFor = (ending: string) => ({
    connectionId: connectionNamed(ending).id,
    requestedBy: "e2e",
    justification: "ids",
  });
  await sender.sendMessages({ messageId: "22345678901234567890", body: bodyFor("0006") });
  await sender.sendMessages({
    messageId: '{"a":1}',
    body: JSON.stringify({ ...bodyFor("0007"), requestId: "unused" }),
  });
  await sender.sendMessages({ messageId: "webhook:erp:evt-1", correlationId: "true", body: bodyFor("0008") });
  await client.close();
  const requestOf = async (ending: string) => {
    const url = new URL(`/api/requests/${connectionNamed(ending).instanceId}`, product.endpoints.functions);
    for (;;) {
      const answer = await fetch(url, { headers: as("priya") });
      if (answer.status === 200) return ((await answer.json()) as { request: { requestId: string } }).request.requestId;
      await new Promise((done) => setTimeout(done, 200));
    }
  };
  expect(await requestOf("0006")).toMatch(/^22345678901234570000-seq-\d+$/);
  expect(await requestOf("0007")).toMatch(/^msg-[0-9a-f]{40}$/);
  expect(await requestOf("0008")).toMatch(/^msg-[0-9a-f]{40}$/);
});

test("over HTTP a request is taken, followed and joined; what is wrong is answered as a problem", async () => {
  const url = new URL("/api/requests", product.endpoints.functions);
  const headers = { "content-type": "application/json", ...as("sam") };
  const body = JSON.stringify({ connectionId: connectionNamed("0015").id, justification: "http" });
  const [first, second] = await Promise.all([1, 2].map(() => fetch(url, { method: "POST", headers, body })));
  expect([first?.status, second?.status]).toEqual([202, 202]);
  expect(first?.headers.get("location")).toBe(second?.headers.get("location"));
  expect(first?.headers.get("retry-after")).toBe("5");
  const view = await (await fetch(new URL(first?.headers.get("location") ?? "", url), { headers })).json();
  expect(view).toMatchObject({
    state: expect.stringMatching(/waiting|working/),
    request: { requestedBy: "Sam Oduya" },
  });

  const bad = await fetch(url, { method: "POST", headers, body: '{"connectionId":"/x"' });
  expect(bad.status).toBe(400);
  expect(bad.headers.get("content-type")).toBe("application/problem+json");
  expect(await bad.json()).toMatchObject({ code: "InvalidRequest", status: 400 });
  expect((await fetch(new URL("/api/requests/none", url), { headers })).status).toBe(404);
});

test("a request's page in the API has the facts and the explanation that it was judged by", async () => {
  const url = new URL(`/api/requests/${connectionNamed("0012").instanceId}`, product.endpoints.functions);
  const view = (await (await fetch(url, { headers: as("priya") })).json()) as {
    shown: { facts: object };
    judgement: { explanation: { rule: string; result: string }[] };
  };
  expect(view.shown.facts).toMatchObject({ connection: { status: "Pending" }, target: { name: "twins-lab" } });
  expect(view.judgement.explanation.find(({ result }) => result === "matched")?.rule).toBe("own-subscription");
});

test("the app says of itself that it is well, and by which policy it judges", async () => {
  const url = new URL("/api/health", product.endpoints.functions);
  const health = await (await fetch(url, { headers: as("priya") })).json();
  expect(health).toMatchObject({
    status: "ok",
    policy: { kind: "good" },
    checks: [
      { name: "policy", ok: true },
      { name: "signIn", ok: true },
    ],
  });
  expect(await (await fetch(url)).json()).toEqual({ status: "ok", version: expect.any(String) });
});

test("reconciliation asks for the connections that nobody asked about", async () => {
  const url = new URL("/api/reconciliations", product.endpoints.functions);
  expect((await fetch(url, { method: "POST", headers: as("mara") })).status).toBe(202);
  const latest = new URL("/api/reconciliations/latest", url);
  let round: { state: string; found: { asked: number; targets: number } };
  do {
    await new Promise((done) => setTimeout(done, 200));
    round = (await (await fetch(latest, { headers: as("mara") })).json()) as typeof round;
  } while (round.state !== "ended");
  expect(round.found.targets).toBeGreaterThan(3);
  expect(round.found.asked).toBeGreaterThan(0);
  const again = new URL(`/api/requests/${connectionNamed("0004").instanceId}`, url);
  for (let status = 404; status !== 200; status = (await fetch(again, { headers: as("mara") })).status)
    await new Promise((done) => setTimeout(done, 200));
});

test("the log of it all holds, and one changed letter is named", async () => {
  const whole = await approver(state, ["audit", "verify"]);
  expect(whole).toMatchObject({ code: 0, text: expect.stringContaining("whole") });
});
