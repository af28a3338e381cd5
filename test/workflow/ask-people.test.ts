import type { Asked } from "../../src/approval/entry";
import type { People } from "../../src/approval/model";
import { disconnected } from "../../src/approval/outcomes";
import { questionIn } from "../../src/approval/question";
import type { Asking } from "../../src/approval/status";
import { recordedIn } from "../../src/audit/recorded";
import { storeOn } from "../../src/audit/store";
import { memoryMedium } from "../memory-medium";
import { type Act, amongPeople, asking, DAY, grace, HOUR, ines, mara, pending, person, tunde } from "./people-world";
import { decided, factsWith, fault, request } from "./world";

const approves = (who: Act["who"], at: number, more: Partial<Act> = {}): Act => ({ who, at, does: "approve", ...more });
const rejects = (who: Act["who"], at: number, more: Partial<Act> = {}): Act => ({ who, at, does: "reject", ...more });
const codes = (answers: readonly object[]) => answers.map((one) => ("code" in one ? one.code : "acknowledged"));
const kinds = (entries: readonly { readonly kind: string }[]) => entries.map(({ kind }) => kind);

test("so many approvers as policy asks for agree, and the connection is approved by their names", async () => {
  const { outcome, puts, entries } = await amongPeople({ acts: [approves(grace, HOUR), approves(tunde, 2 * HOUR)] });
  expect(outcome).toMatchObject({ kind: "applied", status: "Approved" });
  expect(puts).toMatchObject([{ wanted: "Approved", note: "Approved by grace, tunde (r1)" }]);
  expect(kinds(entries)).toEqual(["accepted", "decided", "asked", "answered", "answered", "decided", "ended"]);
});

test("one rejection ends it, whoever has approved before", async () => {
  const { outcome, puts } = await amongPeople({ acts: [approves(grace, HOUR), rejects(tunde, 2 * HOUR)] });
  expect(outcome).toMatchObject({ kind: "refused", by: "person", code: "PeopleRejected", status: "Rejected" });
  expect(outcome.reason).toBe("tunde rejected it: because");
  expect(puts).toMatchObject([{ wanted: "Rejected", note: "Rejected by tunde (r1)" }]);
});

test("without a veto a rejection is one vote, and a quorum of them rejects", async () => {
  const people = { veto: false as const };
  const overruled = [rejects(grace, HOUR), approves(tunde, 2 * HOUR), approves(ines, 3 * HOUR)];
  expect((await amongPeople({ people, acts: overruled })).outcome.kind).toBe("applied");
  const agreed = [rejects(grace, HOUR), approves(tunde, 2 * HOUR), rejects(ines, 3 * HOUR)];
  expect((await amongPeople({ people, acts: agreed })).outcome).toMatchObject({ by: "person", status: "Rejected" });
});

test("one person counts once, whatever they send, and may change their mind until the others have decided", async () => {
  const { outcome, answers } = await amongPeople({
    people: { veto: false },
    acts: [
      approves(grace, HOUR),
      approves(grace, 2 * HOUR),
      rejects(grace, 3 * HOUR),
      approves(tunde, 4 * HOUR),
      approves(grace, 5 * HOUR),
      rejects(grace, 6 * HOUR),
    ],
  });
  expect(codes(answers)).toEqual([
    "acknowledged",
    "AlreadyDecided",
    "acknowledged",
    "acknowledged",
    "acknowledged",
    "AlreadyEnded",
  ]);
  expect(outcome.kind).toBe("applied");
});

test("the same delivery twice is one answer, acknowledged twice", async () => {
  const twice = [approves(grace, HOUR, { key: "k" }), approves(grace, 2 * HOUR, { key: "k" })];
  const { answers, entries } = await amongPeople({ acts: twice });
  expect(answers[1]).toEqual(answers[0]);
  expect(kinds(entries).filter((kind) => kind === "answered")).toHaveLength(1);
});

