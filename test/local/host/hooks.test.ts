import { openRealm } from "../../../local/host/realm";
import { hostOf, type TestHost } from "./host-for-tests";

let host: TestHost;
beforeAll(async () => {
  host = await hostOf("hooks");
});

/** The app lives in Node's own realm, which is not the test runner's. */
const seen = (): string[] => {
  const { Module } = openRealm();
  const vm = Module.createRequire(__filename)("node:vm") as typeof import("node:vm");
  return vm.runInThisContext("globalThis.hooksSeen");
};
const text = async (name: string) => (await fetch(`${host.url}/api/${name}`)).text();

test("a hook can put a handler in the place of another", async () => {
  expect(await text("replaced")).toBe("own (by way of a hook)");
});

test("a hook can mend a failure", async () => {
  expect(await text("mended")).toBe("mended");
  expect(host.logged("Executed 'mended' (Succeeded")).toHaveLength(1);
});

test("a log hook changes what the app logs before anybody sees it", async () => {
  await text("talks");
  expect(host.logged("the ****** is out")).toMatchObject([{ level: "warning", category: "Function.talks.User" }]);
  expect(host.logged("count 3")).toHaveLength(1);
  expect(host.logged("secret")).toEqual([]);
});

test("nothing can be registered once the app has started", async () => {
  expect((await fetch(`${host.url}/api/late`)).status).toBe(500);
  expect(host.logged("A function can only be registered during app startup.")).toHaveLength(1);
});

test("hooks run in their order around each invocation, from start to end; hookData cannot be replaced", async () => {
  await host.stop();
  const all = seen();
  expect(all[0]).toBe("appStart");
  expect(all.slice(1, 4)).toEqual([
    "pre replaced",
    "post replaced pre",
    "Cannot assign to read only property 'hookData'",
  ]);
  expect(all.at(-1)).toBe("appTerminate, started true");
  expect(all).not.toContain("never");
});
