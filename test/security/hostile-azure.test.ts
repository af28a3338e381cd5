import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { armClient } from "../../src/arm/client";
import { connectionsOf, type Intent } from "../../src/arm/connections";
import { listPage } from "../../src/arm/estate";
import { connectionBody, NOW, order } from "../arm/answers";

/** Somebody who can make Azure's answers say what they like, and waits on another origin for a token. */

const servers: Server[] = [];
const heard: string[] = [];
let thief = "";
let lure: Record<string, string> = {};
let azure = "";

const listening = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  thief = await listening(
    createServer(({ headers, url }, response) => {
      heard.push(`${url} ${headers.authorization}`);
      response.end("{}");
    }),
  );
  azure = await listening(
    createServer(({ method, url }, response) => {
      if (method === "PUT") return response.writeHead(202, lure).end("{}");
      if (url?.includes("/privateEndpointConnections/")) return response.end(JSON.stringify(connectionBody("Pending")));
      return response.end(JSON.stringify({ value: [], nextLink: lure["location"] }));
    }),
  );
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const intent: Intent = { isDeclared: async () => false, declare: async () => undefined };
const lures = (): readonly string[] => [
  `${thief}/op`,
  thief.replace("http:", ""),
  `http://${new URL(thief).host}@${new URL(azure).host}/op`,
  `http://${new URL(azure).host}@${new URL(thief).host}/op`,
  `\\\\${new URL(thief).host}/op`,
  `http:${thief.replace("http:", "")}/op`,
];

test("no link in an answer takes the token to another origin", async () => {
  const arm = armClient(azure, async () => "TOKEN");
  const connections = connectionsOf(arm, () => NOW);
  for (const url of lures()) {
    lure = { "azure-asyncoperation": url, location: url };
    const put = await connections.putState(order, intent);
    expect(put).toMatchObject({ kind: "accepted" });
    if (put.kind === "accepted" && put.tracker) await connections.poll(put.tracker);
    await connections.poll({ kind: "operation", url: `${thief}/op` });
    const page = await listPage(arm, { subscription: "s" }, () => NOW);
    if (page.kind === "page" && page.next) await listPage(arm, { subscription: "s", next: page.next }, () => NOW);
  }
  expect(heard).toEqual([]);
});

test("no redirect takes the token to another origin", async () => {
  const redirecting = await listening(
    createServer((_, response) => response.writeHead(307, { location: `${thief}/op` }).end()),
  );
  const connections = connectionsOf(
    armClient(redirecting, async () => "TOKEN"),
    () => NOW,
  );
  expect(await connections.verify(order)).toMatchObject({
    kind: "unreadable",
    why: expect.stringContaining("redirect"),
  });
  expect(await connections.putState(order, intent)).toMatchObject({ kind: "unknown" });
  expect(heard).toEqual([]);
});