test("whoever asked does not decide, by the id they signed in with or by the name in a message", async () => {
  const byName = { request: { requestedBy: " GRACE " }, people: { quorum: 1 } };
  expect(codes((await amongPeople({ ...byName, acts: [approves(grace, HOUR)] })).answers)).toEqual(["OwnRequest"]);
  const byId = { request: { requesterId: grace.id }, people: { quorum: 1 } };
  expect((await amongPeople({ ...byId, acts: [approves(grace, HOUR)] })).outcome.kind).toBe("escalationExpired");
});

test("only who is asked decides: by role, by group, and no app at all", async () => {
  const stranger = person("stranger", { roles: ["Auditor"] });
  const app = person("app", { kind: "app" });
  const { answers } = await amongPeople({ acts: [approves(stranger, HOUR), approves(app, 2 * HOUR)] });
  expect(answers).toMatchObject([
    { code: "NotAsked", why: "Only people with the role Approver are asked." },
    { code: "NotAsked", why: "People decide; this is the identity of an app." },
  ]);
  const { role: _, ...ofGroup } = asking().people ?? {};
  const rounds = [
    decided("escalate", { people: { ...asking().people, ...ofGroup, role: undefined, group: "net" } as never }),
  ];
  const member = person("member", { groups: ["NET"] });
  const lost = person("lost", { groupsLeftOut: true });
  const group = await amongPeople({ rounds, acts: [approves(member, HOUR), approves(lost, 2 * HOUR)] });
  expect(codes(group.answers)).toEqual(["acknowledged", "NotAsked"]);
  expect(group.answers[1]).toMatchObject({ why: expect.stringContaining("does not list your groups") });
});

test("what comes after the end, or upon other facts, changes nothing and says why", async () => {
  const { answers, outcome } = await amongPeople({
    people: { quorum: 1 },
    acts: [approves(grace, HOUR, { stale: true }), approves(tunde, 2 * HOUR), rejects(ines, 4 * DAY)],
  });
  expect(codes(answers)).toEqual(["FactsChanged", "acknowledged", "AlreadyEnded"]);
  expect(outcome.kind).toBe("applied");
});

test("at the deadline the connection stays Pending, unless policy says that it is rejected then", async () => {
  const kept = await amongPeople({ acts: [approves(grace, HOUR)] });
  expect(kept.outcome).toMatchObject({ kind: "escalationExpired", status: "Pending" });
  expect(kept.puts).toEqual([]);
  expect(kept.elapsedMs).toBeGreaterThanOrEqual(3 * DAY);
  const cut = await amongPeople({ people: { atDeadline: "reject" } });
  expect(cut.outcome).toMatchObject({ kind: "refused", by: "policy", code: "NobodyDecidedInTime", status: "Rejected" });
  expect(cut.puts).toMatchObject([{ note: "Rejected: nobody decided in time (r1)" }]);
});

test("a deadline cuts no connection that is Approved, unless that is what was asked for", async () => {
  const azure = [{ from: 0, sight: { kind: "found" as const, facts: factsWith("Approved") } }];
  const people = { atDeadline: "reject" as const };
  const wished = await amongPeople({ people, azure, request: { desiredStatus: "Rejected" } });
  expect(wished.outcome).toMatchObject({ kind: "applied", status: "Rejected" });
});

test("who would keep a connection that is to be cut leaves it as it is", async () => {
  const azure = [{ from: 0, sight: { kind: "found" as const, facts: factsWith("Approved") } }];
  const wish = { azure, people: { quorum: 1 }, request: { desiredStatus: "Rejected" as const } };
  const kept = await amongPeople({ ...wish, acts: [approves(grace, HOUR)] });
  expect(kept.outcome).toMatchObject({ kind: "refused", by: "person", code: "PeopleKeptIt", status: "Approved" });
  expect(kept.puts).toEqual([]);
  const cut = await amongPeople({ ...wish, acts: [rejects(grace, HOUR)] });
  expect(cut.outcome).toMatchObject({ kind: "applied", status: "Rejected" });
});

