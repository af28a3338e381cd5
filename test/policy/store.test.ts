import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyStore } from "../../src/policy/policies";
import { factsWith } from "./loading";

const APPROVES = "rules: [{ name: a, when: target.name == 'twins-dev', verdict: approve, reason: x }]\n";
const REJECTS = "rules: [{ name: b, when: true, verdict: reject, reason: x }]\n";
const FAULTY = "rules: [{ name: c, when: nope, verdict: approve }]\n";

let folder = "";
let now = new Date("2026-03-02T09:00:00Z");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-store-"));
  now = new Date("2026-03-02T09:00:00Z");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const store = () => policyStore(folder, { now: () => now });
const write = (file: string, text: string) => writeFile(join(folder, file), text);
const verdict = async (of: ReturnType<typeof store>) => (await of.current()).judge(factsWith(), now).verdict;

test("documents are read in the order of their names, and one list of rules comes of them", async () => {
  await write("20.policy.yaml", REJECTS);
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  expect(await verdict(policies)).toBe("approve");
  const { documents, hash, since, faults } = await policies.current();
  expect(documents.map(({ file, rules }) => [file, rules])).toEqual([
    ["10.policy.yaml", ["a"]],
    ["20.policy.yaml", ["b"]],
  ]);
  expect({ hash: hash.length, since, faults }).toEqual({ hash: 64, since: "2026-03-02T09:00:00.000Z", faults: [] });
});

test("a change is in force with the next judgement, and a look without a change reads nothing again", async () => {
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  const first = await policies.current();
  expect((await policies.current()).judge).toBe(first.judge);
  now = new Date("2026-03-03T09:00:00Z");
  await write("10.policy.yaml", REJECTS);
  expect(await verdict(policies)).toBe("reject");
  expect((await policies.current()).since).toBe("2026-03-03T09:00:00.000Z");
});

test("a file that is written anew with the same text is no new policy", async () => {
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  const first = await policies.current();
  now = new Date("2026-03-03T09:00:00Z");
  await write("10.policy.yaml.new", APPROVES);
  await rename(join(folder, "10.policy.yaml.new"), join(folder, "10.policy.yaml"));
  expect(await policies.current()).toMatchObject({ hash: first.hash, since: first.since });
});

test("a policy that fails to load never replaces one that works, and says so", async () => {
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  const good = await policies.current();
  await write("10.policy.yaml", FAULTY);
  expect(await verdict(policies)).toBe("approve");
  expect(await policies.current()).toMatchObject({ hash: good.hash, since: good.since, faults: [{ line: 1 }] });
  const state = await policies.state();
  expect(state).toMatchObject({ kind: "stale", rules: 1, hash: good.hash });
  expect(state.text).toBe(
    "The policy's documents have 1 fault (10.policy.yaml:1:26: there is no variable nope). What was loaded 2026-03-02T09:00:00.000Z stays in force: 1 rule.",
  );
  await write("10.policy.yaml", REJECTS);
  expect(await verdict(policies)).toBe("reject");
  expect((await policies.state()).kind).toBe("good");
});

test("a faulty document that comes and goes does not change since when the good ones are in force", async () => {
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  const { since } = await policies.current();
  now = new Date("2026-03-03T09:00:00Z");
  await write("20.policy.yaml", FAULTY);
  expect(await policies.state()).toMatchObject({ kind: "stale", since });
  now = new Date("2026-03-04T09:00:00Z");
  await rm(join(folder, "20.policy.yaml"));
  expect(await policies.state()).toMatchObject({ kind: "good", since, text: `In force since ${since}: 1 rule.` });
  await write("10.policy.yaml", REJECTS);
  expect(await policies.state()).toMatchObject({ since: now.toISOString() });
});

