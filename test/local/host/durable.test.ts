import { hostOf, type TestHost, until } from "./host-for-tests";

let host: TestHost;
beforeAll(async () => {
  host = await hostOf("durable");
});
afterAll(() => host.stop());

type Status = { readonly runtimeStatus: string; readonly output: unknown };

const post = (path: string, body?: unknown) =>
  fetch(`${host.url}/api/${path}`, { method: "POST", ...(body !== undefined && { body: JSON.stringify(body) }) });

/** Starts an orchestration over HTTP and follows the URL that it answers with, as a client would. */
async function run(name: string, input?: unknown): Promise<Status> {
  const response = await post(`start/${name}`, input);
  expect(response.status).toBe(202);
  const { statusQueryGetUri } = await response.json();
  expect(statusQueryGetUri).toContain(`${host.url}/runtime/webhooks/durabletask/instances/`);
  return ended(statusQueryGetUri);
}

const ended = (url: string) =>
  until(async () => {
    const status: Status = await (await fetch(url)).json();
    return ["Completed", "Failed", "Terminated"].includes(status.runtimeStatus) ? status : undefined;
  });

test("a chain of activities runs in order", async () => {
  expect(await run("chain")).toMatchObject({
    runtimeStatus: "Completed",
    output: ["Hello Tokyo", "Hello Seattle", "Hello Cairo"],
  });
});

test("a fan-out waits for all its activities, which know whom they work for", async () => {
  expect(await run("fan", { upTo: 20 })).toMatchObject({ output: 2470 });
});

test("an orchestration waits for a person and goes on with what they said", async () => {
  const { statusQueryGetUri } = await (await post("start/approval/ask-1")).json();
  expect((await (await fetch(statusQueryGetUri)).json()).runtimeStatus).not.toBe("Completed");
  expect((await post("raise/ask-1", { by: "Ada" })).status).toBe(202);
  expect(await ended(statusQueryGetUri)).toMatchObject({ output: "approved by Ada" });
});

test("a monitor polls on timers until it sees what it waits for", async () => {
  expect(await run("monitor")).toMatchObject({ output: 3 });
});

test("an eternal orchestration starts anew with its own state", async () => {
  expect(await run("counter", { count: 0 })).toMatchObject({ output: 5 });
});

test("an activity that throws fails its orchestration with the activity's words", async () => {
  const { runtimeStatus, output } = await run("fails");
  expect(runtimeStatus).toBe("Failed");
  expect(output).toContain("Activity function 'boom' failed:  no luck today");
});

test("an activity without input, or with null, is given undefined, and its context comes second", async () => {
  expect(await run("nothing")).toMatchObject({
    output: [
      ["undefined", false, "typeOf"],
      ["undefined", false, "typeOf"],
    ],
  });
});

test("an entity is reported as not supported and stops nobody", () => {
  expect(host.functions.find(({ name }) => name === "tally")?.error).toContain("entities are not supported");
});
