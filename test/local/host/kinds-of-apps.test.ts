import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, stop } from "esbuild";
import { appFolder, hostOf, until } from "./host-for-tests";

afterAll(() => stop()); // Its child process would outlive the tests.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "host-app-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("an app of ES modules runs, with an await at its top", async () => {
  const host = await hostOf("esm");
  expect(await (await fetch(`${host.url}/api/greet`)).text()).toBe("from a module");
  await host.stop();
});

test("an app that is one bundle, with its own copy of the libraries, runs as the unbundled one does", async () => {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ main: "dist/app.js" }));
  writeFileSync(join(folder, "host.json"), JSON.stringify({ version: "2.0" }));
  await build({
    entryPoints: [join(appFolder("durable"), "app.js")],
    outfile: join(folder, "dist/app.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    minify: true,
    external: ["@azure/functions-core"],
    logLevel: "silent",
  });
  const host = await hostOf("", { folder });
  const started = await fetch(`${host.url}/api/start/chain`, { method: "POST" });
  const { statusQueryGetUri } = await started.json();
  const output = await until(async () => {
    const status = await (await fetch(statusQueryGetUri)).json();
    return status.runtimeStatus === "Completed" ? status.output : undefined;
  });
  expect(output).toEqual(["Hello Tokyo", "Hello Seattle", "Hello Cairo"]);
  await host.stop();
}, 20_000);

test("an app with its own node_modules uses them", async () => {
  cpSync(appFolder("web"), folder, { recursive: true });
  symlinkSync(join(appFolder("web"), "../../../../../node_modules"), join(folder, "node_modules"));
  const host = await hostOf("", { folder });
  expect(await (await fetch(`${host.url}/api/answers/text`)).text()).toBe("plain");
  await host.stop();
});

test("the same app can be stopped and started again in one process", async () => {
  for (const round of [1, 2, 3]) {
    const host = await hostOf("web");
    expect([round, await (await fetch(`${host.url}/api/answers/text`)).text()]).toEqual([round, "plain"]);
    await host.stop();
  }
});
