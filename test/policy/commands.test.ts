import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { wallClock } from "../../local/seams";
import { openAudit } from "../../src/audit/store";
import { sampleFacts } from "../../src/policy/facts-sample";
import { type Platform, PRODUCTION, startPlatform } from "../local/arm/platform";
import { runPolicy as run } from "./commands";
import { judgedBy, policyOf } from "./loading";

jest.setTimeout(60_000);

let folder = "";
const before = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-cli-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  process.env = { ...before };
});

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

describe("check", () => {
  test("prints every fault with its place and ends with 1", async () => {
    write("1.policy.yaml", "rulez: []\n");
    write("2.policy.yml", "rules: []\n");
    const { code, out, err } = await run("check", folder);
    expect({ code, out }).toEqual({ code: 1, out: `${folder}: 1 document, 0 rules, 2 faults, 0 warnings` });
    expect(err).toBe(
      `${folder}/1.policy.yaml:1:1: error: unknown key "rulez". Did you mean "rules"?\n    1 | rulez: []\n      | ^^^^^\n` +
        `${folder}/2.policy.yml:1:1: error: this file cannot be read: its name does not end in .policy.yaml`,
    );
  });

  test("warnings fail only where they are asked to", async () => {
    write("1.policy.yaml", "rules: [{ name: a, when: target.name == 'x', verdict: reject }]\n");
    expect((await run("check", folder)).code).toBe(0);
    expect((await run("check", folder, "--fail-on-warnings")).code).toBe(1);
    expect(JSON.parse((await run("check", folder, "--json")).out)).toMatchObject({
      faults: [],
      warnings: [{ line: 1 }],
    });
  });

  test("warns of files that somebody may take for policies and nothing reads", async () => {
    write("1.policy.yaml", "rules: [{ name: a, when: target.name == 'x', verdict: escalate }]\n");
    write("1.test.yaml", "cases: []\n");
    write("schema.json", "{}");
    write("00-x.yaml", "rules: []\n");
    write("01-x.policies.yml", "rules: []\n");
    const { code, out, err } = await run("check", folder);
    expect({ code, out }).toEqual({ code: 0, out: `${folder}: 1 document, 1 rule, 0 faults, 2 warnings` });
    expect(err.split("\n")).toEqual(
      ["00-x.yaml", "01-x.policies.yml"].map(
        (file) =>
          `${folder}/${file}:1:1: warning: this file is neither a policy nor a test, so nothing reads it. Policies end in .policy.yaml, tests in .test.yaml.`,
      ),
    );
    expect((await run("check", folder, "--fail-on-warnings")).code).toBe(1);
    expect((await run("check", "policies", "--fail-on-warnings")).code).toBe(0);
  });

  test("says what a policy without rules would do", async () => {
    write("1.policy.yaml", "rules: []\n");
    expect((await run("check", folder)).out).toMatch(/every request would be escalated to people/);
    expect((await run("check", join(folder, "nowhere"))).code).toBe(1);
  });
});

