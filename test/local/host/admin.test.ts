import { hostOf, type TestHost, until } from "./host-for-tests";

let host: TestHost;
beforeAll(async () => {
  host = await hostOf("durable");
});
afterAll(() => host.stop());

const ask = (path: string, body?: string) =>
  fetch(`${host.url}/admin/${path}`, body === undefined ? {} : { method: "POST", body });

test("the host tells that it runs, and which function is in error", async () => {
  const status = await (await ask("host/status")).json();
  expect(status).toMatchObject({ state: "Running", version: expect.stringMatching(/^4\./) });
  expect(status.errors).toEqual([expect.stringContaining("'tally' function is in error")]);
});

test("functions are listed with their bindings", async () => {
  const functions: { name: string }[] = await (await ask("functions")).json();
  expect(functions.map(({ name }) => name)).toContain("chain");
  const one = await (await ask("functions/START")).json();
  expect(one).toMatchObject({
    name: "start",
    language: "node",
    invoke_url_template: `${host.url}/api/start/{name}/{id?}`,
    isDisabled: false,
  });
  expect(one.config.bindings.map(({ type }: { type: string }) => type)).toEqual([
    "httpTrigger",
    "durableClient",
    "http",
  ]);
});

test("a function can be run by hand with an input", async () => {
  expect((await ask("functions/hello", '{"input": "Oslo"}')).status).toBe(202);
  await until(() => host.logged("Executed 'hello' (Succeeded")[0]);
});

test.each([
  ["functions/nobody", '{"input": ""}', 404],
  ["functions/hello", "no json", 400],
  ["functions/hello", "[", 400],
  ["functions/chain", '{"input": ""}', 400],
  ["functions/tally", '{"input": ""}', 409],
  ["nothing", undefined, 404],
])("POST or GET %s with %s is a %d", async (path, body, status) => {
  expect((await ask(path, body)).status).toBe(status);
});
