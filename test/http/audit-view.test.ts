import { storeOn } from "../../src/audit/store";
import { auditView } from "../../src/http/audit-view";
import { memoryMedium } from "../memory-medium";
import { type Act, amongPeople, grace, HOUR, ines, person, tunde } from "../workflow/people-world";
import { request } from "../workflow/world";

const NOW = new Date("2026-03-02T12:00:00Z");
const of = { requestId: "r1", request };

async function logOf(acts: readonly Act[]) {
  const { entries } = await amongPeople({ acts });
  const log = storeOn(memoryMedium());
  for (const entry of entries) await log.append(request.connectionId, entry);
  return log.read(request.connectionId);
}

const approved = () =>
  logOf([
    { who: grace, at: HOUR, does: "approve" },
    { who: tunde, at: 2 * HOUR, does: "approve" },
  ]);

test("each entry is told in words, with its place in the chain", async () => {
  const log = await approved();
  const view = auditView(of, log, NOW);
  expect(view.entries.map(({ what }) => what)).toEqual([
    "Request taken in",
    "Policy judged: escalate",
    "People were asked",
    "grace approved",
    "tunde approved",
    "Policy judged: escalate",
    "Ended: applied",
  ]);
  expect(view.entries.map(({ previous, hash }) => ({ previous, hash }))).toEqual(
    log.map(({ previous, hash }) => ({ previous, hash })),
  );
  expect(view).toMatchObject({ connection: "c1", target: { name: "plant-7" }, requestId: "r1" });
  expect(view.verification).toEqual({ kind: "whole", checkedAt: NOW.toISOString(), head: log.at(-1)?.hash });
});

test("a long log is told page by page, the newest first, and is checked as a whole on each", async () => {
  const log = await approved();
  const pageOf = (before?: number) => auditView({ ...of, size: 3, ...(before !== undefined && { before }) }, log, NOW);
  const pages = [pageOf(), pageOf(4), pageOf(1)];
  expect(pages.map(({ total, from, entries }) => [total, from, entries.map(({ index }) => index)])).toEqual([
    [7, 4, [4, 5, 6]],
    [7, 1, [1, 2, 3]],
    [7, 0, [0]],
  ]);
  expect(new Set(pages.map(({ verification }) => JSON.stringify(verification))).size).toBe(1);
  expect([pageOf(99).from, pageOf(0).entries]).toEqual([4, []]);
  const dropped = log.filter((_, place) => place !== 2);
  expect(auditView({ ...of, size: 1 }, dropped, NOW).verification).toMatchObject({ kind: "broken", index: 2 });
});

test("no page of a log has more than 200 entries", async () => {
  const [link] = await approved();
  const many = Array.from({ length: 450 }, () => link).flatMap((one) => one ?? []);
  const { total, from, entries } = auditView(of, many, NOW);
  expect([total, from, entries.length]).toEqual([450, 250, 200]);
});

test("a withdrawal and a deadline are told too", async () => {
  const operator = person("op", { roles: ["Operator"] });
  const taken = auditView(of, await logOf([{ who: operator, at: HOUR, does: "withdraw" }]), NOW);
  expect(taken.entries.map(({ what }) => what)).toContain("op withdrew the request");
  const lapsed = auditView(of, await logOf([{ who: ines, at: HOUR, does: "approve" }]), NOW);
  expect(lapsed.entries.map(({ what }) => what)).toContain("The deadline has passed");
});

test("a chain that does not hold names its first broken entry, what it builds on and what is there", async () => {
  const log = await approved();
  const changed = log.map((link, place) =>
    place === 3 ? { ...link, entry: { ...(link.entry as object), comment: "I never said that" } } : link,
  );
  expect(auditView(of, changed as typeof log, NOW).verification).toMatchObject({
    kind: "broken",
    index: 3,
    why: "its content is not what was written",
  });
  const dropped = log.filter((_, place) => place !== 2);
  expect(auditView(of, dropped, NOW).verification).toMatchObject({
    kind: "broken",
    index: 2,
    expected: log[2]?.hash,
    found: log[1]?.hash,
  });
});

test.each([null, 7, "text", [], { kind: "unheard of" }, { kind: "decided" }, { kind: "accepted", request: null }])(
  "a line that is no entry of ours is shown as it stands there: %j",
  (entry) => {
    const link = { index: 0, previous: "p", hash: "h", entry };
    const view = auditView(of, [link], NOW);
    expect(view.entries).toMatchObject([{ index: 0, at: "", hash: "h" }]);
    expect(view.entries[0]?.text).toContain(JSON.stringify(entry));
    expect(view.verification.kind).toBe("broken");
  },
);
