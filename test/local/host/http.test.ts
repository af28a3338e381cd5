import { request } from "node:http";
import { hostOf, type TestHost } from "./host-for-tests";

let host: TestHost;
beforeAll(async () => {
  host = await hostOf("web");
});
afterAll(() => host.stop());

const get = (path: string, init?: RequestInit) => fetch(`${host.url}/api/${path}`, init);
const answer = async (kind: string) => {
  const response = await get(`answers/${kind}`);
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
};

test("a handler sees method, parameters, query, headers and body as they were sent", async () => {
  const response = await get("echo/42?a=1&a=2&empty=", {
    method: "POST",
    headers: { "x-mixed": "Wert", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    body: '{"ü":1}',
  });
  const seen = await response.json();
  expect(seen).toMatchObject({
    method: "POST",
    url: `${host.url}/api/echo/42?a=1&a=2&empty=`,
    params: { id: "42" },
    query: { a: "1,2", empty: "" },
    body: '{"ü":1}',
    functionName: "echo",
    hasMetadata: false,
    traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  expect(seen.headers["x-mixed"]).toBe("Wert");
});

test("an invocation without a trace gets one", async () => {
  const { traceParent } = await (await get("echo")).json();
  expect(traceParent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});

test("bytes go in and come out unchanged", async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
  const response = await get("bytes", { method: "POST", body: bytes });
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
});

test("a form with a file can be read", async () => {
  const form = new FormData();
  form.set("name", "Ärger");
  form.set("file", new Blob(["content"]), "note.txt");
  const response = await get("form", { method: "POST", body: form });
  expect(await response.json()).toEqual({ name: "Ärger", file: "note.txt", text: "content" });
});

test.each([
  ["text", 200, "text/plain;charset=UTF-8", "plain"],
  ["json", 200, "application/json", '{"a":[1,"zwei"]}'],
  ["stream", 200, null, "one two"],
  ["response", 201, "text/plain;charset=UTF-8", "made"],
  ["nothing", 200, null, ""],
  ["empty", 204, null, ""],
  ["throws", 500, null, ""],
  ["throwsText", 500, null, ""],
  ["odd", 500, null, ""],
])("a handler's %s is answered as Azure answers it", async (kind, status, type, body) => {
  expect(await answer(kind)).toEqual({ status, type, body });
});

test("what a handler throws is in the log with its stack and function, and not in the answer", async () => {
  await answer("throws");
  const [entry] = host.logged("the handler gave up").slice(-1);
  expect(entry).toMatchObject({ level: "error", functionName: "answer", category: "Function.answer" });
  expect(entry?.message).toContain("answers.js");
});

test("what a handler logs has its function and invocation", async () => {
  await answer("text");
  const [entry] = host.logged("asked for { kind: 'text' }").slice(-1);
  expect(entry).toMatchObject({ level: "information", functionName: "answer", category: "Function.answer.User" });
  expect(entry?.invocationId).toMatch(/^[0-9a-f-]{36}$/);
});

test("cookies become headers", async () => {
  const cookies = (await get("answers/cookies")).headers.getSetCookie();
  expect(cookies).toEqual([
    "a=1%202; max-age=60; path=/; samesite=strict; httponly",
    "b=2; expires=Tue, 01 Jan 2030 00:00:00 GMT; secure; samesite=none",
  ]);
});

test.each([
  ["GET", "/api/nowhere", 404],
  ["GET", "/echo", 404],
  ["PATCH", "/api/echo", 404],
  ["OPTIONS", "/api/echo", 404],
  ["GET", "/api/echo/word", 404],
  ["GET", "/API/ECHO/7", 200],
  ["HEAD", "/api/echo", 200],
  ["HEAD", "/api/bytes", 405],
  ["GET", "/", 200],
  ["GET", "/admin/host/ping", 200],
])("%s %s is a %d", async (method, path, status) => {
  const response = await fetch(`${host.url}${path}`, { method });
  expect(response.status).toBe(status);
  if (status === 405) expect(response.headers.get("allow")).toBe("POST");
});

test("a catch-all takes the rest of the path, encoded slashes and all", async () => {
  expect(await (await get("files/a/b%20c/d%2Fe")).text()).toBe("a/b c/d%2Fe");
  expect(await (await get("files")).text()).toBe("nothing");
});

test("a body over the limit is refused before it is read", async () => {
  const status = await new Promise((done, failed) => {
    const asked = request(
      `${host.url}/api/bytes`,
      { method: "POST", headers: { "content-length": 2 ** 31 } },
      (response) => done(response.statusCode),
    );
    asked.on("error", failed);
    asked.flushHeaders();
  });
  expect(status).toBe(413);
});

test("a client that goes away in the middle of its body is no error of the host", async () => {
  const asked = request(`${host.url}/api/bytes`, { method: "POST", headers: { "content-length": 1000 } });
  asked.on("error", () => {});
  asked.write("half of it");
  await new Promise((next) => setTimeout(next, 50));
  asked.destroy();
  await new Promise((next) => setTimeout(next, 50));
  expect(host.logged("A request failed")).toEqual([]);
  expect((await get("echo")).status).toBe(200);
});

test("without enforcement no key is asked for, as with Core Tools", async () => {
  expect((await get("keyed")).status).toBe(200);
  expect((await get("ruled")).status).toBe(200);
});
