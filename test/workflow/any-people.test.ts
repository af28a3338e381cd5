import fc from "fast-check";
import type { Answered, Asked, Entry } from "../../src/approval/entry";
import { questionIn } from "../../src/approval/question";
import type { Principal } from "../../src/identity/principal";
import { type Act, amongPeople, HOUR, person } from "./people-world";

/** Mara asks; Sam has no role. Everybody else may decide. */
const REQUESTER = "mara";
const everybody: readonly Principal[] = [
  ...["grace", "tunde", "ines", REQUESTER].map((name) => person(name)),
  person("sam", { roles: ["Auditor"] }),
];

const DEADLINE_HOURS = 72;
/** Around the moments when a slice ends, a reminder is due or the deadline passes, where things happen in one batch. */
const moment = fc.oneof(
  fc.integer({ min: 1, max: (DEADLINE_HOURS + 2) * HOUR }),
  fc
    .tuple(fc.constantFrom(7, 24, 48, DEADLINE_HOURS), fc.integer({ min: -1_500, max: 1_500 }))
    .map(([hours, ms]) => hours * HOUR + ms),
);
const act: fc.Arbitrary<Act> = fc.record({
  at: moment,
  who: fc.constantFrom(...everybody),
  does: fc.constantFrom("approve", "approve", "approve", "reject"),
  stale: fc.constantFrom(false, false, false, true),
  unheard: fc.boolean(),
});
const scenario = fc.record({
  acts: fc.array(act, { maxLength: 14 }).chain((acts) =>
    // Some come at the very same moment as others.
    fc.constantFrom(
      acts,
      acts.map((one, index) => ({ ...one, at: acts[index - (index % 2)]?.at ?? one.at })),
    ),
  ),
  quorum: fc.integer({ min: 1, max: 3 }),
  veto: fc.boolean(),
  remindEvery: fc.constantFrom("PT7H", "P1D", "P30D"),
  earlyMs: fc.integer({ min: 0, max: 999 }),
  latencyMs: fc.constantFrom(0, 0, 40, 90_000),
  eventsFirst: fc.boolean(),
});

/** What a reader of the rules expects of the answers that were acknowledged, in their order: kept by other means. */
function expectedOf(answers: readonly Answered[], quorum: number, veto: boolean): "approve" | "reject" | "open" {
  const said = new Map<string, string>();
  for (const { by, verdict } of answers) {
    said.set(by.id, verdict);
    const count = (one: string) => [...said.values()].filter((other) => other === one).length;
    if (count("reject") >= (veto ? 1 : quorum)) return "reject";
    if (count("approve") >= quorum) return "approve";
  }
  return "open";
}

test("whoever decides what whenever, and whichever rings are lost: what was acknowledged is what counts, with four eyes and a quorum", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ acts, quorum, veto, remindEvery, earlyMs, latencyMs, eventsFirst }) => {
      const people = { quorum, remindEvery, deadline: `PT${DEADLINE_HOURS}H`, ...(!veto && { veto: false as const }) };
      const { outcome, answers, entries, history } = await amongPeople(
        { acts, people, request: { requestedBy: REQUESTER } },
        { earlyMs: () => earlyMs, latencyMs: () => latencyMs, eventsFirst },
      );
      const answered = entries.filter((entry): entry is Answered => entry.kind === "answered");
      expect(answers.filter(({ kind }) => kind === "acknowledged")).toHaveLength(answered.length);
      expect(answered.map(({ by }) => by.name)).not.toContain(REQUESTER);
      expect(answered.map(({ by }) => by.name)).not.toContain("sam");

      const expected = expectedOf(answered, quorum, veto);
      const ends = { approve: "applied", reject: "refused", open: "escalationExpired" } as const;
      expect(outcome.kind).toBe(ends[expected]);
      if (outcome.kind === "applied") {
        const last = new Map(answered.map(({ by, verdict }) => [by.id, verdict]));
        expect([...last.values()].filter((verdict) => verdict === "approve").length).toBeGreaterThanOrEqual(quorum);
      }
      expect(entries.at(-1)?.kind).toBe("ended");
      expect(history).toBeLessThan(1_000);
    }),
    { numRuns: Number(process.env["RUNS"] ?? 150) },
  );
});

/** The log of one question and some answers to it, whatever they say. */
const answersOf = fc.array(
  fc.record({
    who: fc.constantFrom(...everybody.slice(0, 4)),
    verdict: fc.constantFrom("approve" as const, "reject" as const),
    isOnOtherFacts: fc.boolean(),
    isAs: fc.constantFrom("Approver", "Approver", "Operator"),
  }),
  { maxLength: 12 },
);

test("read off any log, nobody counts twice, nobody for themselves, nobody on other facts, and what is settled stays so", () => {
  fc.assert(
    fc.property(answersOf, fc.integer({ min: 1, max: 3 }), fc.boolean(), (given, quorum, veto) => {
      const asked: Asked = {
        kind: "asked",
        run: "run",
        round: 0,
        at: "2026-03-02T09:00:00.000Z",
        requestId: "r1",
        people: {
          role: "Approver",
          quorum,
          ...(!veto && { veto: false as const }),
          remindEvery: "P1D",
          deadline: "P3D",
          atDeadline: "keepPending",
        },
        why: "because",
        shownHash: "shown",
        deadline: "2026-03-05T09:00:00.000Z",
      };
      const request = { requestedBy: REQUESTER, requestId: "r1" } as never;
      const log: Entry[] = [{ kind: "accepted", at: asked.at, request, how: "started" }, asked];
      let before = questionIn(log);
      for (const [index, { who, verdict, isOnOtherFacts, isAs }] of given.entries()) {
        log.push({
          kind: "answered",
          run: "run",
          answerId: String(index),
          at: asked.at,
          requestId: "r1",
          by: { id: who.id, name: who.name },
          verdict,
          comment: "",
          shownHash: isOnOtherFacts ? "other" : "shown",
          as: { role: isAs },
        });
        const question = questionIn(log);
        const counted = question?.votes.filter((vote) => vote.void === undefined).map((vote) => vote.answer) ?? [];
        expect(new Set(counted.map(({ by }) => by.id)).size).toBe(counted.length);
        expect(
          counted.every(
            ({ by, shownHash, as }) => by.name !== REQUESTER && shownHash === "shown" && as.role === "Approver",
          ),
        ).toBe(true);
        expect(question?.votes.every((vote) => vote.void !== "")).toBe(true);
        if (before?.standing.kind !== "open") expect(question?.standing).toEqual(before?.standing);
        before = question;
      }
    }),
    { numRuns: 500 },
  );
});
