import { openRealm } from "../../../local/host/realm";
import { noFaults, seededRandom } from "../../../local/seams";
import { virtualClock } from "../../virtual-clock";
import { hostOf, until } from "./host-for-tests";

const letGo = () => {
  const vm = openRealm().Module.createRequire(__filename)("node:vm") as typeof import("node:vm");
  vm.runInThisContext("globalThis.letGo()");
};

test("stop lets a running invocation finish, and takes nothing new meanwhile", async () => {
  const host = await hostOf("slow");
  const running = fetch(`${host.url}/slow`);
  await until(() => host.logged("Executing 'slow'")[0]);
  const stopped = host.stop();
  expect((await fetch(`${host.url}/slow`)).status).toBe(503);
  letGo();
  expect(await (await running).text()).toBe("done after all");
  await stopped;
  await expect(fetch(`${host.url}/slow`)).rejects.toThrow();
});

test("a function that runs longer than functionTimeout fails", async () => {
  const clock = virtualClock();
  const host = await hostOf("slow", { seams: { clock, random: seededRandom(1), faults: noFaults } });
  const answer = fetch(`${host.url}/slow`);
  await until(() => host.logged("Executing 'slow'")[0]);
  await clock.advance(29_000);
  expect(host.logged("Executed 'slow'")).toEqual([]);
  await clock.advance(1_000);
  expect((await answer).status).toBe(500);
  expect(host.logged("ran longer than the functionTimeout of host.json (30 s)")).toHaveLength(1);
  await host.stop();
});