describe("test", () => {
  const POLICY = `rules:
  - { name: dev, when: 'target.tag("env") == "dev"', verdict: approve, reason: it is dev }
  - { name: rest, when: true, verdict: escalate }
`;

  test("passes, and tells what no case shows", async () => {
    write("1.policy.yaml", POLICY);
    write(
      "1.test.yaml",
      "cases: [{ name: dev is approved, expect: { verdict: approve, rule: dev, reason: it is dev } }]\n",
    );
    const { code, out } = await run("test", folder, "--verbose");
    expect(code).toBe(0);
    expect(out).toBe(
      "ok    dev is approved\n\nNo case shows that\n  dev does not match, is unknown (not counted)\n  rest matches\n1 case, 0 failed, coverage 33 %",
    );
    expect((await run("test", folder, "--min-coverage", "33")).code).toBe(0);
    const thin = await run("test", folder, "--min-coverage", "34");
    expect([thin.code, thin.err]).toEqual([1, "The coverage is 33 %, and 34 % is asked for."]);
    for (const none of ["much", "", " ", "101"])
      expect(await run("test", folder, "--min-coverage", none)).toMatchObject({ code: 2, out: "" });
  });

  test("a failure is told as a difference, with the explanation", async () => {
    write("1.policy.yaml", POLICY);
    write(
      "1.test.yaml",
      "cases:\n  - name: prod is rejected\n    facts: { target: { tags: { env: prod } } }\n    expect: { verdict: reject, rule: dev, quorum: 2 }\n",
    );
    const { code, out } = await run("test", folder);
    expect(code).toBe(1);
    expect(out).toContain(`FAIL  prod is rejected  (1.test.yaml:2)
      verdict
      - reject
      + escalate
      rule
      - dev
      + rest
      quorum
      - 2
      + 1
      ✗ dev   does not match (approve)
          target.tag("env") == "dev" is false: target.tag("env") is "prod"
      ✓ rest  matches (escalate)`);
  });

  test.each([
    [
      "a misspelt fact",
      "cases: [{ name: a, facts: { target: { tag: {} } }, expect: { verdict: approve } }]",
      /unknown key "tag". Did you mean "tags"\?/,
    ],
    [
      "a base that is not there",
      "cases: [{ name: a, base: nope, expect: { verdict: approve } }]",
      /there is no base nope/,
    ],
    [
      "an expectation that is none",
      "cases: [{ name: a, expect: { verdikt: approve } }]",
      /verdict is missing|unknown key "verdikt"/,
    ],
    ["a time that is none", "cases: [{ name: a, now: tomorrow, expect: { verdict: approve } }]", /is not a time/],
  ])("%s is a fault of the cases, with its place", async (_what, text, words) => {
    write("1.policy.yaml", POLICY);
    write("1.test.yaml", text);
    const { code, err } = await run("test", folder);
    expect(code).toBe(1);
    expect(err).toMatch(words);
    expect(err).toContain("1.test.yaml:1:");
  });

  test("without cases nothing passes", async () => {
    write("1.policy.yaml", POLICY);
    expect(await run("test", folder)).toMatchObject({ code: 1, err: expect.stringContaining("There are no cases") });
  });
});

test.each(["check", "test", "explain"])("%s passes over nothing that it was given", async (command) => {
  write("1.policy.yaml", "rules: []\n");
  const { code, out, err } = await run(command, folder, join(folder, "faulty"));
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^One (folder|connection) at a time.* Left over: .*faulty$/);
});

describe("explain", () => {
  test("tells of each rule of given facts whether it matched and why", async () => {
    write(
      "1.policy.yaml",
      "rules:\n  - { name: a, when: target.location == 'x', verdict: reject, reason: x, mode: observe }\n  - { name: b, when: target.name.startsWith('twins'), verdict: approve, reason: y, expiresAfter: P1D }\n  - { name: c, when: true, verdict: escalate }\n",
    );
    write("facts.json", JSON.stringify(sampleFacts()));
    const { code, out } = await run(
      "explain",
      join(folder, "facts.json"),
      "--policies",
      folder,
      "--now",
      "2026-03-02T09:00:00Z",
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^✗ a {2}does not match \(reject, on trial\)\n {4}target.location == 'x' is false: target.location is "westeurope"\n✓ b {2}matches \(approve\)\n {4}target.name.startsWith\('twins'\) is true: target.name is "twins-dev"\n· c {2}not reached \(escalate\)\n\nverdict {2}approve \(rule b\)\nreason {3}y\nnote {5}Approved by rule b \(example-request\)\nexpires {2}after P1D\npolicy {3}[0-9a-f]{12}$/,
    );
  });

  test.each([
    [["explain"], 2, /Which connection\?/],
    [["explain", "/nowhere.json", "--policies", "policies"], 2, /neither a connection id nor a file of JSON/],
    [["explain", "package.json", "--policies", "policies"], 2, /does not hold facts/],
    [["explain", "package.json", "--now", "soon"], 2, /--now: "soon" is not a time with a zone/],
    [["explain", "package.json", "--now", "5"], 2, /--now: "5" is not a time with a zone/],
    [["explain", "package.json", "--now", "2026-03-02T09:00:00"], 2, /is not a time with a zone/],
    [["replay", "--since", "2026-03-02"], 2, /--since: "2026-03-02" is not a time with a zone/],
    [["replay", "--until", "2026-03-02 09:00Z"], 2, /--until: .* is not a time with a zone/],
  ])("%p ends with %d", async (words, code, text) => {
    const ran = await run(...words);
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(text);
  });
});

