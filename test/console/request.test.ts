import fc from "fast-check";
import type { Outcome, RuleTrace } from "../../src/approval/model";
import { drawingOf } from "../../src/console/page/drawing";
import { decidingFacts, leavesOf, stretchesOf } from "../../src/console/page/expression";
import { factRows } from "../../src/console/page/facts-rows";
import { movesThings, newsOf } from "../../src/console/page/news";
import { gateWord, standingOf, verbOf } from "../../src/console/page/standing";
import { timelineEntries } from "../../src/console/page/timeline-entries";
import { asking, decided, detail, facts, NOW, summary, unwanted, wanted, you } from "./requests";

const trace: RuleTrace = {
  rule: "production-needs-two",
  result: "matched",
  when: 'target.tag("env") == "prod" &&\n  (consumer.tenant in lists.ours || consumer.tenant in lists.partners)',
  because:
    'target.tag("env") == "prod" is true: target.tag("env") is "prod"; consumer.tenant in lists.partners is true: consumer.tenant is "t-1"',
  verdict: "escalate",
};

const ended = (outcome: Partial<Outcome> & Pick<Outcome, "kind">) =>
  ({
    state: "ended",
    stage: "ended",
    you: you("nobodyAsked"),
    outcome: { code: "", reason: "", next: "", ...outcome },
  }) as const;

describe("how a request stands", () => {
  test("only a status that was read back as Approved is called connected", () => {
    expect(standingOf(ended({ kind: "applied", status: "Approved" })).word).toBe("Connected");
    expect(standingOf(ended({ kind: "applied", status: "Rejected" })).word).toBe("Rejected");
    expect(standingOf(ended({ kind: "unchanged", code: "Observing", status: "Pending" })).word).toBe("Only observed");
    expect(standingOf(ended({ kind: "refused", by: "azure" })).word).toBe("Azure refused");
    expect(standingOf(ended({ kind: "refused", by: "person" })).word).toBe("Rejected");
    expect(standingOf(summary("A")).word).toBe("Waiting for people");
    expect(standingOf(summary("A", { you: you("decided") })).word).toBe("Waiting for others");
    expect(standingOf(summary("A", { stage: "following" })).word).toBe("Azure is working");
    expect(standingOf(summary("A", { state: "stopped" })).word).toBe("Stopped");
  });

  test("the gate says what Azure shows, and does not claim to know where nobody does", () => {
    const gate = (outcome: Partial<Outcome> & Pick<Outcome, "kind">) =>
      gateWord(standingOf(ended(outcome)), outcome, wanted);
    expect(gate({ kind: "applied", status: "Approved" })).toBe("Approved");
    expect(gate({ kind: "refused", by: "azure", status: "Pending" })).toBe("Still pending in Azure");
    expect(gate({ kind: "refused", by: "azure", status: "Rejected" })).toBe("Rejected, final");
    expect(gate({ kind: "superseded", status: "Approved" })).toBe("Approved, not by us");
    expect(gate({ kind: "failed" })).toBe("Not known");
    expect(gate({ kind: "vanished", status: "Disconnected" })).toBe("Disconnected");
    expect(gateWord(standingOf(summary("A")), undefined, wanted)).toBe("Pending in Azure");
  });
});

describe("a request to reject", () => {
  const kept = (status: string) => ended({ kind: "refused", code: "PeopleKeptIt", by: "person", status });

  test("what people kept is not called rejected, and the gate shows it as Azure does", () => {
    const [live, open] = [kept("Approved"), kept("Pending")];
    expect(standingOf(live)).toEqual({ kind: "kept", tone: "quiet", shape: "unchanged", word: "Kept" });
    expect(gateWord(standingOf(live), live.outcome, unwanted())).toBe("Still approved in Azure");
    expect(gateWord(standingOf(open), open.outcome, unwanted("Pending"))).toBe("Still pending in Azure");
    expect(standingOf(ended({ kind: "refused", by: "person", status: "Rejected" })).kind).toBe("rejected");
  });

  test("what is asked for stands between who and where, whatever becomes of it", () => {
    const verbs = (one: Parameters<typeof standingOf>[0]) =>
      ["Approved", "Pending"].map((status) => verbOf(standingOf(one), unwanted(status)));
    expect(verbs(summary("A"))).toEqual(["is to be cut off from", "is to be shut out of"]);
    expect(verbs(summary("A", { stage: "following" }))).toEqual(["is being cut off from", "is being shut out of"]);
    expect(verbs(ended({ kind: "applied", status: "Rejected" }))).toEqual(["is cut off from", "is shut out of"]);
    expect(verbs(ended({ kind: "escalationExpired", status: "Approved" }))[0]).toBe("was to be cut off from");
    expect(verbs(kept("Approved"))[0]).toBe("keeps its private connection to");
    expect(verbs(ended({ kind: "vanished" }))[0]).toBe("has no connection any more to");
  });

  test("a connection that is there is drawn through its gate until it is cut, and one that nobody has read is not known", () => {
    const waiting = standingOf(summary("A"));
    const live = drawingOf(summary("A"), waiting, undefined, unwanted());
    expect(live).toMatchObject({ gate: "tick", beyond: "solid", tone: "go", word: ["Approved in Azure"] });
    expect(drawingOf(summary("A"), waiting, undefined, unwanted("Pending"))).toMatchObject({
      gate: "clock",
      word: ["Pending in Azure"],
    });
    expect(gateWord(waiting, undefined, { isRejection: true })).toBe("Not known");
    expect(gateWord(standingOf(summary("A", { state: "stopped" })), undefined, unwanted())).toBe("Not known");
  });

  test("news and the timeline tell an approval as what it is", () => {
    const request = { ...facts.request, desiredStatus: "Rejected" as const };
    const after = detail({ request, asking: { ...asking(1), decisions: [decided("Tunde")], veto: true } });
    expect(newsOf(detail({ request }), after, "mara")).toBe(
      "Tunde wants to keep it. Yours is the last one needed to keep it.",
    );
    const timeline = [{ at: NOW_TEXT, what: "approved", text: "Tunde approved" }];
    const told = { ...detail({ request }), timeline: [...timeline, { at: NOW_TEXT, what: "ended", text: "it stays" }] };
    expect(timelineEntries({ ...told, outcome: kept("Approved").outcome }).map(({ head }) => head)).toEqual([
      "A person wants to keep it",
      "Kept as it is",
    ]);
  });
});

