import type { Entry } from "../../src/approval/entry";
import { questionIn } from "../../src/approval/question";
import { answer } from "../../src/people/answer";
import { person } from "../workflow/people-world";
import { request, START } from "../workflow/world";
import { asked, connectionId, later, logWith, SHOWN, spoilt, withdrawn } from "./question-log";

const now = later(1_000);
const approval = { answerId: "k", verdict: "approve", comment: "", shownHash: SHOWN, isRunning: true } as const;

test("many who decide at the same moment are all recorded, one after the other, until so many agree", async () => {
  const log = await logWith(asked("run"));
  const people = Array.from({ length: 12 }, (_, index) => person(`p${index}`));
  const taken = await Promise.all(
    people.map((who) => answer(connectionId, who, { ...approval, answerId: who.id }, log, now)),
  );
  expect(taken.filter(({ kind }) => kind === "acknowledged")).toHaveLength(2);
  expect(new Set(taken.map((one) => ("code" in one ? one.code : one.kind)))).toEqual(
    new Set(["acknowledged", "AlreadyDecided"]),
  );
  const entries = (await log.read(connectionId)).map(({ entry }) => entry as Entry);
  expect(questionIn(entries)).toMatchObject({ approvals: 2, standing: { kind: "approved" } });
});

test("a key that was used for another decision is refused, and the first decision stands", async () => {
  const log = await logWith(asked("run"));
  const grace = person("grace");
  const first = await answer(connectionId, grace, approval, log, now);
  expect(await answer(connectionId, grace, { ...approval, verdict: "reject", comment: "no" }, log, now)).toMatchObject({
    code: "KeyReused",
  });
  expect(await answer(connectionId, grace, approval, log, now)).toEqual(first);
});

test("a run that was stopped from outside counts nobody, and neither does one before the latest", async () => {
  const grace = person("grace");
  expect(
    await answer(connectionId, grace, { ...approval, isRunning: false }, await logWith(asked("run")), now),
  ).toMatchObject({
    code: "AlreadyEnded",
  });
  const begunAnew = await logWith(asked("old"), {
    kind: "intended",
    run: "new",
    at: request.receivedAt,
    wanted: "Approved",
    note: "",
  });
  expect(await answer(connectionId, grace, approval, begunAnew, now)).toMatchObject({ code: "AlreadyEnded" });
});

test("from the deadline on nobody decides, though nobody has closed the question yet", async () => {
  const log = await logWith(asked("run"));
  const late = () => new Date(START + 60_000);
  expect(await answer(connectionId, person("grace"), approval, log, late)).toMatchObject({ code: "AlreadyEnded" });
});

test("a question that was closed takes no answer, though its deadline is still to come by this machine's clock", async () => {
  const closed: Entry = { kind: "closed", run: "run", round: 0, at: request.receivedAt, why: "It is over." };
  const log = await logWith(asked("run"), closed);
  expect(await answer(connectionId, person("grace"), approval, log, now)).toMatchObject({ code: "AlreadyEnded" });
});

test("an answer after a withdrawal is told who withdrew the request", async () => {
  const log = await logWith(asked("run"), withdrawn);
  expect(await answer(connectionId, person("grace"), approval, log, now)).toMatchObject({
    code: "AlreadyEnded",
    why: "sam withdrew the request.",
  });
});

test("a log that grows at every attempt ends the attempts, and nothing is acknowledged", async () => {
  const log = await logWith(asked("run"));
  const growing: typeof log = { ...log, appendOn: async (_, __, head) => ({ kind: "moved", head }) };
  await expect(answer(connectionId, person("grace"), approval, growing, now)).rejects.toThrow("kept growing");
});

test("where the question was written over, nobody decides, and it is said why", async () => {
  const { log } = await spoilt((text) => text.replace('"quorum":2', '"quorum":1'), asked("run"));
  expect(await answer(connectionId, person("grace"), approval, log, now)).toMatchObject({
    code: "LogBroken",
    why: expect.stringContaining("entry 0: its content is not what was written"),
  });
});

test("where nobody is asked there is nothing to decide", async () => {
  expect(await answer(connectionId, person("grace"), approval, await logWith(), now)).toMatchObject({
    code: "AlreadyEnded",
  });
});

test("nobody changes their mind for ever", async () => {
  const log = await logWith({
    ...asked("run"),
    people: { quorum: 3, veto: false, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" },
  } as Entry);
  const grace = person("grace");
  const verdicts = Array.from(
    { length: 12 },
    (_, turn) => (turn % 2 === 0 ? "approve" : "reject") as "approve" | "reject",
  );
  const taken = [];
  for (const [turn, verdict] of verdicts.entries())
    taken.push(
      await answer(connectionId, grace, { ...approval, answerId: `${turn}`, verdict, comment: "x" }, log, now),
    );
  expect(taken.map(({ kind }) => kind)).toEqual([...Array(10).fill("acknowledged"), "refused", "refused"]);
});

const joined = (requestedBy: string, requesterId?: string, requestId = "r2"): Entry => ({
  kind: "accepted",
  at: request.receivedAt,
  request: { ...request, requestId, requestedBy, ...(requesterId !== undefined && { requesterId }) },
  how: "joined",
});

test("who signs in to ask for the same while people are asked decides no more, and what they decided before counts no more", async () => {
  const [grace, alan] = [person("grace"), person("alan")];
  const log = await logWith(asked("run"), joined(grace.name, grace.id));
  expect(await answer(connectionId, grace, approval, log, now)).toMatchObject({ code: "OwnRequest" });
  expect(await answer(connectionId, alan, approval, log, now)).toMatchObject({ kind: "acknowledged" });
  await log.append(connectionId, joined(alan.name, alan.id, "r3"));
  const entries = (await log.read(connectionId)).map(({ entry }) => entry as Entry);
  expect(questionIn(entries)).toMatchObject({ approvals: 0, votes: [{ void: "They asked for it themselves since." }] });
});

test("a message that comes while people are asked shuts out nobody by naming them", async () => {
  const grace = person("grace");
  const log = await logWith(asked("run"), joined(grace.name));
  expect(await answer(connectionId, grace, approval, log, now)).toMatchObject({ kind: "acknowledged" });
});

test("who took the request back, or let it lapse, does not decide when somebody else asks for the same", async () => {
  const grace = person("grace");
  const ended = (outcome: object) =>
    ({ kind: "ended", run: "before", at: request.receivedAt, request, outcome }) as Entry;
  const open = [
    { kind: "withdrawn", status: "Pending" },
    { kind: "escalationExpired", status: "Pending" },
    { kind: "failed" },
  ];
  for (const outcome of open) {
    const log = await logWith(joined(grace.name, grace.id), ended(outcome), asked("run"));
    expect(await answer(connectionId, grace, approval, log, now)).toMatchObject({ code: "OwnRequest" });
  }
  for (const outcome of [{ kind: "applied", status: "Approved" }, { kind: "vanished" }]) {
    const log = await logWith(joined(grace.name, grace.id), ended(outcome), asked("run"));
    expect(await answer(connectionId, grace, approval, log, now)).toMatchObject({ kind: "acknowledged" });
  }
});

test("a decision that is sent again after another request has begun is not taken for one on that", async () => {
  const log = await logWith(asked("run"));
  const grace = person("grace");
  expect(await answer(connectionId, grace, approval, log, now)).toMatchObject({ kind: "acknowledged" });
  await log.append(connectionId, asked("next"));
  expect(await answer(connectionId, grace, approval, log, now)).toMatchObject({
    code: "KeyReused",
    why: expect.stringContaining("for an earlier request"),
  });
});