describe("with Azure, as the stand-in has it", () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await startPlatform({ clock: wallClock });
  });

  afterAll(() => platform.stop());

  beforeEach(() => {
    const { arm, identity } = platform;
    const places = {
      arm: arm.url,
      identityEndpoint: identity.endpoint,
      armAudience: "https://management.azure.com",
      identityHeader: identity.header,
      subscriptions: [PRODUCTION],
    };
    write("endpoints.json", JSON.stringify(places));
    process.env["APPROVER_STATE"] = folder;
  });

  const written = async () => {
    const { body } = await platform.local("GET", "/_local/requests");
    return (
      (body as { value?: readonly { readonly method: string }[] }).value?.filter(({ method }) => method !== "GET") ?? []
    );
  };

  test("simulate tells the verdict on everything that there is, and writes nothing", async () => {
    const { code, out } = await run("simulate", "--json");
    const rows = JSON.parse(out) as readonly Record<string, unknown>[];
    expect(code).toBe(0);
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.find(({ consumer }) => consumer === "99999999-9999-4999-8999-999999999999")).toMatchObject({
      status: "Pending",
      verdict: "reject",
      rule: "closed-subscription",
      change: "same",
    });
    expect(rows.filter(({ rule }) => rule === "production").every(({ verdict }) => verdict === "escalate")).toBe(true);
    expect(await written()).toEqual([]);
  });

  test("against another policy it prints what changes, and fails on widening", async () => {
    const mine = join(folder, "mine");
    const theirs = readFileSync("policies/10-own-company.policy.yaml", "utf8");
    const { mkdirSync } = await import("node:fs");
    mkdirSync(mine);
    writeFileSync(
      join(mine, "1.policy.yaml"),
      theirs
        .replace('target.tag("env") == "prod"', 'target.tag("env") == "never"')
        .replaceAll('["dev", "test"]', '["prod"]'),
    );
    const wider = await run("simulate", "--policies", mine, "--against", "policies", "--fail-on-widening");
    expect(wider.code).toBe(1);
    expect(wider.out).toMatch(
      /WIDER twins-factory-berlin\/.*\n.*Pending\n {4}escalate -> approve \(rule own-subscription\)/,
    );
    expect(wider.err).toMatch(/would be approved that were not before/);
    const narrower = await run("simulate", "--policies", "policies", "--against", mine, "--fail-on-widening", "--csv");
    expect(narrower.code).toBe(0);
    expect(narrower.out.split("\r\n")[0]).toBe(
      "connectionId,consumer,status,verdict,rule,reason,before,beforeRule,change,people,expiresAfter,beforePeople,beforeExpiresAfter,at",
    );
    expect(narrower.out).toContain(",narrowed");
    expect(await run("simulate", "--fail-on-widening")).toMatchObject({ code: 2 });
  });

  test("against another policy a softer question is a change, and no widening", async () => {
    const theirs = readFileSync("policies/10-own-company.policy.yaml", "utf8");
    const softer = theirs.replace("quorum: 2", "quorum: 1").replace("P7D", "PT1H, atDeadline: reject");
    write("1.policy.yaml", softer);
    const against = ["simulate", "--policies", folder, "--against", "policies", "--fail-on-widening"];
    const { code, out } = await run(...against);
    expect(code).toBe(0);
    expect(out).toMatch(/people {2}2 of Approver within P\w+.* -> 1 of Approver within PT1H, then rejected/);
    expect(out).toMatch(
      /0 newly approved, 0 no longer approved, 0 with another verdict, [1-9]\d* with other terms\.$/m,
    );
    const rows = JSON.parse((await run(...against, "--json")).out);
    expect(rows[0]).toMatchObject({ change: "terms", before: { people: { quorum: 2 } }, people: { quorum: 1 } });
  });

  test("a policy that reads the clock is judged at the times that are asked about, and says that it depends on them", async () => {
    const rules = (more: string) => `rules:
  - { name: by-day, when: 'businessHours(now, "UTC") ${more}', verdict: approve, reason: x }
  - { name: rest, when: true, verdict: escalate }
`;
    write("1.policy.yaml", rules("&& now - request.receivedAt < minutes(1)"));
    const [day, night] = ["2026-03-02T09:00:00Z", "2026-03-02T23:00:00+01:00"];
    const { code, out } = await run("simulate", "--policies", folder, "--now", day, "--now", night);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^As of 2026-03-02T09:00:00.000Z\n.*: [1-9]\d* approve, 0 reject, 0 escalate\.\nAs of 2026-03-02T22:00:00.000Z\n.*: 0 approve, 0 reject, [1-9]\d* escalate\.\n/s,
    );
    expect(out).toMatch(/\nThe result depends on the time, which rule by-day reads: --now judges at another one\.$/);
    const data = await run("simulate", "--policies", folder, "--now", night, "--json");
    expect(JSON.parse(data.out)[0]).toMatchObject({ verdict: "escalate", at: "2026-03-02T22:00:00.000Z" });
    expect(data.err).toMatch(/depends on the time/);

    write("1.policy.yaml", "rules: [{ name: rest, when: true, verdict: escalate }]\n");
    expect((await run("simulate", "--policies", folder)).out).not.toMatch(/depends on the time/);
    expect(await run("simulate", "--now", day, "--now", "5")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^--now: "5" is not a time/),
    });
  });

  test("where part of the estate cannot be read, nothing is claimed", async () => {
    const other = "10000000-0000-4000-8000-00000000dead";
    const { code, out, err } = await run("simulate", "--subscription", PRODUCTION, "--subscription", other);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/Nothing is printed/);
  });

  test("explain reads the facts of one connection as a decision would", async () => {
    const id = `/subscriptions/${PRODUCTION}/resourceGroups/rg-twins-prod/providers/Microsoft.DigitalTwins/digitalTwinsInstances/twins-legacy/privateEndpointConnections/c0000000-0000-4000-8000-000000000011`;
    const { code, out } = await run("explain", id);
    expect(code).toBe(0);
    expect(out).toContain('target.tag("env") is not known: the target has no such tag');
    expect(out).toContain("people   2 of Approver");
    expect((await run("explain", id.replace("000011", "999999"))).code).toBe(1);
    expect(await written()).toEqual([]);
  });
});

