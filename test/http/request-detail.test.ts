import type { Entry } from "../../src/approval/entry";
import type { Status } from "../../src/approval/status";
import { storeOn } from "../../src/audit/store";
import { requestDetail } from "../../src/http/request-detail";
import type { InstanceStatus } from "../../src/http/request-view";
import { shownHashOf } from "../../src/people/shown-hash";
import { memoryMedium } from "../memory-medium";
import { type Act, amongPeople, asking, grace, HOUR, ines, person, tunde } from "../workflow/people-world";
import { factsWith, request, START } from "../workflow/world";

const approves = (who: Act["who"], at: number, more: Partial<Act> = {}): Act => ({ who, at, does: "approve", ...more });
const auditor = person("priya", { roles: ["Auditor"] });

/** An instance that has just begun, and has told nothing. */
const running = (more: Partial<InstanceStatus> = {}): InstanceStatus => ({
  instanceId: "pec-1",
  runtimeStatus: "Running",
  createdTime: new Date(START),
  lastUpdatedTime: new Date(START),
  input: request,
  output: null,
  customStatus: null,
  ...more,
});

/** A request's life until a moment: its log as it was then, and the status that its instance told last. */
async function detailAt(
  ms: number,
  acts: readonly Act[],
  reader = tunde,
  life: Parameters<typeof amongPeople>[0] = {},
) {
  const { entries, statuses } = await amongPeople({ ...life, acts });
  const isBefore = (at: string) => Date.parse(at) <= START + ms;
  const log = storeOn(memoryMedium());
  for (const entry of entries) if (isBefore(entry.at)) await log.append(request.connectionId, entry);
  const told = statuses.map((one) => one as Status).findLast((one) => one?.since && isBefore(one.since));
  const status: InstanceStatus = {
    instanceId: "pec-1",
    runtimeStatus: told?.stage === "ended" ? "Completed" : "Running",
    createdTime: new Date(START),
    lastUpdatedTime: new Date(START + ms),
    input: { ...request, ...life.request },
    output: null,
    customStatus: told,
  };
  return requestDetail(status, await log.read(request.connectionId), reader);
}

