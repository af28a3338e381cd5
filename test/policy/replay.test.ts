import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openAudit } from "../../src/audit/store";
import { sampleFacts } from "../../src/policy/facts-sample";
import { runPolicy } from "./commands";
import { policyOf } from "./loading";

let folder = "";
let audit = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-replay-"));
  audit = join(folder, "audit");
  writeFileSync(join(folder, "1.policy.yaml"), rules("approve"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rules = (verdict: string) => `rules: [{ name: all, when: true, verdict: ${verdict}, reason: x }]\n`;
const replay = (...words: string[]) => runPolicy("replay", "--policies", folder, "--audit", audit, ...words);
const logs = () => readdirSync(audit).map((name) => join(audit, name));
const rewrite = (change: (text: string) => string) => {
  for (const log of logs()) writeFileSync(log, change(readFileSync(log, "utf8")));
};

/** A decision in the log, as the app writes it. */
async function decided(text: string, { at = "2026-03-02T10:00:00Z", name = "one", facts = sampleFacts() } = {}) {
  const id = facts.connection.id.replace(/example$/, name);
  const mine = { ...facts, connection: { ...facts.connection, id } };
  const decision = { ...policyOf(text).judge(mine, new Date(at)), appVersion: "0.1.0", decidedAt: at };
  const log = await openAudit(pathToFileURL(audit).href);
  await log.append(id, { kind: "decided", run: `${name} ${at}`, round: 0, at, facts: mine, decision });
}

describe("what cannot be trusted claims nothing", () => {
  test.each([
    [
      "a log whose verdicts were altered",
      () => rewrite((text) => text.replaceAll('"verdict":"escalate"', '"verdict":"approve"')),
      /The log of \/subscriptions\/.* does not hold: entry 0/,
    ],
    [
      "a log that does not say whose it is",
      () => rewrite((text) => text.replace(/"connectionId":"[^"]*",("entry")/, "$1")),
      /The log of the file .*jsonl does not hold: entry 0: it does not say whose log this is/,
    ],
    [
      "a log under another's name",
      () => renameSync(logs()[0] as string, join(audit, "other.jsonl")),
      /other\.jsonl does not hold: entry 0: the log lies under a name/,
    ],
    ["a folder that is not there", () => rmSync(audit, { recursive: true }), /ENOENT/],
    ["a log that was emptied", () => rewrite(() => ""), /There is no log with an entry in/],
    [
      "a folder without a log",
      () => {
        rmSync(audit, { recursive: true });
        mkdirSync(audit);
      },
      /There is no log with an entry in/,
    ],
  ])("%s", async (_what, spoil, words) => {
    await decided(rules("escalate"));
    spoil();
    const { code, out, err } = await replay("--fail-on-widening");
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(words);
    expect(err).toMatch(/Nothing is printed/);
  });

  test("a decision that cannot be read, unless it is of another time", async () => {
    await decided(rules("escalate"));
    const facts = { ...sampleFacts(), readFrom: "the moon" } as unknown as ReturnType<typeof sampleFacts>;
    await decided(rules("escalate"), { name: "two", at: "2025-03-02T10:00:00Z", facts });
    const all = await replay("--json");
    expect({ code: all.code, out: all.out }).toEqual({ code: 3, out: "" });
    expect(all.err).toMatch(/1 decision of .*two cannot be read/);
    const recent = await replay("--since", "2026-01-01T00:00:00Z");
    expect(recent).toMatchObject({ code: 0, err: "" });
    expect(recent.out).toMatch(/1 newly approved/);
  });
});

test("an entry that was never finished is mentioned, and hinders nothing", async () => {
  await decided(rules("escalate"));
  rewrite((text) => `${text}{"index":1,"prev`);
  const { code, out, err } = await replay();
  expect(code).toBe(0);
  expect(out).toMatch(/1 newly approved/);
  expect(err).toMatch(/ends in an entry that was never finished/);
});

test("people who would be asked otherwise, and longer or shorter approvals, are told", async () => {
  const asks = (people: string) => `rules: [{ name: all, when: true, verdict: escalate, people: { ${people} } }]\n`;
  await decided(asks("role: Approver, quorum: 2, deadline: P7D"));
  writeFileSync(join(folder, "1.policy.yaml"), asks("role: Approver, deadline: PT1H, atDeadline: reject"));
  const { code, out } = await replay("--fail-on-widening");
  expect(code).toBe(0);
  expect(out).toContain("people  2 of Approver within P7D -> 1 of Approver within PT1H, then rejected");
  expect(out).toMatch(/1 with other terms\.$/);
});
