import fc from "fast-check";
import {
  askedBecause,
  fromTo,
  ifNobodyActs,
  lastWord,
  thenWords,
  titleOf,
  yourShare,
} from "../../src/console/page/copy";
import {
  consumerInside,
  consumerName,
  initials,
  listed,
  middleCut,
  relationOf,
  shortGuid,
  shortId,
} from "../../src/console/page/names";
import { day, exact, gone, isSoon, left, moment, since, span } from "../../src/console/page/time";
import { lasting, tagsOf, verdictWords } from "../../src/console/page/what-if-words";
import { asking, detail, facts, NOW, person, summary, unwanted, wanted } from "./requests";

const at = (text: string) => new Date(text).toISOString();

describe("times", () => {
  test("what is left is never told longer than it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 40 * 86_400_000 }), (ms) => {
        const [, days = 0] = /^(\d+) day/.exec(span(ms)) ?? [];
        const [, hours = 0] = /(\d+) h/.exec(span(ms)) ?? [];
        const [, minutes = 0] = /(\d+) min/.exec(span(ms)) ?? [];
        const told = Number(days) * 86_400_000 + Number(hours) * 3_600_000 + Number(minutes) * 60_000;
        expect(told).toBeLessThanOrEqual(ms);
        expect(ms - told).toBeLessThan(
          Number(days) > 0 ? 86_400_000 : Number(minutes) > 0 || Number(hours) < 10 ? 60_000 : 3_600_000,
        );
      }),
    );
  });

  test("the unit grows with the span", () => {
    expect([30_000, 5 * 60_000, 4.5 * 3_600_000, 9 * 3_600_000, 19 * 3_600_000, 2.4 * 86_400_000].map(span)).toEqual([
      "under a minute",
      "5 min",
      "4 h 30 min",
      "9 h",
      "19 h",
      "2 days",
    ]);
  });

  test("days are the reader's days, not UTC's", () => {
    expect(day(at("2026-11-23T23:30:00Z"), NOW)).toBe("today");
    expect(day(at("2026-11-23T22:30:00Z"), NOW)).toBe("yesterday");
    expect(day(at("2026-11-24T23:30:00Z"), NOW)).toBe("tomorrow");
    expect(day(at("2026-11-21T16:00:00Z"), NOW)).toBe("Sat 21 Nov");
    expect(day(at("2026-03-03T16:00:00Z"), NOW)).toBe("3 Mar");
    expect(day(at("2025-03-03T16:00:00Z"), NOW)).toBe("3 Mar 2025");
    expect(moment(at("2026-11-24T11:15:00Z"), NOW)).toBe("today 12:15");
    expect(exact(at("2026-11-24T11:15:00Z"), NOW)).toMatch(/Tue.* 24 Nov 2026.* 12:15.*(CET|GMT\+1)/);
  });

  test("ages lose their minutes, and what is over has nothing left", () => {
    expect(since(at("2026-11-24T02:12:00Z"), NOW)).toBe("4 h ago");
    expect(since(at("2026-11-24T06:39:30Z"), NOW)).toBe("just now");
    expect(left(at("2026-11-24T06:00:00Z"), NOW)).toBeUndefined();
    expect(isSoon(at("2026-11-24T12:39:00Z"), NOW)).toBe(true);
    expect(isSoon(at("2026-11-24T12:41:00Z"), NOW)).toBe(false);
  });

  test("a fuse shows at once, never runs over, and is full where there was no time at all", () => {
    expect(gone(at("2026-11-24T06:40:00Z"), at("2026-11-25T06:40:00Z"), NOW)).toBe(1.5);
    expect(gone(at("2026-11-20T06:40:00Z"), at("2026-11-21T06:40:00Z"), NOW)).toBe(100);
    expect(gone(at("2026-11-23T06:40:00Z"), at("2026-11-25T06:40:00Z"), NOW)).toBe(50);
    expect(gone(at("2026-11-24T06:40:00Z"), at("2026-11-24T06:40:00Z"), NOW)).toBe(100);
  });
});