test("while people are asked it shows the facts that they decide upon, the judgement, every answer and what Azure would read", async () => {
  const detail = await detailAt(2 * HOUR, [approves(grace, HOUR)]);
  expect(detail).toMatchObject({
    id: "pec-1",
    state: "working",
    stage: "asking",
    target: { name: "plant-7" },
    shown: { facts: factsWith("Pending"), hash: shownHashOf(factsWith("Pending")) },
    judgement: { verdict: "escalate", explanation: [] },
    asking: {
      askedAt: request.receivedAt,
      quorum: 2,
      approvals: 1,
      atDeadline: "keepPending",
      role: "Approver",
      veto: true,
      decided: [{ by: { name: "grace" }, verdict: "approve" }],
      decisions: [{ by: { name: "grace" }, verdict: "approve", comment: "because", entry: { index: 3 } }],
    },
    you: { standing: { kind: "mayDecide" }, mayWithdraw: false },
    preview: { approve: "Approved by grace, tunde (r1)", reject: "Rejected by tunde (r1)" },
  });
  expect(detail.asking?.decisions[0]?.entry.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(detail).not.toHaveProperty("progress");
});

test("where a rejection is asked for, Azure would read nothing of an approval: the connection is left as it is", async () => {
  const detail = await detailAt(2 * HOUR, [approves(grace, HOUR)], tunde, { request: { desiredStatus: "Rejected" } });
  expect(detail.request.desiredStatus).toBe("Rejected");
  expect(detail.preview).toEqual({ reject: "Rejected by tunde (r1)" });
});

test.each([
  ["somebody who may decide", tunde, { kind: "mayDecide" }],
  ["somebody who has", grace, { kind: "decided", verdict: "approve", mayChange: true }],
  ["somebody without the role", auditor, { kind: "notAsked", why: expect.stringContaining("role Approver") }],
  ["an app", person("bot", { kind: "app" }), { kind: "notAsked" }],
  ["whoever asked for it", person("line 4"), { kind: "requester" }],
])("%s is told how they stand", async (_, reader, standing) => {
  expect((await detailAt(2 * HOUR, [approves(grace, HOUR)], reader)).you.standing).toMatchObject(standing);
});

test("whoever signed in to ask for it, or an operator, may withdraw it", async () => {
  const asked = { request: { requesterId: ines.id } };
  const operator = person("op", { roles: ["Operator"] });
  expect((await detailAt(HOUR, [], ines, asked)).you).toEqual({ standing: { kind: "requester" }, mayWithdraw: true });
  expect((await detailAt(HOUR, [], operator, asked)).you.mayWithdraw).toBe(true);
  expect((await detailAt(HOUR, [], grace, asked)).you.mayWithdraw).toBe(false);
});

test("an answer that does not count says why, and who has changed their mind sees so", async () => {
  const acts: readonly Act[] = [approves(grace, HOUR), { who: grace, at: 2 * HOUR, does: "reject" }];
  const detail = await detailAt(3 * HOUR, acts, grace, { people: { veto: false } });
  expect(detail.asking?.decisions).toMatchObject([{ void: "They changed their mind." }, { verdict: "reject" }]);
  expect(detail.asking).toMatchObject({ approvals: 0, veto: false });
  expect(detail.preview?.reject).toBe("Rejected by grace (r1)");
});

test("when it has ended nobody is asked, and it tells what Azure's description says and that it was read back", async () => {
  const acts = [approves(grace, HOUR), approves(tunde, 2 * HOUR)];
  const detail = await detailAt(3 * HOUR, acts);
  expect(detail).toMatchObject({
    state: "ended",
    outcome: { kind: "applied" },
    you: { standing: { kind: "nobodyAsked" }, mayWithdraw: false },
    progress: { httpStatus: 200, looks: [], readBack: { status: "Approved" } },
  });
  expect(detail).not.toHaveProperty("preview");
});

test("whoever asked for the same connection while it was on its way is told, and nobody of an earlier run", async () => {
  const { entries } = await amongPeople({ acts: [approves(grace, HOUR), approves(tunde, 2 * HOUR)] });
  const joins = (requestId: string, at: number): Entry => ({
    kind: "accepted",
    at: new Date(START + at).toISOString(),
    how: "joined",
    request: {
      ...request,
      requestId,
      requestedBy: `who ${requestId}`,
      justification: "we too",
      desiredStatus: "Rejected",
    },
  });
  const asked = entries.findIndex(({ kind }) => kind === "asked");
  const run = [...entries.slice(0, asked), joins("r8", HOUR), joins("r1", HOUR), ...entries.slice(asked)];
  const next: Entry = {
    kind: "accepted",
    at: request.receivedAt,
    how: "started",
    request: { ...request, requestId: "r2" },
  };
  const log = storeOn(memoryMedium());
  for (const entry of [...run, next, joins("r9", 9 * HOUR)]) await log.append(request.connectionId, entry);
  const status = (requestId: string): InstanceStatus => ({
    instanceId: "pec-1",
    runtimeStatus: "Running",
    createdTime: new Date(START),
    lastUpdatedTime: new Date(START),
    input: { ...request, requestId },
    output: null,
    customStatus: null,
  });
  const links = await log.read(request.connectionId);
  const namesOf = (requestId: string) => requestDetail(status(requestId), links, tunde).alsoAskedBy;
  expect(namesOf("r1")).toEqual([
    { name: "who r8", justification: "we too", desiredStatus: "Rejected", at: new Date(START + HOUR).toISOString() },
  ]);
  expect(namesOf("r2")?.map(({ name }) => name)).toEqual(["who r9"]);
  expect(requestDetail(status("r1"), [], tunde)).not.toHaveProperty("alsoAskedBy");
});

test("before Azure was read, its id is all that is known", async () => {
  const status: InstanceStatus = {
    instanceId: "pec-1",
    runtimeStatus: "Pending",
    createdTime: new Date(START),
    lastUpdatedTime: new Date(START),
    input: request,
    output: null,
    customStatus: null,
  };
  expect(requestDetail(status, [], tunde)).toMatchObject({
    stage: "queued",
    consumer: {},
    target: { name: "plant-7" },
    you: { standing: { kind: "nobodyAsked" } },
  });
});

test("an earlier request for the connection is not taken for this one", async () => {
  const { entries } = await amongPeople({ acts: [approves(grace, HOUR)] });
  const log = storeOn(memoryMedium());
  for (const entry of entries as readonly Entry[]) await log.append(request.connectionId, entry);
  const status = running({ input: { ...request, requestId: "r2" } });
  const detail = requestDetail(status, await log.read(request.connectionId), tunde);
  expect(detail).not.toHaveProperty("asking");
  expect(detail).not.toHaveProperty("judgement");
});

test("what people decided on facts that have changed since is void, and the new facts are shown", async () => {
  const other = { ...factsWith("Pending"), consumer: { owner: "somebody else" } };
  const azure = [{ from: 12 * HOUR, sight: { kind: "found" as const, facts: other } }];
  const detail = await detailAt(30 * HOUR, [approves(grace, HOUR)], grace, { azure, rounds: [asking()] });
  expect(detail.shown?.facts.consumer).toEqual({ owner: "somebody else" });
  expect(detail.asking).toMatchObject({ approvals: 0, decisions: [{ void: "The facts have changed since." }] });
  expect(detail.you.standing).toEqual({ kind: "mayDecide" });
});

test("where somebody else has written to the log, nobody can decide, whoever reads it", async () => {
  const { entries, statuses } = await amongPeople({ acts: [approves(grace, HOUR)] });
  const medium = memoryMedium();
  const log = storeOn(medium);
  const until = entries.findIndex(({ kind }) => kind === "closed");
  for (const entry of entries.slice(0, until)) await log.append(request.connectionId, entry);
  medium.tamper((text) => text.replace("because", "be cause"));
  const status = running({ customStatus: statuses.find((one) => (one as Status | undefined)?.stage === "asking") });
  for (const reader of [grace, tunde, auditor]) {
    const detail = requestDetail(status, await log.read(request.connectionId), reader);
    expect(detail.you).toMatchObject({ standing: { kind: "logBroken", why: expect.stringContaining("entry 3") } });
    expect(detail).not.toHaveProperty("preview");
  }
});

test("a log that somebody filled with other things is no reason to show nothing", async () => {
  const medium = memoryMedium();
  const log = storeOn(medium);
  await log.append(request.connectionId, { kind: "accepted", at: request.receivedAt, request, how: "started" });
  medium.tamper((text) => `${text}not a link\n{"entry":null}\n{"entry":{"kind":"asked"}}\n`);
  const status = running();
  expect(requestDetail(status, await log.read(request.connectionId), tunde)).toMatchObject({ id: "pec-1" });
});