test("people are reminded as often as policy says, and never after they have decided", async () => {
  const acts = [approves(grace, 50 * HOUR), approves(tunde, 51 * HOUR)];
  const { events, calls } = await amongPeople({ people: { remindEvery: "PT12H" }, acts });
  const needed = events.filter(({ type }) => type === "decision.needed");
  expect(needed.map(({ asking: one }) => one?.reminder)).toEqual([0, 1, 2, 3, 4]);
  expect(needed.map(({ at }) => Date.parse(at) - Date.parse(needed[0]?.at ?? "")).slice(1)).toEqual(
    [12, 24, 36, 48].map((hours) => hours * HOUR + 1),
  );
  expect(calls.filter(({ name }) => name === "gatherFacts").length).toBeGreaterThanOrEqual(5);
});

test("what somebody else does to the connection is noticed within a day, and ends the wait", async () => {
  const after = (status: string) => [{ from: HOUR, sight: { kind: "found" as const, facts: factsWith(status) } }];
  const elsewhere = await amongPeople({ azure: after("Approved") });
  expect(elsewhere.outcome).toMatchObject({ kind: "superseded", status: "Approved" });
  expect(elsewhere.elapsedMs).toBeLessThan(DAY + 2_000);
  expect((await amongPeople({ azure: after("Disconnected") })).outcome).toEqual(disconnected("Disconnected"));
  const gone = await amongPeople({ azure: [{ from: HOUR, sight: { kind: "gone", why: "it is gone" } }] });
  expect(gone.outcome).toMatchObject({ kind: "vanished" });
});

test("Azure that cannot be read hinders nobody from deciding", async () => {
  const azure = [
    { from: HOUR, sight: { kind: "busy" as const, why: "503" } },
    { from: 30 * HOUR, sight: pending },
  ];
  const { outcome } = await amongPeople({ azure, acts: [approves(grace, 25 * HOUR), approves(tunde, 26 * HOUR)] });
  expect(outcome.kind).toBe("applied");
});

test("where Azure cannot be read for a day after people have agreed, it says so and changes nothing", async () => {
  const azure = [{ from: HOUR, sight: { kind: "busy" as const, why: "503" } }];
  const { outcome, puts } = await amongPeople({ azure, people: { quorum: 1 }, acts: [approves(grace, 2 * HOUR)] });
  expect(outcome).toMatchObject({ kind: "failed", code: "AzureUnreachable" });
  expect(outcome.reason).toContain("People agreed");
  expect(puts).toEqual([]);
});

test("where Azure refuses to be read while people are asked, they are asked on; after they agreed, it ends and says so", async () => {
  const denied = { kind: "denied" as const, fault };
  const [agree] = [[approves(grace, 25 * HOUR), approves(tunde, 26 * HOUR)]];
  const passing = [
    { from: HOUR, sight: denied },
    { from: 25 * HOUR, sight: pending },
  ];
  expect((await amongPeople({ azure: passing, acts: agree })).outcome.kind).toBe("applied");
  const lasting = await amongPeople({ azure: [{ from: HOUR, sight: denied }], acts: agree });
  expect(lasting.outcome).toMatchObject({ kind: "refused", by: "azure", code: fault.code });
  expect(lasting.puts).toEqual([]);
});

test("a connection that is gone by the time people agree is not changed", async () => {
  const azure = [{ from: HOUR, sight: { kind: "gone" as const, why: "It is gone." } }];
  const { outcome, puts } = await amongPeople({ azure, people: { quorum: 1 }, acts: [approves(grace, 2 * HOUR)] });
  expect(outcome.kind).toBe("vanished");
  expect(puts).toEqual([]);
});

