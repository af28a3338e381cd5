import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { RestError } from "@azure/core-rest-pipeline";
import { armClient, TokenRefused, type TokenSource } from "../../src/arm/client";

type Asked = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that keeps what it was asked, and answers as told. */
async function serverThat(answers: (response: ServerResponse, turn: number) => void) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answers(response, asked.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

/** Tokens t1, t2, …: another one whenever a fresh one is asked for. */
function tokens(): TokenSource {
  let made = 1;
  return async ({ fresh }) => {
    if (fresh) made += 1;
    return `t${made}`;
  };
}

test("a request carries the token, the body as JSON and an id of its own, and comes back as an answer", async () => {
  const { origin, asked } = await serverThat((response) => json(response, 202, { a: 1 }, { "Retry-After": "10" }));
  const arm = armClient(origin, tokens());
  expect(await arm.put("/c?api-version=1", { b: [true] })).toMatchObject({
    status: 202,
    body: { a: 1 },
    headers: { "retry-after": "10" },
  });
  expect(await arm.get("/c?api-version=1")).toMatchObject({ status: 202 });
  const [put, get] = asked;
  expect(put).toMatchObject({
    method: "PUT",
    url: "/c?api-version=1",
    body: '{"b":[true]}',
    headers: { authorization: "Bearer t1", "content-type": "application/json" },
  });
  expect(get).toMatchObject({ method: "GET", body: "" });
  expect(get?.headers).not.toHaveProperty("content-type");
  expect(put?.headers["x-ms-client-request-id"]).not.toBe(get?.headers["x-ms-client-request-id"]);
});

test("the token goes to the configured origin and nowhere else", async () => {
  const elsewhere = await serverThat((response) => json(response, 200, {}));
  const { origin, asked } = await serverThat((response) => json(response, 200, {}));
  const arm = armClient(`${origin}/some/path`, tokens());
  for (const url of [
    `${elsewhere.origin}/op?t=SECRET`,
    elsewhere.origin.replace("http:", ""),
    origin.replace("127.0.0.1", "localhost"),
  ])
    await expect(arm.get(url)).rejects.toThrow("A token was about to leave");
  await expect(arm.get(`${elsewhere.origin}/op?t=SECRET`)).rejects.not.toThrow("SECRET");
  expect([...elsewhere.asked, ...asked]).toEqual([]);
  expect(arm.origin).toBe(origin);
});

test("no redirect is followed, wherever it leads", async () => {
  const elsewhere = await serverThat((response) => json(response, 200, {}));
  for (const status of [301, 302, 303, 307, 308]) {
    const { origin, asked } = await serverThat((response) =>
      response.writeHead(status, { location: `${elsewhere.origin}/x` }).end(),
    );
    expect(await armClient(origin, tokens()).put("/c", {})).toMatchObject({ status });
    expect(asked).toHaveLength(1);
  }
  expect(elsewhere.asked).toEqual([]);
});

test("a 401 is sent again once, with a fresh token", async () => {
  const { origin, asked } = await serverThat((response, turn) => json(response, turn === 1 ? 401 : 200, {}));
  expect(await armClient(origin, tokens()).put("/c", { a: 1 })).toMatchObject({ status: 200 });
  expect(asked.map(({ headers, body }) => [headers.authorization, body])).toEqual([
    ["Bearer t1", '{"a":1}'],
    ["Bearer t2", '{"a":1}'],
  ]);
});

test("a second 401 is the answer, and so is the first where there is no other token", async () => {
  const { origin, asked } = await serverThat((response) => json(response, 401, {}));
  expect(await armClient(origin, tokens()).get("/c")).toMatchObject({ status: 401 });
  expect(asked).toHaveLength(2);
  expect(await armClient(origin, async () => "same").get("/c")).toMatchObject({ status: 401 });
  expect(asked).toHaveLength(3);
});

test.each([400, 403, 404, 408, 409, 429, 500, 502, 503, 504])(
  "%d is an answer like any other: nothing is sent again",
  async (status) => {
    const { origin, asked } = await serverThat((response) => json(response, status, {}, { "retry-after": "0" }));
    expect(await armClient(origin, tokens()).put("/c", {})).toMatchObject({ status });
    expect(asked).toHaveLength(1);
  },
);

test.each([
  ["nothing", ""],
  ["a proxy's page", "<html>Bad gateway</html>"],
  ["half an answer", '{"a":'],
])("a body that is %s is an answer without a body", async (_, text) => {
  const { origin } = await serverThat((response) => response.writeHead(200).end(text));
  expect(await armClient(origin, tokens()).get("/c")).toMatchObject({ status: 200, body: undefined });
});

test("an answer that breaks off, a connection that is refused and a server that hangs up are no answers, and nothing is sent again", async () => {
  const broken = await serverThat((response) => {
    response.writeHead(200, { "content-length": "100" }).write("{");
    setImmediate(() => response.destroy());
  });
  const hangsUp = await serverThat((response) => response.destroy());
  for (const { origin, asked } of [broken, hangsUp]) {
    expect(await armClient(origin, tokens()).get("/op?t=SECRET")).toEqual({
      status: 0,
      why: expect.stringMatching(/^[A-Z_]+$/),
    });
    expect(asked).toHaveLength(1);
  }
  const gone = await serverThat(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await armClient(gone.origin, tokens()).get("/c")).toEqual({ status: 0, why: "ECONNREFUSED" });
});

test.each<[string, (response: ServerResponse) => unknown]>([
  ["never answers", () => undefined],
  ["begins an answer and never ends it", (response) => response.writeHead(200).write("{")],
])("a server that %s is left after a while", async (_, answers) => {
  const { origin, asked } = await serverThat(answers);
  expect(await armClient(origin, tokens(), 50).get("/c")).toEqual({ status: 0, why: "no answer in time" });
  expect(asked).toHaveLength(1);
});

test.each<[string, TokenSource, string]>([
  [
    "a token that cannot be had",
    () => Promise.reject(new TokenRefused("no token for https://management.azure.com")),
    "no token for https://management.azure.com",
  ],
  ["a bug", () => Promise.reject(new TypeError("at https://x/op?t=SECRET")), "TypeError"],
  ["something that is no error", () => Promise.reject("https://x/op?t=SECRET"), "unknown failure"],
  ["a failure without a code", () => Promise.reject(new RestError("https://x/op?t=SECRET")), "RestError"],
])("why there is no answer is told without a URL: %s", async (_, token, why) => {
  expect(await armClient("http://127.0.0.1:9", token).get("/op?t=SECRET")).toEqual({ status: 0, why });
});