describe("names", () => {
  test("a name that is cut keeps both ends, and no cut is longer than it may be", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 6, max: 40 }), (text, longest) => {
        const cut = middleCut(text, longest);
        expect(cut.length).toBeLessThanOrEqual(Math.max(longest, text.length <= longest ? text.length : 0));
        if (text.length > longest) expect(text.startsWith(cut.split("…")[0] ?? "")).toBe(true);
      }),
    );
    expect(middleCut("pe-cranes-nordlys-telemetry-01", 22)).toBe("pe-cranes-nord…etry-01");
  });

  test("ids and GUIDs are short, everything else whole", () => {
    expect(shortGuid("c41d07aa-52f3-4a8e-b0d9-1f6be2c97e20")).toBe("c41d07aa…7e20");
    expect(shortGuid("subscription unknown")).toBe("subscription unknown");
    expect([shortId("7KQ2M4"), shortId("c41d07aa-52f3-4a8e-b0d9-1f6be2c97e20")]).toEqual(["7KQ2M4", "c41d07aa…"]);
  });

  test("initials come from any kind of name", () => {
    expect(["Mara Lindqvist", "elin.sorby@nordlys.example", "Ødegård", "42"].map(initials)).toEqual([
      "ML",
      "ES",
      "Ø",
      "4",
    ]);
  });

  test("a tenant is ours, another one, unknown, or not to be told", () => {
    const organisation = { tenants: ["AAAA"] };
    expect(relationOf({ tenant: "aaaa" }, organisation)).toBe("our own tenant");
    expect(relationOf({ tenant: "bbbb" }, organisation)).toBe("another tenant");
    expect(relationOf({}, organisation)).toBe("a tenant we do not know");
    expect(relationOf({ tenant: "bbbb" }, undefined)).toBeUndefined();
  });

  test("who is unknown is written small in the middle of a sentence, and a name always as it is", () => {
    const names = [{ owner: "An Owner" }, { subscription: "s" }, {}];
    expect(names.map(consumerName)).toEqual(["An Owner", "An unknown subscription", "An unknown consumer"]);
    expect(names.map(consumerInside)).toEqual(["An Owner", "an unknown subscription", "an unknown consumer"]);
  });

  test("lists are read as people say them", () => {
    expect([
      listed([]),
      listed(["A"]),
      listed(["A", "B"]),
      listed(["A", "B", "C"]),
      listed(["A", "B", "C", "D"]),
    ]).toEqual(["", "A", "A and B", "A, B and C", "A, B, C and 1 more"]);
  });
});

const APPROVED = {
  verdict: "approve" as const,
  reason: "it is ours.",
  note: "",
  explanation: [],
  policyHash: "p",
  factsHash: "f",
  appVersion: "1",
  decidedAt: "2026-11-23T11:15:00Z",
};
const deciding = { id: "me", mode: "enforce" } as const;

