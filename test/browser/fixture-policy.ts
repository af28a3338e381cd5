import type { PolicyView } from "../../src/console/policy-types";

const COMPANY = `# yaml-language-server: $schema=./schema.json
lists:
  ourTenants: [7c1f0f52-0f3a-4c58-9f43-5be9a7b1c210]
  partners: [b51e44d0-6c1b-4a3f-8a55-0d2f6e1c9a77]
  blocked:
    - 0b7a1f52-3d0e-4a6b-9a55-6f1f0a2c4e11

directory:
  c41d07aa-52f3-4a8e-b0d9-1f6be2c97e20:
    tenant: b51e44d0-6c1b-4a3f-8a55-0d2f6e1c9a77
    owner: Nordlys Maintenance
    contact: elin.sorby@nordlys.example

rules:
  - name: blocked-subscriptions
    description: Subscriptions that security has barred
    when: consumer.subscription in lists.blocked
    verdict: reject
    reason: "{{ consumer.subscription }} is barred by security"

  - name: limit-per-consumer
    when: >
      target.connections.filter(c,
        c.subscription == consumer.subscription).size() >= 3
    verdict: escalate
    reason: "{{ consumer.owner }} already has three connections to {{ target.name }}"
    people: { role: Approver, quorum: 2, deadline: P3D }

  - name: production-needs-two
    when: >
      target.tag("env") == "prod" &&
      (consumer.tenant in lists.ourTenants || consumer.tenant in lists.partners)
    verdict: escalate
    reason: "{{ target.name }} is production, and {{ consumer.owner }} is a partner"
    expiresAfter: P180D
    people:
      role: Approver
      quorum: 2
      remindEvery: PT8H
      deadline: P1D
      atDeadline: keepPending # nobody is connected by silence

  - name: business-hours
    when: '!withinHours(request.receivedAt, "06:00", "22:00", "Europe/Oslo")'
    verdict: escalate
    people: { role: Approver, quorum: 1, deadline: PT12H }

  - name: own-tenant-test
    when: target.tag("env") == "test" && consumer.tenant in lists.ourTenants
    verdict: approve
    reason: test instance, our own tenant
    expiresAfter: P365D
`;

const PARTNERS = `rules:
  - name: partner-test
    when: target.tag("env") == "test" && consumer.tenant in lists.partners
    mode: observe
    verdict: approve
    reason: partners may use test
    expiresAfter: P30D

  - name: everything-else
    when: true
    verdict: escalate
    reason: no rule speaks of this
    people: { role: Approver, quorum: 1, deadline: P7D }
`;

const place = (
  rule: string,
  line: number,
  endLine: number,
  verdict: "approve" | "reject" | "escalate",
  mode: "enforce" | "observe" = "enforce",
) => ({ rule, line, endLine, verdict, mode });

const documents: PolicyView["documents"] = [
  {
    file: "10-company.policy.yaml",
    hash: "a41f",
    rules: ["blocked-subscriptions", "limit-per-consumer", "production-needs-two", "business-hours", "own-tenant-test"],
    lists: ["ourTenants", "partners", "blocked"],
    directory: 1,
    text: COMPANY,
    places: [
      place("blocked-subscriptions", 15, 19, "reject"),
      place("limit-per-consumer", 21, 27, "escalate"),
      place("production-needs-two", 29, 41, "escalate"),
      place("business-hours", 43, 46, "escalate"),
      place("own-tenant-test", 48, 52, "approve"),
    ],
  },
  {
    file: "20-partners.policy.yaml",
    hash: "77de",
    rules: ["partner-test", "everything-else"],
    lists: [],
    directory: 0,
    text: PARTNERS,
    places: [place("partner-test", 2, 7, "approve", "observe"), place("everything-else", 9, 13, "escalate")],
  },
];

const targetId = (name: string) =>
  `/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg/providers/Microsoft.DigitalTwins/digitalTwinsInstances/${name}`;

export const goodPolicy: PolicyView = {
  kind: "good",
  text: "7 rules are in force.",
  hash: "5f0c81d2aa17b3fe",
  since: "2026-11-21T15:02:00Z",
  rules: 7,
  documents,
  faults: [],
  warnings: [],
  known: {
    subscriptions: [
      { id: "c41d07aa-52f3-4a8e-b0d9-1f6be2c97e20", owner: "Nordlys Maintenance" },
      { id: "0cbd5b1e-9a0f-4f1c-8f54-92b17f8d1e66", owner: "Yard Robotics" },
    ],
    targets: [
      { id: targetId("adt-cranes-prod"), name: "adt-cranes-prod", env: "prod" },
      { id: targetId("adt-yard-test"), name: "adt-yard-test", env: "test" },
    ],
  },
};

/** Newer documents with faults: the old ones go on deciding. */
export const stalePolicy: PolicyView = {
  ...goodPolicy,
  kind: "stale",
  faults: [
    {
      severity: "fault",
      file: "10-company.policy.yaml",
      line: 32,
      column: 27,
      width: 15,
      text: "there is no list ourTenant",
      hint: "Did you mean lists.ourTenants?",
      source: "      (consumer.tenant in lists.ourTenant || consumer.tenant in lists.partners)",
    },
    {
      severity: "fault",
      file: "10-company.policy.yaml",
      line: 40,
      column: 17,
      width: 3,
      text: "is not a duration such as P14D or PT36H",
      hint: "Write P1D for one day, or PT24H.",
      source: "      deadline: 24h",
    },
    {
      severity: "fault",
      file: "20-partners.policy.yaml",
      line: 3,
      column: 29,
      width: 1,
      text: "“=” is not a comparison in CEL",
      hint: "Write == instead.",
      source: '    when: target.tag("env") = "test" && consumer.tenant in lists.partners',
    },
  ],
};