test("whoever watches the app is told once that the documents have faults, how many, and where to look", async () => {
  const told: string[] = [];
  const policies = policyStore(folder, { now: () => now, alarm: (text) => told.push(text) });
  await write("10.policy.yaml", APPROVES);
  await policies.current();
  expect(told).toEqual([]);
  await write("10.policy.yaml", FAULTY);
  await policies.current();
  await policies.current();
  await write("20.policy.yaml", FAULTY);
  await policies.current();
  expect(told).toEqual([
    expect.stringMatching(/have 1 fault \(10\.policy\.yaml:1:26: .*stays in force: 1 rule\. .*GET \/api\/policy/),
  ]);
  await rm(join(folder, "20.policy.yaml"));
  await write("10.policy.yaml", APPROVES);
  await policies.current();
  await write("10.policy.yaml", FAULTY);
  await policies.current();
  expect(told.length).toBe(2);
});

test.each([
  ["one document of two has a fault", () => write("20.policy.yaml", FAULTY)],
  ["one document is a folder", () => mkdir(join(folder, "20.policy.yaml"))],
  ["one document leads nowhere", () => symlink("/nowhere/at/all", join(folder, "20.policy.yaml"))],
  ["one document is not UTF-8", () => writeFile(join(folder, "20.policy.yaml"), Buffer.from([0x23, 0xff, 0xfe]))],
  ["one document was cut off to nothing", () => write("20.policy.yaml", "")],
  ["one document's name ends in .yml", () => write("20.policy.yml", REJECTS)],
  ["one document's name is in capitals", () => write("20.POLICY.YAML", REJECTS)],
])("where %s, nothing of the new documents is in force", async (_what, spoil) => {
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  await policies.current();
  await write("10.policy.yaml", REJECTS);
  await spoil();
  expect(await verdict(policies)).toBe("approve");
  expect((await policies.state()).kind).toBe("stale");

  const afresh = store();
  expect(await verdict(afresh)).toBe("escalate");
  expect(await afresh.state()).toMatchObject({ kind: "broken", rules: 0 });
  expect((await afresh.state()).text).toMatch(/every request is escalated to people/);
});

test("a folder that is gone is a fault for who had a policy from it", async () => {
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  await policies.current();
  await rm(folder, { recursive: true });
  expect(await verdict(policies)).toBe("approve");
  expect((await policies.state()).kind).toBe("stale");
});

test("without a folder, without files, and without rules everything escalates, and the state says so", async () => {
  const nowhere = policyStore(join(folder, "nowhere"), { now: () => now });
  expect(await verdict(nowhere)).toBe("escalate");
  const empty = store();
  expect(await verdict(empty)).toBe("escalate");
  expect(await empty.state()).toMatchObject({
    kind: "empty",
    text: "There are no rules: every request is escalated to people.",
  });
  await write("10.policy.yaml", "rules: []\n");
  expect((await store().state()).kind).toBe("empty");
});

test("many askers at once load a policy once", async () => {
  await write("10.policy.yaml", APPROVES);
  const policies = store();
  const all = await Promise.all(Array.from({ length: 20 }, () => policies.current()));
  expect(new Set(all.map(({ judge }) => judge)).size).toBe(1);
});

test("what the directory knows of a subscription counts without case, and of others nothing is made up", async () => {
  const id = "33333333-3333-4333-8333-33333333333A";
  await write("10.policy.yaml", `directory: { ${id}: { tenant: ${id}, owner: Team } }\nrules: []\n`);
  const { consumerOf } = await store().current();
  const lower = id.toLowerCase();
  expect(consumerOf(lower)).toEqual({ subscription: lower, tenant: lower, owner: "Team" });
  expect(consumerOf("x")).toEqual({ subscription: "x" });
});

test("people who look at the policy see each document with the place of its rules", async () => {
  const text =
    "# first\nrules:\n  - name: a\n    when: true\n    verdict: escalate\n\n  - { name: b, when: true, verdict: approve, mode: observe }\n";
  await write("10.policy.yaml", text);
  expect((await store().inFull()).documents).toMatchObject([
    {
      text,
      places: [
        { rule: "a", line: 3, endLine: 5, verdict: "escalate", mode: "enforce" },
        { rule: "b", line: 7, endLine: 7, verdict: "approve", mode: "observe" },
      ],
    },
  ]);
});
