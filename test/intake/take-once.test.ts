import { instanceIdOf } from "../../src/intake/instance-id";
import type { Submission } from "../../src/intake/submission";
import { takeOnce } from "../../src/intake/take-once";
import { onceWorld } from "./once-world";

const connection = (name: string) =>
  `/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7/privateEndpointConnections/${name}`;
const [C1, C2] = [connection("c1"), connection("c2")];
const submission = (requestId: string, connectionId = C1): Submission => ({
  requestId,
  subject: { kind: "connection", connectionId },
  desiredStatus: "Approved",
  requestedBy: "line 4",
  justification: "telemetry",
  door: "webhook",
  receivedAt: "2026-03-02T09:00:00.000Z",
});
const kindOf = ({ kind }: { readonly kind: string }) => kind;

test("the first delivery starts the instance, and none after it does anything", async () => {
  const world = onceWorld();
  expect(await takeOnce(submission("r1"), world.ports)).toMatchObject({
    kind: "started",
    request: { requestId: "r1" },
  });
  const log = await world.audit.read(C1);
  for (const isEnded of [false, true]) {
    if (isEnded) world.end(instanceIdOf(C1));
    expect(await takeOnce(submission("r1"), world.ports)).toEqual({
      kind: "known",
      instanceId: instanceIdOf(C1),
      at: "2026-03-02T09:00:00.000Z",
    });
  }
  expect(world.started).toEqual(["r1"]);
  expect(await world.audit.read(C1)).toEqual(log);
});

test("of deliveries at the same moment one starts the instance, and the others are told to come again or that it is known", async () => {
  const world = onceWorld();
  const kinds = (await Promise.all(Array.from({ length: 12 }, () => takeOnce(submission("r1"), world.ports)))).map(
    kindOf,
  );
  expect(kinds.filter((kind) => kind === "started")).toHaveLength(1);
  for (const kind of kinds) expect(["started", "underway", "known"]).toContain(kind);
  expect(world.started).toEqual(["r1"]);
  expect(await world.audit.read(C1)).toHaveLength(1);
  expect(await takeOnce(submission("r1"), world.ports)).toMatchObject({ kind: "known" });
});

test("different requests for one connection at the same moment are all taken, and one instance runs", async () => {
  const world = onceWorld();
  const ids = Array.from({ length: 6 }, (_, index) => `r${index}`);
  const kinds = (await Promise.all(ids.map((id) => takeOnce(submission(id), world.ports)))).map(kindOf).sort();
  expect(kinds).toEqual(["joined", "joined", "joined", "joined", "joined", "started"]);
  expect(world.started).toHaveLength(1);
  for (const id of ids) expect(await takeOnce(submission(id), world.ports)).toMatchObject({ kind: "known" });
});

test("one that joined is known after the instance has ended, and does not start it anew", async () => {
  const world = onceWorld();
  await takeOnce(submission("r1"), world.ports);
  expect(await takeOnce(submission("r2"), world.ports)).toMatchObject({ kind: "joined" });
  world.end(instanceIdOf(C1));
  expect(await takeOnce(submission("r2"), world.ports)).toMatchObject({ kind: "known" });
  expect(world.started).toEqual(["r1"]);
});

test("one that ended is known though another request has run since", async () => {
  const world = onceWorld();
  const taken = await takeOnce(submission("r1"), world.ports);
  if (taken.kind !== "started") throw new Error(taken.kind);
  const outcome = { kind: "applied", code: "Applied", reason: "read back", next: "nothing" } as const;
  await world.audit.append(C1, {
    kind: "ended",
    run: "1",
    at: "2026-03-02T09:01:00Z",
    request: taken.request,
    outcome,
  });
  world.end(instanceIdOf(C1));
  await takeOnce(submission("r2"), world.ports);
  world.end(instanceIdOf(C1));
  expect(await takeOnce(submission("r1"), world.ports)).toMatchObject({ kind: "known" });
  expect(world.started).toEqual(["r1", "r2"]);
});

test("where the first delivery died before it started anything, a later one does, once, and says so until then", async () => {
  const world = onceWorld();
  world.diesBeforeStart(true);
  await expect(takeOnce(submission("r1"), world.ports)).rejects.toThrow("died");
  world.diesBeforeStart(false);
  world.pass(59);
  expect(await takeOnce(submission("r1"), world.ports)).toMatchObject({ kind: "underway" });
  world.pass(1);
  const again = { ...submission("r1"), receivedAt: world.ports.now().toISOString() };
  const kinds = (await Promise.all([again, again, again].map((one) => takeOnce(one, world.ports)))).map(kindOf);
  expect(kinds.filter((kind) => kind === "started")).toHaveLength(1);
  expect(world.started).toEqual(["r1"]);
});

test("however often deliveries die, the request is taken in the end", async () => {
  const world = onceWorld();
  world.diesBeforeStart(true);
  for (let deaths = 0; deaths < 4; deaths += 1) {
    await expect(takeOnce(submission("r1"), world.ports)).rejects.toThrow("died");
    world.pass(60);
  }
  world.diesBeforeStart(false);
  expect(await takeOnce(submission("r1"), world.ports)).toMatchObject({ kind: "started" });
});

test("the same id for another connection is another request", async () => {
  const world = onceWorld();
  expect(await takeOnce(submission("r1"), world.ports)).toMatchObject({ kind: "started" });
  expect(await takeOnce(submission("r1", C2), world.ports)).toMatchObject({ kind: "started" });
  expect(await takeOnce(submission("r1", C2.toUpperCase()), world.ports)).toMatchObject({ kind: "known" });
});

test("an endpoint that no connection belongs to is refused with the reason, and leaves no trace", async () => {
  const world = onceWorld();
  const subject = { kind: "endpoint", privateEndpointId: "/e", targetId: "/t" } as const;
  expect(await takeOnce({ ...submission("r1"), subject }, world.ports)).toEqual({
    kind: "refused",
    code: "NoSuchConnection",
    reasons: [{ path: "privateEndpointId", text: "no connection of this endpoint" }],
  });
  expect(world.started).toEqual([]);
});
