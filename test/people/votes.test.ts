import type { Entry } from "../../src/approval/entry";
import { type AuditStore, storeOn } from "../../src/audit/store";
import { closeQuestion, hasAnswersAfter, readVotes } from "../../src/people/votes";
import { memoryMedium } from "../memory-medium";
import { request, START } from "../workflow/world";

const { connectionId } = request;
const now = () => new Date(START + 60_000);
const asked: Entry = {
  kind: "asked",
  run: "run",
  round: 0,
  at: request.receivedAt,
  requestId: "r1",
  people: { role: "Approver", quorum: 1, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" },
  why: "production",
  shownHash: "a".repeat(64),
  deadline: now().toISOString(),
};
const answered: Entry = {
  kind: "answered",
  run: "run",
  answerId: "k",
  at: request.receivedAt,
  requestId: "r1",
  by: { id: "id-grace", name: "grace" },
  verdict: "approve",
  comment: "",
  shownHash: "a".repeat(64),
  as: { role: "Approver" },
};

async function logWith(...entries: readonly Entry[]): Promise<AuditStore> {
  const log = storeOn(memoryMedium());
  for (const entry of entries) await log.append(connectionId, entry);
  return log;
}

const asking = { connectionId, run: "run", after: 0, why: "It is over." };

test("an answer that came before the end counts, though the deadline closes the question at that moment", async () => {
  const log = await logWith(asked);
  // Between counting and closing somebody answers: the first attempt to close finds another head.
  let isFirst = true;
  const racing: Pick<AuditStore, "read" | "appendOn"> = {
    read: (id) => log.read(id),
    async appendOn(id, entry, head) {
      if (isFirst) await log.append(id, answered);
      isFirst = false;
      return log.appendOn(id, entry, head);
    },
  };
  expect(await closeQuestion(asking, racing, now)).toMatchObject({ standing: { kind: "approved" } });
  const kinds = (await log.read(connectionId)).map(({ entry }) => (entry as Entry).kind);
  expect(kinds).toEqual(["asked", "answered"]);
});

test("a log that grows at every attempt ends the attempts, to be tried again later", async () => {
  const log = await logWith(asked);
  const growing: Pick<AuditStore, "read" | "appendOn"> = {
    read: (id) => log.read(id),
    appendOn: async (_, __, head) => ({ kind: "moved", head }),
  };
  await expect(closeQuestion(asking, growing, now)).rejects.toThrow("kept growing through 50 attempts");
});

test("a run that asked nobody has no votes to count", async () => {
  await expect(readVotes(asking, await logWith())).rejects.toThrow("no question of this run");
});

test("where the question itself was written over, nothing counts, and it is said where", async () => {
  const medium = memoryMedium();
  const log = storeOn(medium);
  for (const entry of [asked, answered]) await log.append(connectionId, entry);
  medium.tamper((text) => text.replace('"quorum":1', '"quorum":0'));
  const standing = { kind: "broken", why: "entry 0: its content is not what was written" };
  expect(await readVotes(asking, log)).toMatchObject({ standing, approvals: 0, counted: 1 });
  expect(await closeQuestion(asking, log, now)).toMatchObject({ standing });
});

test("reconciliation sees an answer, a withdrawal or a forgery that nobody has counted, and nothing else", async () => {
  const by = { id: "id-sam", name: "sam" };
  const withdrawn: Entry = {
    kind: "withdrawn",
    run: "run",
    answerId: "w",
    at: request.receivedAt,
    requestId: "r1",
    by,
  };
  expect(await hasAnswersAfter(connectionId, 0, await logWith(asked))).toBe(false);
  expect(await hasAnswersAfter(connectionId, 0, await logWith(asked, answered))).toBe(true);
  expect(await hasAnswersAfter(connectionId, 1, await logWith(asked, answered))).toBe(false);
  expect(await hasAnswersAfter(connectionId, 0, await logWith(asked, withdrawn))).toBe(true);
  const medium = memoryMedium();
  const log = storeOn(medium);
  for (const entry of [asked, answered]) await log.append(connectionId, entry);
  medium.tamper((text) => text.replace("grace", "graze"));
  expect(await hasAnswersAfter(connectionId, 1, log)).toBe(true);
});