const NOW_TEXT = "2026-11-24T06:39:00Z";

describe("the drawing", () => {
  const request = { ...summary("A"), groupIds: ["API"] };

  test("no wire goes through a gate that is not open", () => {
    const kinds = ["applied", "refused", "vanished", "failed", "escalationExpired", "withdrawn"] as const;
    for (const kind of kinds) {
      const state = ended({ kind, ...(kind === "applied" && { status: "Approved" }) });
      const { beyond, gate } = drawingOf({ ...request, outcome: state.outcome }, standingOf(state), undefined, wanted);
      expect({ kind, through: beyond === "solid" }).toEqual({ kind, through: kind === "applied" });
      expect(gate === "tick").toBe(kind === "applied");
    }
  });

  test("it is one sentence for those who do not see it", () => {
    const drawing = drawingOf(request, standingOf(summary("A")), { name: "Harbourline", tenants: [] }, wanted);
    expect(drawing.sentence).toBe(
      "Nordlys, in a tenant we do not know, endpoint unknown. Connection: Pending in Azure. Target adt-cranes-prod, prod, in our tenant.",
    );
    expect(drawing.target).toEqual({
      name: "adt-cranes-prod",
      owner: "Harbourline",
      where: "our tenant",
      what: "prod, group API",
    });
  });

  test("a word that is too long for the gap goes on two lines and loses nothing", () => {
    const state = ended({ kind: "escalationExpired", status: "Pending" });
    const { word } = drawingOf({ ...request, outcome: state.outcome }, standingOf(state), undefined, wanted);
    expect(word.length).toBe(2);
    expect(word.join(" ")).toBe("Still pending in Azure");
  });
});

describe("policy's explanation", () => {
  test("a condition is shown as it was written, with the parts that decided it marked", () => {
    expect(stretchesOf(trace)).toEqual([
      { text: 'target.tag("env") == "prod"', truth: "true" },
      { text: " && (consumer.tenant in lists.ours || " },
      { text: "consumer.tenant in lists.partners", truth: "true" },
      { text: ")" },
    ]);
    expect(leavesOf(trace).flatMap(({ saw }) => saw)).toEqual([
      { name: 'target.tag("env")', value: '"prod"' },
      { name: "consumer.tenant", value: '"t-1"' },
    ]);
  });

  test("an unknown says what is not known", () => {
    expect(
      leavesOf({ because: "consumer.tenant in lists.ours is unknown: the policy's directory does not say" }),
    ).toEqual([
      {
        text: "consumer.tenant in lists.ours",
        truth: "unknown",
        saw: [{ name: "consumer.tenant in lists.ours", value: "unknown: the policy's directory does not say" }],
      },
    ]);
  });

  test("whatever the words are, the condition is never lost or changed", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (when, because) => {
        const whole = stretchesOf({ when, because })
          .map(({ text }) => text)
          .join("");
        expect(whole).toBe(when.replace(/\s+/g, " ").trim());
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a == b", "c in d", "x.y", "&&", "||", "(")),
        fc.array(fc.constantFrom("a == b is true", "c in d is false: c is 1", "x.y is unknown: no")),
        (when, because) => {
          const whole = stretchesOf({ when: when.join(" "), because: because.join("; ") })
            .map(({ text }) => text)
            .join("");
          expect(whole).toBe(when.join(" "));
        },
      ),
    );
  });

  test("a rule on trial decides nothing", () => {
    const onTrial: RuleTrace = { ...trace, rule: "trial", mode: "observe", because: "request.door is true" };
    expect(decidingFacts([onTrial, trace])).toEqual(['target.tag("env")', "consumer.tenant"]);
    expect(decidingFacts([onTrial])).toEqual([]);
  });
});

