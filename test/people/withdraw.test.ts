import type { Entry } from "../../src/approval/entry";
import { withdraw } from "../../src/people/withdraw";
import { person } from "../workflow/people-world";
import { request } from "../workflow/world";
import { asked, connectionId, later, logWith, spoilt } from "./question-log";

const sam = person("sam", { roles: ["Requester"] });
const operator = person("op", { roles: ["Operator"] });
const accepted: Entry = {
  kind: "accepted",
  at: request.receivedAt,
  request: { ...request, requesterId: sam.id },
  how: "started",
};
const question = asked();
const given = { answerId: "w", isRunning: true } as const;

test("sent twice it is withdrawn once, and acknowledged twice with the same entry", async () => {
  const log = await logWith(accepted, question);
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
    await withdraw(connectionId, sam, { ...given, isRunning: false }, await logWith(accepted, question), inTime),
  ).toMatchObject({ kind: "refused", code: "AlreadyEnded" });
  expect(await withdraw(connectionId, sam, given, await logWith(accepted), inTime)).toMatchObject({
    code: "AlreadyDecided",
  });
  expect(await withdraw(connectionId, operator, given, await logWith(accepted, question), later(60_000))).toMatchObject(
    {
      kind: "refused",
    },
  );
});

test("where the question was written over, there is nothing to withdraw, and it is said why", async () => {
  const { log } = await spoilt((text) => text.replace('"quorum":2', '"quorum":1'), accepted, question);
  expect(await withdraw(connectionId, sam, given, log, later(1_000))).toMatchObject({ code: "LogBroken" });
});

test("whoever signed in to ask can, without a reason; who was only named in a message cannot", async () => {
  const log = await logWith(accepted, question);
  expect(await withdraw(connectionId, person("else"), given, log, later(1_000))).toMatchObject({ code: "NotAsked" });
  expect(await withdraw(connectionId, sam, given, log, later(1_000))).toMatchObject({ kind: "acknowledged" });
  const named = await logWith({ ...accepted, request: { ...request, requestedBy: "sam" } }, question);
  expect(await withdraw(connectionId, sam, given, named, later(1_000))).toMatchObject({ code: "NotAsked" });
});

test("whoever sends somebody's request again under its id does not make it theirs", async () => {
  const stranger = person("stranger", { roles: ["Requester"] });
  const again: Entry = {
    kind: "accepted",
    at: request.receivedAt,
    request: { ...request, requesterId: stranger.id },
    how: "repeated",
  };
  const log = await logWith(accepted, question, again);
  expect(await withdraw(connectionId, stranger, given, log, later(1_000))).toMatchObject({ code: "NotAsked" });
  expect(await withdraw(connectionId, sam, given, log, later(1_000))).toMatchObject({ kind: "acknowledged" });
});

test("a withdrawal that is sent again after another request has begun is not taken for one of that", async () => {
  const log = await logWith(accepted, question);
  await withdraw(connectionId, sam, given, log, later(1_000));
  await log.append(connectionId, asked("next"));
  expect(await withdraw(connectionId, sam, given, log, later(2_000))).toMatchObject({ code: "KeyReused" });
});
