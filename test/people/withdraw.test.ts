import type { Entry } from "../../src/approval/entry";
import { storeOn } from "../../src/audit/store";
import { withdraw } from "../../src/people/withdraw";
import { memoryMedium } from "../memory-medium";
import { person } from "../workflow/people-world";
import { request, START } from "../workflow/world";

const { connectionId } = request;
const sam = person("sam", { roles: ["Requester"] });
const operator = person("op", { roles: ["Operator"] });
const later = (ms: number) => () => new Date(START + ms);
const accepted: Entry = {
  kind: "accepted",
  at: request.receivedAt,
  request: { ...request, requesterId: sam.id },
  how: "started",
};
const asked: Entry = {
  kind: "asked",
  run: "run",
  round: 0,
  at: request.receivedAt,
  requestId: request.requestId,
  people: { role: "Approver", quorum: 2, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" },
  why: "production",
  shownHash: "a".repeat(64),
  deadline: later(60_000)().toISOString(),
};

async function logWith(...entries: readonly Entry[]) {
  const log = storeOn(memoryMedium());
  for (const entry of entries) await log.append(connectionId, entry);
  return log;
}

const given = { answerId: "w", isRunning: true } as const;

test("sent twice it is withdrawn once, and acknowledged twice with the same entry", async () => {
  const log = await logWith(accepted, asked);
  const reason = "Not needed any more.";
  const first = await withdraw(connectionId, sam, { ...given, reason }, log, later(1_000));
  expect(first).toMatchObject({ kind: "acknowledged" });
  expect(await withdraw(connectionId, sam, { ...given, reason, isRunning: false }, log, later(9_000))).toEqual(first);
  const entries = (await log.read(connectionId)).map(({ entry }) => entry as Entry);
  expect(entries.filter(({ kind }) => kind === "withdrawn")).toMatchObject([{ by: { id: sam.id }, reason }]);
});

test("where nobody works on it, or nobody is asked, or the deadline is over, there is nothing to withdraw", async () => {
  const inTime = later(1_000);
  expect(
    await withdraw(connectionId, sam, { ...given, isRunning: false }, await logWith(accepted, asked), inTime),
  ).toMatchObject({ kind: "refused", code: "AlreadyEnded" });
  expect(await withdraw(connectionId, sam, given, await logWith(accepted), inTime)).toMatchObject({
    code: "AlreadyDecided",
  });
  expect(await withdraw(connectionId, operator, given, await logWith(accepted, asked), later(60_000))).toMatchObject({
    kind: "refused",
  });
});

test("where the question was written over, there is nothing to withdraw, and it is said why", async () => {
  const medium = memoryMedium();
  const log = storeOn(medium);
  for (const entry of [accepted, asked]) await log.append(connectionId, entry);
  medium.tamper((text) => text.replace('"quorum":2', '"quorum":1'));
  expect(await withdraw(connectionId, sam, given, log, later(1_000))).toMatchObject({ code: "LogBroken" });
});

test("whoever signed in to ask can, without a reason; who was only named in a message cannot", async () => {
  const log = await logWith(accepted, asked);
  expect(await withdraw(connectionId, person("else"), given, log, later(1_000))).toMatchObject({ code: "NotAsked" });
  expect(await withdraw(connectionId, sam, given, log, later(1_000))).toMatchObject({ kind: "acknowledged" });
  const named = await logWith({ ...accepted, request: { ...request, requestedBy: "sam" } }, asked);
  expect(await withdraw(connectionId, sam, given, named, later(1_000))).toMatchObject({ code: "NotAsked" });
});
