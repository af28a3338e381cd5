import { openKeys } from "../../../local/host/keys";
import { systemRandom } from "../../../local/seams";
import { openStore, type SqlStore } from "../../../local/store/sqlite";
import { hostOf, type TestHost } from "./host-for-tests";

let store: SqlStore;
let host: TestHost;
beforeAll(async () => {
  store = openStore(":memory:");
  host = await hostOf("web", { enforceKeys: true, store });
});
afterAll(async () => {
  await host.stop();
  store.close();
});

const status = async (path: string, key?: string) =>
  (await fetch(`${host.url}${path}`, key === undefined ? {} : { headers: { "x-functions-key": key } })).status;

test("a function is opened by its own key, the host's and the master key, and by no other", async () => {
  const keys = openKeys(store, systemRandom);
  const tried = [undefined, "wrong", keys.ofFunction("echo"), keys.ofFunction("keyed"), keys.host, keys.master];
  const answers = [];
  for (const key of tried) answers.push(await status("/api/keyed", key));
  expect(answers).toEqual([401, 401, 401, 200, 200, 200]);
  expect(await status(`/api/keyed?code=${keys.host}`)).toBe(200);
});

test("admin functions and the admin API are opened by the master key alone", async () => {
  const { host: hostKey, master } = openKeys(store, systemRandom);
  for (const path of ["/api/ruled", "/admin/functions", "/admin/host/status"]) {
    expect([path, await status(path), await status(path, hostKey), await status(path, master)]).toEqual([
      path,
      401,
      401,
      200,
    ]);
  }
});

test("anonymous functions and the ping ask for no key", async () => {
  expect([await status("/api/echo"), await status("/admin/host/ping")]).toEqual([200, 200]);
});

test("no key is ever logged", () => {
  const keys = openKeys(store, systemRandom);
  const log = JSON.stringify(host.lines);
  for (const key of [keys.master, keys.host, keys.ofFunction("keyed")]) expect(log).not.toContain(key);
});
