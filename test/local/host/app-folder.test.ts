import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AppFault, readAppFolder } from "../../../local/host/app-folder";
import { openRealm } from "../../../local/host/realm";
import { appFolder, hostOf } from "./host-for-tests";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "host-app-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
}

const faultsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof AppFault) return error.faults;
    throw error;
  }
  return [];
};

const GOOD = { "package.json": { main: "app.js" }, "host.json": { version: "2.0" }, "app.js": "" };

test("everything that is wrong with a folder is told at once", () => {
  write({
    "package.json": { main: "dist/*.js" },
    "host.json": {
      version: "1.0",
      functionTimeout: "soon",
      extensions: { serviceBus: { maxConcurrentCalls: "many" }, http: { routePrefix: 7 } },
      logging: { logLevel: { default: "Loud" } },
    },
    "local.settings.json": { IsEncrypted: true },
  });
  const faults = faultsOf(() => readAppFolder(folder, {}, {})).join("\n");
  for (const text of [
    "local.settings.json is encrypted",
    'host.json: version must be "2.0"',
    "host.json: functionTimeout",
    "host.json: extensions.serviceBus.maxConcurrentCalls",
    "host.json: extensions.http.routePrefix",
    "host.json: logging.logLevel.default",
    'no file matches "main": "dist/*.js"',
  ])
    expect(faults).toContain(text);
});

test.each([
  [{}, ["host.json is missing", "package.json is missing"]],
  [{ ...GOOD, "host.json": "{" }, ["host.json is no JSON"]],
  [{ ...GOOD, "host.json": "[]" }, ["host.json must hold a JSON object"]],
  [{ ...GOOD, "package.json": { name: "x" } }, ['package.json has no "main"']],
  [{ ...GOOD, "local.settings.json": { Values: { A: {} } } }, ["local.settings.json: Values.A must be"]],
])("a folder with %j is refused", (files, expected) => {
  write(files);
  const faults = faultsOf(() => readAppFolder(folder, {}, {})).join("\n");
  for (const text of expected) expect(faults).toContain(text);
});

test("a folder that is not there is refused by name", () => {
  expect(faultsOf(() => readAppFolder(join(folder, "gone"), {}, {}))).toEqual(["there is no such folder"]);
});

test("what is given goes before the environment, and that before local.settings.json", () => {
  write({ ...GOOD, "local.settings.json": { Values: { A: "file", B: "file", C: "file", N: 1 } } });
  const { settings } = readAppFolder(folder, { A: "given" }, { A: "env", B: "env" });
  expect(settings).toMatchObject({ A: "given", B: "env", C: "file", N: "1" });
});

test("settings can override host.json, as in Azure", () => {
  write(GOOD);
  const given = {
    AzureFunctionsJobHost__functionTimeout: "00:00:10",
    AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls: "3",
    AzureFunctionsJobHost__extensions__serviceBus__autoCompleteMessages: "false",
  };
  const { config } = readAppFolder(folder, given, {});
  expect(config).toMatchObject({
    functionTimeoutMs: 10_000,
    routePrefix: "api",
    serviceBus: { maxConcurrentCalls: 3, autoCompleteMessages: false, maxAutoLockRenewalMs: 300_000 },
  });
});

test("main can be a glob, which never reaches into node_modules", () => {
  write({
    ...GOOD,
    "package.json": { main: "src/{index,functions/**/*}.js" },
    "src/index.js": "",
    "src/functions/a.js": "",
    "src/functions/deep/b.js": "",
    "src/functions/c.ts": "",
    "src/functions/node_modules/x/d.js": "",
  });
  expect(readAppFolder(folder, {}, {}).files).toEqual([
    "src/functions/a.js",
    "src/functions/deep/b.js",
    "src/index.js",
  ]);
});

test("an entry point that throws, and one that registers nothing, are told with the place", async () => {
  write({ ...GOOD, "app.js": "\nthrow new Error('no such luck');" });
  await expect(hostOf("", { folder })).rejects.toThrow(/app\.js cannot be loaded: no such luck \(at .*app\.js:2/);
  write({ ...GOOD, "app.js": "module.exports = {};" });
  await expect(hostOf("", { folder })).rejects.toThrow("app.js registered no function");
});

test("an app that registers one name twice is refused by that name", async () => {
  const twice = `const { app } = require("${appFolder("../../../../node_modules/@azure/functions")}");
    for (const n of [1, 2]) app.http("same", { handler: () => ({}) });`;
  write({ ...GOOD, "app.js": twice });
  await expect(hostOf("", { folder })).rejects.toThrow('A function named "same" is registered already');
});

test("a port in use is told with its number and the way out, and the environment is given back", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const { process: real } = openRealm();
  const cwd = real.cwd();
  await expect(hostOf("web", { port })).rejects.toThrow(new RegExp(`Port ${port} on 127.0.0.1 is in use.*--port`));
  expect(real.cwd()).toBe(cwd);
  server.close();
});

test("an app's settings and folder are the process's while it runs, and not after", async () => {
  const { process: real } = openRealm();
  const cwd = real.cwd();
  const host = await hostOf("web", { environment: { ONLY_WHILE_RUNNING: "yes" } });
  expect([real.cwd(), real.env["ONLY_WHILE_RUNNING"]]).toEqual([appFolder("web"), "yes"]);
  expect(real.env["WEBSITE_HOSTNAME"]).toBe(host.url.replace("http://", ""));
  await host.stop();
  expect([real.cwd(), real.env["ONLY_WHILE_RUNNING"]]).toEqual([cwd, undefined]);
});
