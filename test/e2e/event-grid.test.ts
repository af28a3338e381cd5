import { connectionNamed } from "../estate";
import { call, isOver, once } from "../people-over-http";
import { askedOf, newState, type Product, startProduct } from "../product";

jest.setTimeout(120_000);

const { state, remove } = newState();
let product: Product;
beforeAll(async () => {
  product = await startProduct(state, "--no-demo");
});
afterAll(async () => {
  await product.end();
  remove();
});

const { id: connectionId, connection, instanceId } = connectionNamed("0014");
const written = (id: string) => ({
  id,
  topic: `/subscriptions/${connectionNamed("0014").subscription}`,
  subject: connectionId,
  eventType: "Microsoft.Resources.ResourceWriteSuccess",
  eventTime: "2026-03-02T09:00:00Z",
  dataVersion: "2",
  metadataVersion: "1",
  data: { resourceUri: connectionId, status: "Succeeded" },
});

async function deliver(events: readonly unknown[]): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(new URL("/api/webhooks/event-grid", product.endpoints.functions), {
    method: "POST",
    headers: { "content-type": "application/json", "aeg-event-type": "Notification" },
    body: JSON.stringify(events),
  });
  return { status: answer.status, json: await answer.json() };
}

test("a connection that somebody made is approved upon Azure's word, once, and our own change asks for nothing", async () => {
  expect(await deliver([written("evt-1")])).toEqual({ status: 200, json: { taken: 1, ignored: 0 } });
  const detail = await once(product, instanceId, isOver);
  expect(detail).toMatchObject({ outcome: { kind: "applied" }, request: { door: "event", requestId: "event:evt-1" } });

  // Azure tells of the approval as it told of the connection, and may tell both again.
  expect(await deliver([written("evt-2"), written("evt-1")])).toEqual({ status: 200, json: { taken: 0, ignored: 2 } });
  const puts = (await askedOf(product.endpoints, connection)).filter(({ method }) => method === "PUT");
  expect(puts).toHaveLength(1);
  expect((await call(product, "priya", "/api/requests")).json).toMatchObject({ total: 1 });
});

test("Event Grid asks before it sends CloudEvents, and hears yes", async () => {
  const answer = await fetch(new URL("/api/webhooks/event-grid", product.endpoints.functions), {
    method: "OPTIONS",
    headers: { "WebHook-Request-Origin": "eventgrid.azure.net", "WebHook-Request-Rate": "120" },
  });
  expect([answer.status, answer.headers.get("webhook-allowed-origin")]).toEqual([200, "eventgrid.azure.net"]);
});
