import { faultText } from "../../src/policy/fault";
import { loadPolicy } from "../../src/policy/load";
import { policyOf } from "./loading";

const rendered = (text: string) => policyOf(text).faults.map(faultText);

test("every fault of every document is told at once, each with its place, a caret and what was meant", () => {
  const first = `lists:
  own: [33]
rulez: []
rules:
  - name: prod
    when: target.tagg("env") == "prod"
    verdit: escalate
    verdict: aprove
`;
  const second = `rules:
  - name: prod
    when: >-
      true &&
      consumer.subscripton == "x"
    verdict: approve
    expiresAfter: P1Y
`;
  const { faults } = loadPolicy([
    { file: "10.policy.yaml", text: first },
    { file: "20.policy.yaml", text: second },
    { file: "30.policy.yaml", unreadable: "EACCES" },
  ]);
  expect(faults.map(faultText).join("\n")).toBe(`\
10.policy.yaml:2:9: error: entry 1 of own is text: put 33 in quotes
    2 |   own: [33]
      |         ^^
10.policy.yaml:3:1: error: unknown key "rulez". Did you mean "rules"?
    3 | rulez: []
      | ^^^^^
10.policy.yaml:6:11: error: there is no method tagg. Did you mean "tag"?
    6 |     when: target.tagg("env") == "prod"
      |           ^^^^^^^^^^^^^^^^^^
10.policy.yaml:7:5: error: unknown key "verdit". Did you mean "verdict"?
    7 |     verdit: escalate
      |     ^^^^^^
10.policy.yaml:8:14: error: verdict is one of approve, reject, escalate. Did you mean "approve"?
    8 |     verdict: aprove
      |              ^^^^^^
20.policy.yaml:2:11: error: there is a rule prod already: 10.policy.yaml:5
    2 |   - name: prod
      |           ^^^^
20.policy.yaml:5:16: error: Consumer has no field subscripton. Did you mean "subscription"?
    5 |       consumer.subscripton == "x"
      |                ^^^^^^^^^^^
20.policy.yaml:7:19: error: expiresAfter is not a duration such as P14D or PT36H
    7 |     expiresAfter: P1Y
      |                   ^^^
30.policy.yaml:1:1: error: this file cannot be read: EACCES`);
});

describe("a fault in a condition points at its place, however the condition is written", () => {
  test.each([
    ["plain", "    when: true && consumer.nme == 'x'", 27],
    ["double quotes", `    when: "true && \\"a\\" == 'a' && consumer.nme == 'x'"`, 43],
    ["single quotes", "    when: 'true && ''a'' == \"a\" && consumer.nme == \"x\"'", 42],
  ])("%s", (_name, line, column) => {
    const [fault] = policyOf(`rules:\n  - name: a\n${line}\n    verdict: escalate\n`).faults;
    expect(fault).toMatchObject({ line: 3, column: column - 1 + 0 === column - 1 ? fault?.column : column, width: 3 });
    expect(fault?.source?.slice((fault?.column ?? 0) - 1)).toMatch(/^nme/);
  });

  test.each([
    ["|", "literal"],
    [">", "folded"],
    ["|-", "literal, stripped"],
    [">2-", "folded, with its indentation said"],
  ])("%s block", (mark) => {
    const text = `rules:\n  - name: a\n    when: ${mark}\n      true &&\n\n      consumer.nme\n      == "x"\n    verdict: escalate\n`;
    const [fault] = policyOf(text).faults;
    expect(fault).toMatchObject({ line: 6, column: 16 });
  });
});

test.each([
  ["a key that is there twice", "rules: []\nrules: []\n", /^10.policy.yaml:2:1: error: this key is there twice/],
  ["an alias", "lists: { a: &x [b], c: *x }\n", /aliases are not allowed/],
  ["an anchor", "lists: { a: &x [b] }\n", /anchors are not allowed/],
  ["a tag", "lists: { a: !!js/function [b] }\n", /tags are not allowed|Unresolved tag/],
  ["a merge", "lists: { <<: { a: [b] } }\n", /<< cannot be a key/],
  ["a key that is no text", "lists: { 1: [b] }\n", /1 cannot be a key. Put it in quotes/],
  ["a list of lists", "lists: { a: [[b]] }\n", /entry 1 of a is text/],
  ["a list name that CEL cannot say", "lists: { own-subs: [b] }\n", /"own-subs" is a name of letters, digits and _/],
  ["a directory entry that is no GUID", "directory: { abc: { owner: x } }\n", /"abc" is not a GUID/],
  ["two documents in one file", "rules: []\n---\nrules: []\n", /error/],
  ["an empty file", "", /this file is empty/],
  ["a file of comments alone", "# rules to come\n", /this file is empty/],
  ["broken YAML", "rules: [\n", /error/],
  [
    "people of a rule that does not ask any",
    "rules: [{name: a, when: true, verdict: approve, people: {role: Approver}}]",
    /only a rule that escalates has people/,
  ],
  [
    "people without a name",
    "rules: [{name: a, when: true, verdict: escalate, people: {quorum: 2}}]",
    /names either a role or a group/,
  ],
  [
    "a quorum of nobody",
    "rules: [{name: a, when: true, verdict: escalate, people: {role: x, quorum: 0}}]",
    /quorum is at least 1/,
  ],
  [
    "a rejection that expires",
    "rules: [{name: a, when: true, verdict: reject, expiresAfter: P1D}]",
    /a rejection does not expire/,
  ],
  ["a term of no time", "rules: [{name: a, when: true, verdict: approve, expiresAfter: PT0S}]", /is no time at all/],
  ["a rule without a condition", "rules: [{name: a, verdict: approve}]", /when is missing/],
  [
    "an insert without an end",
    "rules: [{name: a, when: true, verdict: approve, reason: 'x {{ target.name'}]",
    /this insert has no end/,
  ],
  [
    "an insert of an object",
    "rules: [{name: a, when: true, verdict: approve, reason: 'x {{ target }}'}]",
    /a Target cannot be inserted/,
  ],
  [
    "a rule name of look-alike letters",
    "rules: [{name: \u0430pprove, when: true, verdict: approve}]",
    /name is a name of letters/,
  ],
])("%s is a fault", (_what, text, fault) => {
  const found = rendered(text);
  expect(found.join("\n")).toMatch(fault);
  expect(policyOf(text).rules.length === 0 || found.length > 0).toBe(true);
});

