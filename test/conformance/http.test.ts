import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hubWith, type TestHub } from "./hub-with";
import { loadApp, runnerFor } from "./real-executor";
import { orchestratorCalls } from "./recordings";
import { registerSampleApp } from "./sample-app";

/** callHttp against a server that answers as the recorded one did: 202 three times, then 200. */

let server: Server;
let answers: ((response: ServerResponse) => void)[] = [];
let asked: string[] = [];
const app = loadApp(registerSampleApp);

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} x-host=${request.headers["x-host"]}`);
    const next = answers.shift();
    if (next) next(response);
    else response.writeHead(500).end("nothing more was expected");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const accepted = (headers: Record<string, string>) => (response: ServerResponse) =>
  response.writeHead(202, headers).end("accepted");
const done = (response: ServerResponse) =>
  response.writeHead(200, { "content-type": "application/json", "x-two": ["a", "b"] }).end('{"state":"done"}');

/** Moves time on until the instance has ended; the server answers in real time. */
async function endOf(hub: TestHub, id: string): Promise<Record<string, unknown>> {
  for (let round = 0; round < 400; round += 1) {
    const status = await hub.status(id);
    if (status["runtimeStatus"] !== "Running" && status["runtimeStatus"] !== "Pending") return status;
    await hub.clock.advance(250);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("it does not end");
}

async function run(scripted: typeof answers) {
  answers = [...scripted];
  const hub = hubWith(runnerFor(app), { httpPauseMs: 2000 });
  await hub.call("POST", "orchestrators/http/http-poll", { url: `${address()}/start` });
  const status = await endOf(hub, "http-poll");
  await hub.stop();
  return status;
}

test("a 202 is polled at its Location with the same headers until it is something else", async () => {
  const poll = accepted({ Location: "/poll", "Retry-After": "1" });
  const status = await run([poll, poll, poll, done]);
  expect(asked).toEqual(["GET /start x-host=yes", ...Array(3).fill("GET /poll x-host=yes")]);
  const { output } = orchestratorCalls.find(({ file }) => file.includes("http-poll.8"))?.state ?? {};
  expect(status["output"]).toEqual({
    ...(output as object),
    headers: expect.objectContaining({ "x-two": ["a", "b"] }),
  });
  expect(Object.keys((status["output"] as { headers: object }).headers)).toEqual(
    Object.keys((output as { headers: object }).headers),
  );
});

test("a 202 without a Location is the result", async () => {
  const status = await run([accepted({ "Retry-After": "3" })]);
  expect(status).toMatchObject({ runtimeStatus: "Completed", output: { status: 202, body: "accepted" } });
});

test("a Retry-After that is a date fails the instance with a reason, where the real engine hangs", async () => {
  const status = await run([accepted({ Location: "/poll", "Retry-After": "Tue, 24 Nov 2026 02:52:10 GMT" })]);
  expect(status["runtimeStatus"]).toBe("Failed");
  expect(status["output"]).toMatch(
    /answered 202 with "Retry-After: Tue, 24 Nov 2026 02:52:10 GMT", which is no number/,
  );
});

test("a status code is no failure, no connection is", async () => {
  expect(await run([(response) => response.writeHead(404).end("no such thing")])).toMatchObject({
    output: { status: 404 },
  });
  const closed = hubWith(runnerFor(app));
  await closed.call("POST", "orchestrators/http/gone", { url: "http://127.0.0.1:1/" });
  expect(await endOf(closed, "gone")).toMatchObject({
    runtimeStatus: "Failed",
    output: expect.stringContaining("ECONNREFUSED"),
  });
});

test("redirects are followed", async () => {
  const status = await run([(response) => response.writeHead(302, { Location: "/there" }).end(), done]);
  expect(asked).toEqual(["GET /start x-host=yes", "GET /there x-host=yes"]);
  expect(status).toMatchObject({ output: { status: 200 } });
});