test("where somebody writes over the log while people are asked, nobody's decision counts and nothing is changed", async () => {
  // Tunde rejected; his rejection is made an approval, as whoever wants in would have it.
  const change = (text: string) => text.replace('"verdict":"reject"', '"verdict":"approve"');
  const acts = [approves(grace, HOUR), rejects(tunde, 2 * HOUR, { unheard: true }), approves(ines, 4 * HOUR)];
  const { outcome, puts, answers } = await amongPeople({
    people: { veto: false },
    acts,
    forgery: { at: 3 * HOUR, change },
  });
  expect(codes(answers)).toEqual(["acknowledged", "acknowledged", "LogBroken"]);
  expect(outcome).toMatchObject({ kind: "failed", code: "LogBroken", status: "Pending" });
  expect(outcome.reason).toContain("entry 4: its content is not what was written");
  expect(puts).toEqual([]);
});

test("what was broken in an earlier request is no reason to decide nothing ever after", async () => {
  const first = await amongPeople({ people: { quorum: 1 }, acts: [approves(grace, HOUR)] });
  const log = storeOn(memoryMedium());
  for (const entry of first.entries) await log.append(request.connectionId, entry);
  const places = recordedIn(request.connectionId, await log.read(request.connectionId)).map((entry, index) =>
    index === 1 ? ({ kind: "broken", why: "entry 1" } as const) : entry,
  );
  const last = first.entries.findLast((entry): entry is Asked => entry.kind === "asked") as Asked;
  expect(questionIn(places, last.run)?.standing).toMatchObject({ kind: "broken" });
  expect(questionIn([...places, { ...last, run: "next" }], "next")?.standing).toEqual({ kind: "open" });
});

test("a request is decided and carried out though nobody can be told of it", async () => {
  const acts = [approves(grace, HOUR), approves(tunde, 2 * HOUR)];
  const { outcome, puts, errors } = await amongPeople({ isMute: true, acts });
  expect(outcome).toMatchObject({ kind: "applied", status: "Approved" });
  expect(puts).toHaveLength(1);
  // The log of the app has what was not told.
  expect(new Set(errors)).toEqual(new Set(["event not announced"]));
});

test("a deadline that cannot be read is over at once, and reminders are then a day apart", async () => {
  const soon = await amongPeople({ people: { deadline: "soon" } });
  expect(soon.outcome).toMatchObject({ kind: "escalationExpired", status: "Pending" });
  const { events } = await amongPeople({ people: { remindEvery: "often", deadline: "P3D" } });
  expect(events.filter(({ type }) => type === "decision.needed").map(({ asking: one }) => one?.reminder)).toEqual([
    0, 1, 2,
  ]);
});

test("people are reminded a hundred times at the most, and then left alone until the deadline", async () => {
  const { events, outcome } = await amongPeople({ people: { remindEvery: "PT1H", deadline: "P6D" } });
  expect(events.filter(({ type }) => type === "decision.needed")).toHaveLength(101);
  expect(outcome.kind).toBe("escalationExpired");
});

test("an approval without a comment is told without one, and the asker's own mark comes back in every event", async () => {
  const acts = [approves(grace, HOUR, { comment: "" })];
  const { events } = await amongPeople({ people: { quorum: 1 }, acts, request: { correlationId: "INC-7" } });
  expect(events.find(({ type }) => type === "decision.made")?.text).toBe("grace approved");
  expect(new Set(events.map(({ correlationId }) => correlationId))).toEqual(new Set(["INC-7"]));
});

test("who is asked, and what happens if nobody acts, is said in so many words", async () => {
  const texts = async (people: Partial<People>) => {
    const { statuses } = await amongPeople({ people, acts: [approves(grace, HOUR)] });
    return JSON.stringify(statuses);
  };
  const one = await texts({ role: undefined as never, group: "net", quorum: 1, atDeadline: "reject" });
  expect(one).toContain("Members of net are asked, one has to agree");
  expect(one).toContain("If nobody does, the connection is rejected.");
  expect(await texts({ role: undefined as never })).toContain(
    "People with the role Approver are asked, 2 have to agree",
  );
});