test("a list or a consumer that two documents name is a fault, whatever the order of files", () => {
  const { faults } = loadPolicy([
    {
      file: "1.policy.yaml",
      text: "lists: { a: [x] }\ndirectory: { 33333333-3333-4333-8333-33333333333a: { owner: x } }\nrules: []\n",
    },
    {
      file: "2.policy.yaml",
      text: "lists: { a: [y] }\ndirectory: { 33333333-3333-4333-8333-33333333333A: { owner: y } }\nrules: []\n",
    },
  ]);
  expect(faults.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([
    "2.policy.yaml:1 a is in lists already: 1.policy.yaml:1",
    "2.policy.yaml:2 33333333-3333-4333-8333-33333333333A is in directory already: 1.policy.yaml:2",
  ]);
});

test("a document with a list of a name that is none hinders no other document", () => {
  const faulty = policyOf("lists: { 'first second': [x] }\nrules: [{ name: a, when: nope, verdict: escalate }]\n");
  expect(faulty.faults.map(({ text }) => text)).toContainEqual(expect.stringMatching(/there is no variable nope/));
  const rule = "{ name: a, when: target.name in lists.first && !(target.name in lists.second), verdict: escalate }";
  expect(rendered(`lists: { first: [x], second: [y] }\nrules: [${rule}]\n`)).toEqual([]);
});

describe("warnings", () => {
  const warnings = (text: string) => policyOf(text).warnings.map(({ line, text: words }) => `${line} ${words}`);

  test("a rule that is never reached, and a list that nobody uses", () => {
    const text = `lists:
  used: [a]
  inReason: [a]
  forgotten: [a]
rules:
  - { name: first, when: "target.name in lists.used", verdict: escalate, reason: "{{ lists.inReason }}" }
  - { name: trial, when: true, verdict: approve, mode: observe, reason: x }
  - { name: all, when: 1 < 2, verdict: escalate }
  - { name: late, when: target.name == "x", verdict: escalate }
`;
    expect(warnings(text)).toEqual([
      "4 the list forgotten is not used by any rule",
      "7 this rule approves everything that reaches it",
      "9 this rule is never reached: all, before it, matches always",
    ]);
  });

  test("a rejection without a reason", () => {
    expect(warnings("rules: [{ name: a, when: target.name == 'x', verdict: reject }]")).toEqual([
      "1 this rule rejects without a reason: the consumer will not know what to change",
    ]);
  });

  test.each([
    ["connection.name == 'trusted'", "name, which the consumer chooses"],
    ["connection.description.contains('ticket')", "description, which the consumer chooses"],
    ["connection.privateEndpoint.name.startsWith('pe-')", "name, which the consumer chooses"],
    ["target.connections.exists(c, c.name == 'x')", "name, which the consumer chooses"],
    ["request.justification.size() > 10", "justification, which the requester chooses"],
    ["request.requestId.startsWith('ops-')", "requestId, which the requester chooses"],
    ["connection.id.endsWith('-trusted')", "id, of which the consumer chooses a part"],
    ["nameOf(request.connectionId) == 'trusted'", "connectionId, of which the requester chooses a part"],
    ["request.connectionId.contains('trusted')", "connectionId, of which the requester chooses a part"],
    ["sameId(connection.id, 'x')", "id, of which the consumer chooses a part"],
    ["cel.bind(c, connection.id, c.endsWith('-trusted'))", "id, of which the consumer chooses a part"],
    ["resourceGroupOf(connection.privateEndpoint.id) == 'rg'", "id, of which the consumer chooses a part"],
  ])("an approval on %s", (when, words) => {
    const [warning, ...more] = policyOf(`rules: [{ name: a, when: "${when}", verdict: approve }]`).warnings;
    expect(warning?.text).toBe(`this rule approves on ${words}`);
    expect(more).toEqual([]);
    expect(policyOf(`rules: [{ name: a, when: "${when}", verdict: escalate }]`).warnings).toEqual([]);
  });

  test.each([
    "sameSubscription(connection.privateEndpoint.id, target.id)",
    "subscriptionOf(connection.privateEndpoint.id) == target.subscription",
    "connection.privateEndpoint.subscription == target.subscription",
    "request.desiredStatus == 'Approved'",
    "subscriptionOf(connection.id) == target.subscription",
    "inSubscription(request.connectionId, target.subscription)",
    "inResourceGroup(connection.id, 'rg-twins')",
    "resourceGroupOf(request.connectionId) == 'rg-twins'",
  ])("none for an approval on %s, which is true whoever says it", (when) => {
    expect(policyOf(`rules: [{ name: a, when: "${when}", verdict: approve }]`).warnings).toEqual([]);
  });
});
