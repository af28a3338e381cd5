import type { Entry } from "../../src/approval/entry";
import type { AuditStore } from "../../src/audit/store";
import { closeQuestion, hasAnswersAfter, readVotes } from "../../src/people/votes";
import { request } from "../workflow/world";
import { asked, connectionId, later, logWith, spoilt, withdrawn } from "./question-log";

const now = later(60_000);
const question = asked("run", 1);
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

const asking = { connectionId, run: "run", after: 0, why: "It is over." };

test("an answer that came before the end counts, though the deadline closes the question at that moment", async () => {
  const log = await logWith(question);
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
  const log = await logWith(question);
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
  const { log } = await spoilt((text) => text.replace('"quorum":1', '"quorum":0'), question, answered);
  const standing = { kind: "broken", why: "entry 0: its content is not what was written" };
  expect(await readVotes(asking, log)).toMatchObject({ standing, approvals: 0, counted: 1 });
  expect(await closeQuestion(asking, log, now)).toMatchObject({ standing });
});

test("reconciliation sees an answer, a withdrawal or a forgery that nobody has counted, and nothing else", async () => {
  expect(await hasAnswersAfter(connectionId, 0, await logWith(question))).toBe(false);
  expect(await hasAnswersAfter(connectionId, 0, await logWith(question, answered))).toBe(true);
  expect(await hasAnswersAfter(connectionId, 1, await logWith(question, answered))).toBe(false);
  expect(await hasAnswersAfter(connectionId, 0, await logWith(question, withdrawn))).toBe(true);
  const { log } = await spoilt((text) => text.replace("grace", "graze"), question, answered);
  expect(await hasAnswersAfter(connectionId, 1, log)).toBe(true);
});
