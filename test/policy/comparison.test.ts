import { csv, type Judged, judged } from "../../src/policy/comparison";
import { SAMPLE_TIME, sampleFacts } from "../../src/policy/facts-sample";
import { judgedBy, policyOf } from "./loading";

const ESCALATES = "name: a, when: true, verdict: escalate";
const with_ = (people: string) => `${ESCALATES}, people: { ${people} }`;
const said = (rule: string) => judgedBy(policyOf(`rules: [{ ${rule} }]`));
const compared = (before: string, now: string) =>
  judged(sampleFacts(), { at: new Date(SAMPLE_TIME), now: said(now), before: said(before) });

describe("the same verdict on other terms is a change", () => {
  const base = "role: Approver, quorum: 2, deadline: P7D";
  test.each([
    ["a quorum", with_(base), with_("role: Approver, quorum: 1, deadline: P7D")],
    ["a role", with_(base), with_("role: Operator, quorum: 2, deadline: P7D")],
    ["a group for a role", with_("role: Approver"), with_("group: Approver")],
    ["a deadline", with_(base), with_("role: Approver, quorum: 2, deadline: PT1H")],
    ["what happens at it", with_(base), with_(`${base}, atDeadline: reject`)],
    ["a veto", with_(base), with_(`${base}, veto: false`)],
    ["reminders", with_(base), with_(`${base}, remindEvery: PT12H`)],
    ["the term of an approval", ESCALATES, `${ESCALATES}, expiresAfter: P1D`],
    [
      "an approval without end",
      "name: a, when: true, verdict: approve, expiresAfter: P1D",
      "name: a, when: true, verdict: approve",
    ],
    ["the rule that decides", "name: a, when: true, verdict: approve", "name: b, when: true, verdict: approve"],
  ])("%s", (_what, before, now) => {
    expect(compared(before, now).change).toBe("terms");
    expect(compared(now, now).change).toBe("same");
  });

  test("and another verdict is told as that", () => {
    const approves = "name: a, when: true, verdict: approve";
    expect(compared(with_(base), approves).change).toBe("widened");
    expect(compared(approves, with_(base)).change).toBe("narrowed");
    expect(compared("name: a, when: true, verdict: reject", with_(base)).change).toBe("moved");
  });
});

test("a spreadsheet has the people and the term of both", () => {
  const row = compared(
    with_("role: Approver, quorum: 2, deadline: P7D"),
    `${with_("group: net, deadline: PT1H, atDeadline: reject")}, expiresAfter: P9D`,
  );
  const [head, line] = csv([row]).split("\r\n");
  expect(head).toMatch(/,change,people,expiresAfter,beforePeople,beforeExpiresAfter,at$/);
  expect(line).toMatch(
    /,terms,"1 of the group net within PT1H, then rejected",P9D,2 of Approver within P7D,,2026-03-02T09:00:00.000Z$/,
  );
});

test("a cell of a spreadsheet is never a formula, and keeps its commas and quotes", () => {
  const row: Judged = {
    connectionId: "=cmd()",
    status: 'a,"b"',
    verdict: "approve",
    reason: "+1",
    at: "2026-03-02T09:00:00.000Z",
    change: "same",
  };
  expect(csv([row]).split("\r\n")[1]).toBe(`'=cmd(),,"a,""b""",approve,,'+1,,,same,,,,,2026-03-02T09:00:00.000Z`);
});