test("facts that change void what was decided on the old ones, and people are asked anew until the same deadline", async () => {
  const other = { ...factsWith("Pending"), consumer: { owner: "somebody else" } };
  const { outcome, entries, answers } = await amongPeople({
    azure: [{ from: 12 * HOUR, sight: { kind: "found", facts: other } }],
    acts: [approves(grace, HOUR), approves(tunde, 30 * HOUR), approves(ines, 31 * HOUR)],
  });
  expect(outcome.kind).toBe("applied");
  expect(codes(answers)).toEqual(["acknowledged", "acknowledged", "acknowledged"]);
  const questions = entries.flatMap((entry) => (entry.kind === "asked" ? [entry] : []));
  expect(new Set(questions.map(({ deadline }) => deadline)).size).toBe(1);
  expect(new Set(questions.map(({ shownHash }) => shownHash)).size).toBe(2);
});

test("other connections on the target, and when it was read, are no reason to ask anew", async () => {
  const other = factsWith("Pending", { provisioningState: "Updating" });
  const crowded = {
    ...other,
    readAt: "2026-03-03T09:00:00.000Z",
    target: { ...other.target, connections: [{ name: "c2", status: "Approved" }] },
  };
  const acts = [approves(grace, HOUR), approves(tunde, 30 * HOUR)];
  const { outcome, entries } = await amongPeople({
    azure: [{ from: HOUR, sight: { kind: "found", facts: crowded } }],
    acts,
  });
  expect(outcome.kind).toBe("applied");
  expect(kinds(entries).filter((kind) => kind === "asked")).toHaveLength(1);
});

test("what policy rejects by the time people agree, people cannot approve", async () => {
  const acts = [approves(grace, HOUR), approves(tunde, 2 * HOUR)];
  const { outcome, puts } = await amongPeople({ rounds: [asking(), decided("reject")], acts });
  expect(outcome).toMatchObject({ kind: "refused", by: "policy", code: "PolicyRejected" });
  expect(puts).toMatchObject([{ wanted: "Rejected" }]);
});

test("where policy asks for more people by the time they agree, those who agreed still count and the others are waited for", async () => {
  const acts = [approves(grace, HOUR), approves(tunde, 2 * HOUR), approves(ines, 40 * HOUR)];
  const { outcome, elapsedMs, puts } = await amongPeople({ rounds: [asking(), asking({ quorum: 3 })], acts });
  expect(outcome.kind).toBe("applied");
  expect(elapsedMs).toBeGreaterThanOrEqual(40 * HOUR);
  expect(puts[0]?.note).toBe("Approved by grace, tunde, ines (r1)");
});

test("policy that never comes to rest ends the request instead of asking for ever", async () => {
  const rounds = Array.from({ length: 40 }, (_, round) => asking({ quorum: 1, remindEvery: `P${round + 5}D` }));
  const { outcome } = await amongPeople({ rounds, acts: [approves(grace, HOUR)] });
  expect(outcome).toMatchObject({ kind: "failed", code: "FactsKeptChanging" });
});

test("a request is withdrawn by whoever asked for it, or an operator, and by nobody else", async () => {
  const own = person("mara", { roles: ["Requester"] });
  const withdraws = (who: Act["who"], at: number): Act => ({ who, at, does: "withdraw" });
  const { outcome, answers, puts } = await amongPeople({
    request: { requesterId: own.id },
    acts: [withdraws(grace, HOUR), withdraws(own, 2 * HOUR), approves(grace, 3 * HOUR)],
  });
  expect(codes(answers)).toEqual(["NotAsked", "acknowledged", "AlreadyEnded"]);
  expect(outcome).toMatchObject({ kind: "withdrawn", status: "Pending" });
  expect(puts).toEqual([]);
  const operator = person("op", { roles: ["Operator"] });
  expect((await amongPeople({ acts: [withdraws(operator, HOUR)] })).outcome.kind).toBe("withdrawn");
});