describe("the facts", () => {
  const rowsOf = (given: typeof facts, traces: readonly RuleTrace[] = [trace]) =>
    Object.fromEntries(factRows(given, traces, NOW).map((row) => [row.label, row]));

  test("each names its witness, and what decided is marked", () => {
    const rows = rowsOf(facts);
    expect(rows["Consumer"]).toEqual({ label: "Consumer", value: "Nordlys", witness: "directory", decided: false });
    expect(rows["Tenant"]).toMatchObject({ witness: "directory", decided: true });
    expect(rows["Tag env"]).toMatchObject({ value: "prod", witness: "azure", decided: true });
    expect(rows["Subscription"]).toMatchObject({ witness: "azure", decided: false });
    expect(rows["They write"]).toMatchObject({ value: "“a pilot”", witness: "consumer" });
    expect(rows["Here already"]).toMatchObject({ value: "2 other connections, 1 of them from this consumer" });
    expect(rows["Public access"]).toMatchObject({ value: "Off. Private endpoints are the only way in" });
    expect(rows["Target"]).toMatchObject({ value: "adt-cranes-prod in rg-cranes, West Europe" });
  });

  test("whoever joined stands below the request's own words, and says what they ask for where it is another thing", () => {
    const one = { name: "Sam", justification: "we read it too", desiredStatus: "Approved", at: NOW_TEXT } as const;
    const rows = factRows(facts, [], NOW, [one, { ...one, name: "Ines", desiredStatus: "Rejected" }]);
    expect(rows.slice(-3).map(({ label, value, witness }) => [label, value, witness])).toEqual([
      ["They write", "“a pilot”", "consumer"],
      ["Also asked by", "Sam, today 07:39: “we read it too”", "consumer"],
      ["Also asked by", "Ines, who asks for it to be rejected, today 07:39: “we read it too”", "consumer"],
    ]);
  });

  test("what is absent is missing, and never reads as a value", () => {
    const { consumer: _, ...rest } = facts;
    const { privateEndpoint: __, ...connection } = facts.connection;
    const { connections: ___, publicNetworkAccess: ____, ...target } = facts.target;
    const rows = rowsOf({ ...rest, connection, target, consumer: {} });
    expect(rows["Consumer"]).toEqual({
      label: "Consumer",
      value: "Not in our directory",
      witness: "missing",
      decided: true,
    });
    for (const label of ["Subscription", "Endpoint", "Here already"])
      expect(rows[label]).toMatchObject({ witness: "missing" });
    expect(rows["Tenant"]).toBeUndefined();
    expect(rows["Public access"]).toBeUndefined();
  });
});

describe("news", () => {
  const one = { ...asking(1), decisions: [decided("Tunde")], veto: true };

  test("another's approval says how many are still needed, and one's own is no news", () => {
    const before = detail();
    expect(newsOf(before, detail({ asking: one }), "mara")).toBe("Tunde approved. Yours is the last one needed.");
    expect(newsOf(before, detail({ asking: one, you: you("decided") }), "tunde")).toBe("Waiting for others.");
    expect(newsOf(before, detail({ asking: { ...one, quorum: 3 } }), "mara")).toBe(
      "Tunde approved. 2 more approvals are needed.",
    );
  });

  test("an end is told once, with who brought it about", () => {
    const rejected = { ...asking(0), decisions: [decided("Ines", "reject")], veto: true };
    const after = detail({ stage: "following", asking: rejected, you: you("nobodyAsked") });
    expect(newsOf(detail(), after, "mara")).toBe("Ines rejected. Azure is working on it.");
    expect(newsOf(after, after, "mara")).toBeUndefined();
  });

  test("what would shift the page waits, and what would not is shown", () => {
    expect(movesThings(detail(), detail({ updatedAt: "2026-11-24T06:39:30Z" }))).toBe(false);
    expect(movesThings(detail(), detail({ asking: one }))).toBe(true);
    expect(movesThings(detail(), detail({ shown: { facts, hash: "h2" } }))).toBe(true);
    expect(newsOf(detail(), detail({ shown: { facts, hash: "h2" } }), "mara")).toContain("the facts have changed");
  });
});

describe("the timeline", () => {
  const happened = (what: string, text = what) => ({ at: "2026-11-24T06:39:00Z", what, text });

  test("Azure's own looks stand under what was sent, and are not told twice", () => {
    const looks = [{ at: "2026-11-24T06:39:10Z", text: "Azure is working" }];
    const progress = { sentAt: "2026-11-24T06:39:00Z", looks };
    const entries = timelineEntries({
      timeline: [happened("sending"), happened("sent"), happened("running")],
      progress,
    });
    expect(entries.map(({ head, looks: { length } }) => [head, length])).toEqual([
      ["Sent to Azure", 0],
      ["Azure answered", 1],
    ]);
  });

  test("what this page has no word for is told in the server's", () => {
    expect(timelineEntries({ timeline: [happened("brandNew", "Something new happened")] })).toEqual([
      { at: "2026-11-24T06:39:00Z", sign: "other", head: "Something new happened", looks: [], looksLeftOut: 0 },
    ]);
  });
});