test("without a product on this machine and without settings, a simulation says what is missing", async () => {
  process.env["APPROVER_STATE"] = join(folder, "nowhere");
  delete process.env["ARM_ENDPOINT"];
  await expect(run("simulate")).rejects.toThrow(
    /Start the product on this machine with npm start, or set ARM_ENDPOINT/,
  );
});

test("replay tells which recorded decisions would be others, as of then", async () => {
  const rules = (verdict: string) =>
    `rules: [{ name: all, when: 'businessHours(now, "UTC")', verdict: ${verdict}, reason: x }]\n`;
  const audit = pathToFileURL(join(folder, "audit")).href;
  const log = await openAudit(audit);
  const decide = async (name: string, decidedAt: string) => {
    const facts = sampleFacts();
    const id = facts.connection.id.replace(/example$/, name);
    const mine = { ...facts, connection: { ...facts.connection, id } };
    const judgement = policyOf(rules("escalate")).judge(mine, new Date(decidedAt));
    const decision = { ...judgement, appVersion: "0.1.0", decidedAt };
    await log.append(id, { kind: "decided", run: name, round: 0, at: decidedAt, facts: mine, decision });
  };
  await decide("by-day", "2026-03-02T10:00:00Z");
  await decide("by-night", "2026-03-02T22:00:00Z");
  await decide("last-year", "2025-03-03T10:00:00Z");
  write("1.policy.yaml", rules("approve"));
  const all = await run("replay", "--policies", folder, "--audit", audit, "--fail-on-widening");
  expect(all.code).toBe(1);
  expect(all.out).toMatch(/^WIDER twins-dev\/(by-day|last-year)/);
  expect(all.out).toContain(
    "3 connections: 2 approve, 0 reject, 1 escalate.\nAgainst what was decided: 2 newly approved",
  );
  const recent = await run(
    "replay",
    "--policies",
    folder,
    "--audit",
    audit,
    "--since",
    "2026-01-01T00:00:00Z",
    "--json",
  );
  expect(JSON.parse(recent.out)).toMatchObject([{ change: "widened", before: { verdict: "escalate", rule: "all" } }]);
  expect((await run("replay", "--since", "soon")).code).toBe(2);
  expect(judgedBy(policyOf(rules("approve"))).verdict).toBe("approve");
});