test("whoever rings without end closes no question early: answers still count, and the history stays bounded", async () => {
  const rings = Array.from({ length: 300 }, (_, ring) => approves(grace, HOUR + ring * 1_000, { key: "same" }));
  const { outcome, history, answers } = await amongPeople({ acts: [...rings, approves(tunde, 50 * HOUR)] });
  expect(new Set(codes(answers))).toEqual(new Set(["acknowledged"]));
  expect(outcome).toMatchObject({ kind: "applied", status: "Approved" });
  expect(history).toBeLessThan(3_000);
});

test("a ring that is lost costs a slice, not a decision", async () => {
  const acts = [approves(grace, HOUR, { unheard: true }), approves(mara, 2 * HOUR, { unheard: true })];
  const { outcome, elapsedMs } = await amongPeople({ acts });
  expect(outcome.kind).toBe("applied");
  expect(elapsedMs).toBeLessThan(DAY + HOUR);
});

test.each([true, false])(
  "a decision around the end of a slice, or in one batch with it, is acted upon at once (before it: %s)",
  async (eventsFirst) => {
    // Around the end of the slice, and while the steps after it are under way: 50 ms each.
    for (let ms = -40; ms <= 400; ms += 20) {
      const acts = [approves(grace, HOUR), approves(tunde, HOUR + DAY + ms)];
      const { outcome, elapsedMs } = await amongPeople({ acts }, { eventsFirst, latencyMs: () => 50 });
      expect(outcome.kind).toBe("applied");
      expect(elapsedMs).toBeLessThan(HOUR + DAY + 60_000);
    }
  },
);

test("in observe mode people are asked, and Azure is left alone", async () => {
  const { outcome, puts } = await amongPeople({
    mode: "observe",
    people: { quorum: 1 },
    acts: [approves(grace, HOUR)],
  });
  expect(outcome).toMatchObject({ kind: "unchanged", code: "Observing" });
  expect(puts).toEqual([]);
});

test("others hear each thing once, in order, and who was asked is told how it ended", async () => {
  const { events } = await amongPeople({ acts: [approves(grace, HOUR), approves(tunde, 2 * HOUR)] });
  expect(events.map(({ type }) => type)).toEqual([
    "request.accepted",
    "decision.needed",
    "decision.made",
    "decision.made",
    "connection.updated",
  ]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(5);
  expect(events.at(-1)).toMatchObject({ outcome: { kind: "applied" }, asking: { people: { quorum: 2 } } });
});

test("who hears of it after policy has judged reads what policy says, by which rule and why", async () => {
  const { events } = await amongPeople({ acts: [approves(grace, HOUR), approves(tunde, 2 * HOUR)] });
  const said = { verdict: "escalate", rule: "own-tenant", reason: "the consumer is ours" };
  expect(events.map(({ decision }) => decision)).toEqual([undefined, said, said, said, said]);
  const { events: rejected } = await amongPeople({ rounds: [decided("reject")] });
  expect(rejected.map(({ type, decision }) => [type, decision?.verdict])).toEqual([
    ["request.accepted", undefined],
    ["decision.made", "reject"],
    ["connection.updated", "reject"],
  ]);
});

test("the status tells who is asked, how far they are and until when", async () => {
  const { statuses } = await amongPeople({ acts: [approves(grace, HOUR)] });
  const told = statuses.map((status) => (status as { asking?: Asking }).asking).findLast((one) => one);
  expect(told).toMatchObject({
    people: { quorum: 2 },
    approvals: 1,
    decided: [{ by: { id: grace.id, name: "grace" }, verdict: "approve" }],
  });
  expect(Date.parse(told?.deadline ?? "")).toBe(Date.parse(request.receivedAt) + 3 * DAY);
});