describe("sentences", () => {
  test("the consequence that a button leads to is told before it is pressed", () => {
    const veto = { veto: true };
    expect(thenWords("approve", { ...asking(0, 1), ...veto }, deciding, wanted)).toContain(
      "Azure is changed right after",
    );
    expect(thenWords("approve", { ...asking(0, 2), ...veto }, deciding, wanted)).toBe(
      "Nothing changes in Azure until one more person approves.",
    );
    expect(thenWords("approve", { ...asking(0, 4), ...veto }, deciding, wanted)).toContain("three more people approve");
    expect(thenWords("reject", { ...asking(0, 2), ...veto }, deciding, wanted)).toContain("Nobody can take it back");
    expect(thenWords("reject", { ...asking(0, 2), veto: false }, deciding, wanted)).toContain("one vote");
    for (const verdict of ["approve", "reject"] as const) {
      expect(thenWords(verdict, { ...asking(1, 2), ...veto }, { ...deciding, mode: "observe" }, wanted)).toContain(
        "nothing is sent to Azure",
      );
    }
  });

  test("a rejection is called final as soon as it is the last that it takes, and one's own earlier one does not count twice", () => {
    const votes = (names: readonly string[], quorum: number) => ({
      ...asking(0, quorum),
      decided: names.map((name) => ({ by: person(name), verdict: "reject" as const })),
      veto: false,
    });
    const final = (names: readonly string[], quorum: number) =>
      thenWords("reject", votes(names, quorum), deciding, wanted).includes("Nobody can take it back");
    expect([final([], 1), final(["Tunde"], 2), final(["Tunde", "Ines"], 3)]).toEqual([true, true, true]);
    expect([final([], 2), final(["Me"], 2), final(["Tunde"], 3)]).toEqual([false, false, false]);
    expect(thenWords("reject", votes(["Tunde"], 4), deciding, wanted)).toBe(
      "It counts as one vote. Nothing changes in Azure until two more people reject.",
    );
  });

  test("an approval that is sent again is not counted twice either", () => {
    const mine = { ...asking(1, 2, ["Me"]), veto: true };
    expect(thenWords("approve", mine, deciding, wanted)).toBe(
      "Nothing changes in Azure until one more person approves.",
    );
    expect(yourShare(mine, "me", wanted)).toBe("Yours is 1 of 2");
  });

  test("what a person's share is", () => {
    expect([
      yourShare(asking(0, 1), "me", wanted),
      yourShare(asking(1, 2), "me", wanted),
      yourShare(asking(0, 3), "me", wanted),
    ]).toEqual(["You alone decide", "Yours is the last approval needed", "Yours is 1 of 3"]);
  });

  test("doing nothing has a consequence too, and a rejecting one is called final", () => {
    expect(ifNobodyActs(asking(), NOW, wanted)).toBe(
      "today at 12:15 it stays pending in Azure and nobody is connected.",
    );
    expect(ifNobodyActs({ ...asking(), atDeadline: "reject" }, NOW, wanted)).toContain("for good");
  });

  test("where a rejection is asked for, approving keeps the connection, and every sentence says so", () => {
    const cut = unwanted();
    const votes = (approvals: number, quorum: number) => ({ ...asking(approvals, quorum), veto: true });
    expect(thenWords("approve", votes(1, 2), deciding, cut)).toBe(
      "Policy is asked once more, and the connection is left as it is. Nothing is sent to Azure.",
    );
    expect(thenWords("approve", votes(0, 2), deciding, cut)).toBe(
      "Nothing is sent to Azure. The connection is kept when one more person wants to keep it.",
    );
    expect(thenWords("approve", votes(0, 4), deciding, cut)).toContain("three more people want");
    expect(thenWords("reject", votes(0, 2), deciding, cut)).toContain("Nobody can take it back");
    expect([yourShare(votes(1, 2), "me", cut), yourShare(votes(0, 2), "me", cut)]).toEqual([
      "Yours is the last one needed to keep it",
      "Yours is 1 of 2 to keep it",
    ]);
    const request = summary("A", { asking: asking(1, 2, ["Tunde"]), desiredStatus: "Rejected" });
    expect([lastWord(request, "mara"), lastWord(request, "tunde"), fromTo(request, cut)]).toEqual([
      "Tunde wants to keep it",
      "you want to keep it",
      "Rejection asked for: Nordlys to adt-cranes-prod",
    ]);
    const judgement = { ...APPROVED, rule: "own-tenant-test" };
    const toReject = detail({ judgement, request: { ...facts.request, desiredStatus: "Rejected" } });
    expect(askedBecause(toReject)).toEqual({
      reason: "a rejection was asked for, and the rule own-tenant-test would approve the connection: it is ours",
      wants: "A rejection cannot be taken back, so people decide.",
    });
  });

  test("doing nothing leaves a connection as Azure shows it, and a rejection at the deadline is what was asked for", () => {
    const rejecting = { ...asking(), atDeadline: "reject" as const };
    expect(ifNobodyActs(asking(), NOW, unwanted())).toBe(
      "today at 12:15 it stays approved in Azure, and the consumer stays connected.",
    );
    expect(ifNobodyActs(asking(), NOW, unwanted("Pending"))).toContain("nobody is connected");
    expect(ifNobodyActs(asking(), NOW, { isRejection: true })).toContain("as it is");
    expect(ifNobodyActs(rejecting, NOW, unwanted())).toContain("for good");
    expect(ifNobodyActs(rejecting, NOW, { isRejection: false, status: "Approved" })).toContain("stays approved");
  });

  test("a rule that could not be told asks people because of what is unknown, whatever its name", () => {
    const judgement = {
      verdict: "escalate" as const,
      rule: "own-tenant-test",
      reason: "it cannot be told.",
      note: "",
      explanation: [{ rule: "own-tenant-test", result: "unknown" as const, when: "true" }],
      policyHash: "p",
      factsHash: "f",
      appVersion: "1",
      decidedAt: "2026-11-23T11:15:00Z",
    };
    expect(askedBecause(detail({ judgement }))).toEqual({
      reason: "it cannot be told",
      wants: "What is unknown is never allowed without a person.",
    });
    const matched = { ...judgement, explanation: [] };
    expect(askedBecause(detail({ judgement: matched })).wants).toBe("wants two people.");
  });

  test("the tab says how many wait", () => {
    expect([titleOf("Inbox", 4), titleOf("Inbox", 0)]).toEqual([
      "(4) Inbox, Private Link Approver",
      "Inbox, Private Link Approver",
    ]);
  });

  test("the last word is a name, or you", () => {
    const request = summary("A", { asking: asking(1, 2, ["Tunde"]) });
    expect([lastWord(request, "mara"), lastWord(request, person("Tunde").id), fromTo(request, wanted)]).toEqual([
      "Tunde approved",
      "you approved",
      "Nordlys to adt-cranes-prod",
    ]);
  });
});

describe("the what-if", () => {
  test("tags are read as they are written, and what has no name is none", () => {
    expect(tagsOf("env=prod, owner = cranes=2 ,flag,,=x")).toEqual({ env: "prod", owner: "cranes=2", flag: "" });
  });

  test("a verdict says how many people, how long, or that it is final", () => {
    const judgement = { reason: "", note: "", explanation: [], policyHash: "", factsHash: "" };
    const people = { quorum: 2, remindEvery: "P1D", deadline: "P1D", atDeadline: "keepPending" as const };
    expect(verdictWords({ ...judgement, verdict: "escalate", people }).word).toBe("Ask two people");
    expect(verdictWords({ ...judgement, verdict: "escalate", people, unknown: "x" }).word).toContain("unknown");
    expect(verdictWords({ ...judgement, verdict: "approve", expiresAfter: "P180D" }).word).toBe(
      "Approve, for 180 days",
    );
    expect(verdictWords({ ...judgement, verdict: "reject" }).word).toBe("Reject, for good");
    expect(["PT36H", "PT90M", "soon"].map(lasting)).toEqual(["36 hours", "90 minutes", "soon"]);
  });
});
