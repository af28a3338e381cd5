import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { appFolder, until } from "./host-for-tests";

jest.setTimeout(30_000);

const ROOT = join(__dirname, "../../..");

/** Inside node_modules, because what is built looks for its packages from where it lies. */
let folder: string;
let running: ChildProcess | undefined;
beforeAll(() => {
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  folder = mkdtempSync(join(ROOT, "node_modules/.cache/host-"));
  buildSync({
    entryPoints: [join(ROOT, "local/host.ts")],
    outfile: join(folder, "host.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
  });
});
afterEach(() => running?.kill("SIGKILL"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Command = {
  readonly output: () => string;
  readonly url: () => Promise<string>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
};

function host(...args: readonly string[]): Command {
  const child = spawn(process.execPath, [join(folder, "host.js"), ...args], { cwd: folder });
  running = child;
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (text += part.toString()));
  return {
    output: () => text,
    url: () => until(() => /Listening on (http:\/\/[\d.:]+)/.exec(text)?.[1], 20_000),
    kill: (signal) => child.kill(signal),
    ended: new Promise((done) => child.on("exit", done)),
  };
}

test("an app folder is served, listed and drained by one command", async () => {
  const command = host(appFolder("web"), "--port", "0", "--state", join(folder, "web"));
  const url = await command.url();
  expect(command.output()).toContain(`echo: [GET,POST,PUT,DELETE] ${url}/api/echo/{id:int?}`);
  expect((await (await fetch(`${url}/api/echo/5`)).json()).params).toEqual({ id: "5" });
  command.kill("SIGINT");
  expect(await command.ended).toBe(0);
});

test("an app with a service-bus.json gets a Service Bus with those entities", async () => {
  const command = host(appFolder("queue"), "--port", "0", "--state", join(folder, "queue"));
  const url = await command.url();
  expect(command.output()).toMatch(/with Service Bus at sb:\/\/127\.0\.0\.1:\d+/);
  const input = JSON.stringify({ input: JSON.stringify({ topic: "by hand" }) });
  await fetch(`${url}/admin/functions/relay`, { method: "POST", body: input });
  await until(() => (/listen: Executed 'listen' \(Succeeded/.test(command.output()) ? true : undefined));
  command.kill("SIGTERM");
  expect(await command.ended).toBe(0);
});

test("errors that escape from the app are told and stop nothing", async () => {
  const command = host(appFolder("leaky"), "--port", "0", "--state", join(folder, "leaky"));
  const url = await command.url();
  for (const round of [1, 2])
    expect([round, await (await fetch(`${url}/api/leak`)).text()]).toEqual([round, "answered"]);
  await until(() => (command.output().includes("nor for that") ? true : undefined));
  expect(command.output()).toContain("An error escaped from the app");
  expect(command.output()).toContain("nobody waits for this");
});

test("enforced keys are written for their owner alone, and never shown", async () => {
  const state = join(folder, "keyed");
  const command = host(appFolder("web"), "--port", "0", "--state", state, "--enforce-keys");
  const url = await command.url();
  const file = join(state, "keys.json");
  const keys: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await fetch(`${url}/api/keyed`)).status).toBe(401);
  expect((await fetch(`${url}/api/keyed?code=${keys["host"]}`)).status).toBe(200);
  for (const key of Object.values(keys)) expect(command.output()).not.toContain(key);
});

test("a sign-in stands before a foreign app where it is asked for, and not otherwise", async () => {
  const headers = { "x-ms-client-principal": "forged", authorization: "Bearer local-sam" };
  const arrived = async (...more: readonly string[]) => {
    const command = host(appFolder("web"), "--port", "0", "--state", join(folder, `signed${more.length}`), ...more);
    const echo = (await (await fetch(`${await command.url()}/api/echo`, { headers })).json()) as typeof sent;
    command.kill("SIGINT");
    await command.ended;
    return echo.headers;
  };
  const sent = { headers: { "x-ms-client-principal": "", "x-ms-client-principal-name": "" } };
  expect((await arrived())["x-ms-client-principal"]).toBe("forged");
  expect((await arrived("--sign-in"))["x-ms-client-principal-name"]).toBe("sam@contoso.example");
});

test("a folder that is no app is refused with every reason, and one state folder serves one host", async () => {
  const refused = host(folder, "--port", "0", "--state", join(folder, "none"));
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain("host.json is missing");
  expect(refused.output()).toContain("package.json is missing");
  const state = join(folder, "shared");
  const first = host(appFolder("web"), "--port", "0", "--state", state);
  await first.url();
  const second = host(appFolder("web"), "--port", "0", "--state", state);
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain("is in use by process");
  first.kill("SIGKILL");
  await first.ended;
});
