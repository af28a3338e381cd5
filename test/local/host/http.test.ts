import { hostOf, type TestHost } from "./host-for-tests";

let host: TestHost;
beforeAll(async () => {
  host = await hostOf("web");
});
afterAll(() => host.stop());

const get = (path: string, init?: RequestInit) => fetch(`${host.url}/api/${path}`, init);

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

test("bytes go in and come out unchanged", async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
  const response = await get("bytes", { method: "POST", body: bytes });
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
});
