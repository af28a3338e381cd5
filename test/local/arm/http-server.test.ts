import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AS_RECORDED } from "../../../local/arm/behaviour";
import type { Fault } from "../../../local/seams";
import { virtualClock } from "../../virtual-clock";
import { approval, connectionId, errorIn, type Platform, startPlatform, statusIn } from "./platform";

const folder = mkdtempSync(join(tmpdir(), "arm-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const portOf = ({ arm }: Platform) => Number(new URL(arm.url).port);

test("a restart keeps connections, operations with their URLs, behaviours and what was asked", async () => {
  const clock = virtualClock();
  const file = join(folder, "store.db");
  const before = await startPlatform({ clock, file });
  const created = await before.local("POST", "/connections", {
    target: "twins-lab",
    privateEndpointId: `/subscriptions/20000000-0000-4000-8000-00000000000c/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe-late`,
  });
  await before.local("PUT", "/behaviour", { at: { [connectionId(2)]: "sameStatusIsRefused" } });
  const reply = await before.call("PUT", connectionId(1), approval);
  const asked = await before.local("GET", "/requests");
  const connections = await before.local("GET", "/connections");
  await before.stop();

  const after = await startPlatform({ clock, file, armPort: portOf(before) });
  expect((await after.local("GET", "/requests")).text).toBe(asked.text);
  expect((await after.local("GET", "/connections")).text).toBe(connections.text);
  expect((await after.call("PUT", connectionId(2), approval)).status).toBe(400);
  expect((await after.call("GET", reply.headers.get("azure-asyncoperation") ?? "")).body["status"]).toBe("InProgress");
  await clock.advance(8_000);
  expect((await after.call("GET", reply.headers.get("azure-asyncoperation") ?? "")).body["status"]).toBe("Succeeded");
  expect(statusIn(await after.call("GET", connectionId(1)))).toBe("Approved");
  expect((await after.call("GET", String(created.body["id"]))).status).toBe(200);
  await after.stop();
});

test("a behaviour can be set at the start", async () => {
  const clock = virtualClock();
  const platform = await startPlatform({ clock, behaviour: { ...AS_RECORDED, everywhere: ["doneAtOnce"] } });
  expect((await platform.call("PUT", connectionId(1), approval)).status).toBe(200);
  await platform.stop();
});

test("a port that is taken is told", async () => {
  const clock = virtualClock();
  const first = await startPlatform({ clock });
  await expect(startPlatform({ clock, armPort: portOf(first) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.stop();
});

describe("under faults", () => {
  const clock = virtualClock();
  let next: Fault | undefined;
  let where = "arm/request";
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({
      clock,
      seams: { faults: { at: (place) => (place === where ? taken() : undefined) } },
    });
  });
  afterAll(() => platform.stop());
  const taken = () => {
    const fault = next;
    next = undefined;
    return fault;
  };
  const under = async (place: string, fault: Fault) => {
    await platform.local("POST", "/reset");
    where = place;
    next = fault;
  };
  const status = async () => statusIn(await platform.call("GET", connectionId(1)));

  test("a request can be lost", async () => {
    await under("arm/request", { kind: "lose" });
    await expect(platform.call("PUT", connectionId(1), approval)).rejects.toThrow("fetch failed");
    expect(await status()).toBe("Pending");
  });

  test("an answer can be lost", async () => {
    await under("arm/answer", { kind: "lose" });
    await expect(platform.call("PUT", connectionId(1), approval)).rejects.toThrow("fetch failed");
    expect(await status()).toBe("Approved");
  });

  test("a request can arrive twice", async () => {
    await under("arm/request", { kind: "twice" });
    expect((await platform.call("PUT", connectionId(1), approval)).status).toBe(409);
    expect(await status()).toBe("Approved");
  });

  test("a request can fail", async () => {
    await under("arm/request", { kind: "fail", message: "on purpose" });
    const reply = await platform.call("PUT", connectionId(1), approval);
    expect([reply.status, errorIn(reply)?.message, await status()]).toEqual([
      500,
      "The stand-in for ARM failed: on purpose",
      "Pending",
    ]);
  });

  test("an answer can be late", async () => {
    await under("arm/request", { kind: "late", ms: 1_000 });
    const waiting = platform.call("GET", connectionId(1));
    while (clock.next() === undefined) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(1_000);
    expect((await waiting).status).toBe(200);
  });
});
