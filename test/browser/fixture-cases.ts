import type { Outcome, RuleTrace } from "../../src/approval/model";
import type { Stage } from "../../src/approval/status";
import { NORDLYS, OURS } from "./fixture-people";

/** What the fixture's requests are about, in the spirit of the design's mock. */
export type Case = {
  readonly id: string;
  readonly owner?: string;
  readonly tenant?: string;
  readonly contact?: string;
  readonly subscription: string;
  readonly endpoint: string;
  readonly target: string;
  readonly group: string;
  readonly env: string;
  readonly location: string;
  readonly neighbours: number;
  readonly theirs: number;
  readonly door: "queue" | "http" | "webhook" | "event";
  readonly requestedBy: string;
  readonly justification: string;
  readonly description?: string;
  /** Hours before "now". */
  readonly askedHoursAgo: number;
  readonly reason: string;
  readonly rule?: string;
  readonly traces: readonly RuleTrace[];
  readonly unknown?: string;
  readonly people?: { readonly quorum: number; readonly deadlineHours: number };
  readonly votes?: readonly {
    readonly who: "mara" | "tunde" | "ines";
    readonly hoursAgo: number;
    readonly comment: string;
  }[];
  /** Somebody wants the connection gone. */
  readonly wanted?: "Rejected";
  /** How Azure shows it; Pending where nothing is said. */
  readonly status?: string;
  readonly stage: Stage;
  readonly outcome?: Outcome;
};

const BLOCKED: RuleTrace = {
  rule: "blocked-subscriptions",
  result: "notMatched",
  when: "consumer.subscription in lists.blocked",
  because:
    'consumer.subscription in lists.blocked is false: consumer.subscription is "c41d07aa-52f3-4a8e-b0d9-1f6be2c97e20"',
  verdict: "reject",
};
const LIMIT: RuleTrace = {
  rule: "limit-per-consumer",
  result: "notMatched",
  when: "target.connections.filter(c, c.subscription == consumer.subscription).size() >= 3",
  because:
    "target.connections.filter(c, c.subscription == consumer.subscription).size() >= 3 is false: target.connections.filter(c, c.subscription == consumer.subscription).size() is 1",
  verdict: "escalate",
};
const PROD_WHEN =
  'target.tag("env") == "prod" && (consumer.tenant in lists.ourTenants || consumer.tenant in lists.partners)';
const PRODUCTION: RuleTrace = {
  rule: "production-needs-two",
  result: "matched",
  when: PROD_WHEN,
  because: `target.tag("env") == "prod" is true: target.tag("env") is "prod"; consumer.tenant in lists.partners is true: consumer.tenant is "${NORDLYS}"`,
  verdict: "escalate",
};
const HOURS: RuleTrace = {
  rule: "business-hours",
  result: "notReached",
  when: '!withinHours(request.receivedAt, "06:00", "22:00", "Europe/Oslo")',
  verdict: "escalate",
};
const OWN_TEST: RuleTrace = {
  rule: "own-tenant-test",
  result: "notReached",
  when: 'target.tag("env") == "test" && consumer.tenant in lists.ourTenants',
  verdict: "approve",
};

const notProd: RuleTrace = {
  ...PRODUCTION,
  result: "notMatched",
  because: 'target.tag("env") == "prod" is false: target.tag("env") is "test"',
};

/** What Sam wants cut off: it is live, and policy would approve it. */
export const unwanted = {
  owner: "Yard Robotics",
  tenant: OURS,
  endpoint: "pe-robots-old-01",
  target: "adt-yard-test",
  group: "rg-yard",
  env: "test",
  door: "http",
  requestedBy: "Sam Oduya",
  justification: "the trial is over, and the line was sold",
  rule: "own-tenant-test",
  reason: "test instance, our own tenant",
  traces: [
    BLOCKED,
    LIMIT,
    { ...OWN_TEST, result: "matched", because: `target.tag("env") == "test" is true: target.tag("env") is "test"` },
  ],
  people: { quorum: 2, deadlineHours: 72 },
  votes: [{ who: "tunde", hoursAgo: 1, comment: "The night trial still reads it until Friday." }],
  askedHoursAgo: 3,
  wanted: "Rejected",
  status: "Approved",
} as const satisfies Partial<Case>;

export const cases: readonly Case[] = [
  {
    id: "7KQ2M4",
    owner: "Nordlys Maintenance",
    tenant: NORDLYS,
    contact: "elin.sorby@nordlys.example",
    subscription: "c41d07aa-52f3-4a8e-b0d9-1f6be2c97e20",
    endpoint: "pe-cranes-nordlys-01",
    target: "adt-cranes-prod",
    group: "rg-cranes",
    env: "prod",
    location: "westeurope",
    neighbours: 6,
    theirs: 1,
    door: "webhook",
    requestedBy: "elin.sorby@nordlys.example",
    justification: "CHG-20418: crane load forecasts. Please approve before Thursday’s pilot.",
    askedHoursAgo: 19 + 25 / 60,
    reason: "adt-cranes-prod is production, and Nordlys Maintenance is a partner",
    rule: "production-needs-two",
    traces: [BLOCKED, LIMIT, PRODUCTION, HOURS, OWN_TEST],
    people: { quorum: 2, deadlineHours: 24 },
    votes: [
      {
        who: "tunde",
        hoursAgo: 9.5,
        comment: "Checked CHG-20418 with the crane team. Read-only twin, pilot ends in February.",
      },
    ],
    stage: "asking",
  },
  {
    id: "P93XVT",
    owner: "Berth Planning",
    tenant: OURS,
    subscription: "71aa9c3e-0d15-4bd2-8f10-64b1d1c3a902",
    endpoint: "pe-berth-forecast-04",
    target: "adt-harbour-prod",
    group: "rg-harbour",
    env: "production",
    location: "northeurope",
    neighbours: 9,
    theirs: 3,
    door: "queue",
    requestedBy: "pipeline berth-forecast",
    justification: "second region for the forecast job",
    askedHoursAgo: 14.8,
    reason: "Berth Planning already has three connections to adt-harbour-prod",
    rule: "limit-per-consumer",
    traces: [
      BLOCKED,
      {
        ...LIMIT,
        result: "matched",
        because: LIMIT.because?.replace("is false", "is true").replace("is 1", "is 3") ?? "",
      },
      { ...PRODUCTION, result: "notReached" },
      HOURS,
      OWN_TEST,
    ],
    people: { quorum: 2, deadlineHours: 72 },
    stage: "asking",
  },
  {
    id: "H2C8WA",
    subscription: "5e0c2b7d-1a94-4e0b-a6d3-20cc8f5591b7",
    endpoint: "pe-twin-eval",
    target: "adt-yard-test",
    group: "rg-yard",
    env: "test",
    location: "westeurope",
    neighbours: 2,
    theirs: 0,
    door: "event",
    requestedBy: "reconciliation",
    justification: "Found pending in Azure; nobody had asked here.",
    description: "Please approve my request, thanks.",
    askedHoursAgo: 10.1,
    reason: "whether rule own-tenant-test applies cannot be told: the policy's directory does not say",
    rule: "own-tenant-test",
    unknown: "consumer.tenant",
    traces: [
      BLOCKED,
      LIMIT,
      notProd,
      {
        ...HOURS,
        result: "notMatched",
        because: `!withinHours(request.receivedAt, "06:00", "22:00", "Europe/Oslo") is false: request.receivedAt is 2026-11-23T20:31:00.000Z`,
      },
      {
        ...OWN_TEST,
        result: "unknown",
        because: "consumer.tenant in lists.ourTenants is unknown: the policy's directory does not say",
      },
    ],
    people: { quorum: 1, deadlineHours: 168 },
    stage: "asking",
  },
  {
    id: "Q6TTRZ",
    owner: "Yard Robotics",
    tenant: OURS,
    subscription: "0cbd5b1e-9a0f-4f1c-8f54-92b17f8d1e66",
    endpoint: "pe-robots-night-02",
    target: "adt-yard-test",
    group: "rg-yard",
    env: "test",
    location: "westeurope",
    neighbours: 2,
    theirs: 0,
    door: "queue",
    requestedBy: "pipeline night-robots",
    justification: "night trial, stand-in for robots-01",
    askedHoursAgo: 4 + 28 / 60,
    reason: "asked Tue 03:12 in Oslo, outside 06:00 to 22:00",
    rule: "business-hours",
    traces: [
      BLOCKED,
      LIMIT,
      notProd,
      {
        ...HOURS,
        result: "matched",
        because: `!withinHours(request.receivedAt, "06:00", "22:00", "Europe/Oslo") is true: request.receivedAt is 2026-11-24T02:12:00.000Z`,
      },
      OWN_TEST,
    ],
    people: { quorum: 1, deadlineHours: 12 },
    stage: "asking",
  },
  {
    id: "9MWE5K",
    owner: "Freight Telemetry",
    tenant: OURS,
    subscription: "4e7714a8-b1f5-4a7d-9a51-8e07d0d0fb13",
    endpoint: "pe-freight-quay-03",
    target: "adt-harbour-prod",
    group: "rg-harbour",
    env: "production",
    location: "northeurope",
    neighbours: 9,
    theirs: 2,
    door: "http",
    requestedBy: "u-sam",
    justification: "quay sensors, third lane",
    askedHoursAgo: 22.6,
    reason: "adt-harbour-prod is production, and Freight Telemetry is in our own tenant",
    rule: "production-needs-two",
    traces: [BLOCKED, LIMIT, PRODUCTION, HOURS, OWN_TEST],
    people: { quorum: 2, deadlineHours: 72 },
    votes: [{ who: "mara", hoursAgo: 13.9, comment: "Agreed in Monday’s review." }],
    stage: "asking",
  },
  ...ended(),
];

/** Requests that are over, or on their way without people. */
function ended(): readonly Case[] {
  const base = {
    subscription: "4e7714a8-b1f5-4a7d-9a51-8e07d0d0fb13",
    tenant: OURS,
    group: "rg-depot",
    location: "westeurope",
    neighbours: 3,
    theirs: 1,
    door: "queue",
    requestedBy: "pipeline telemetry",
    justification: "release train",
    traces: [
      BLOCKED,
      LIMIT,
      notProd,
      { ...HOURS, result: "notMatched", because: "" },
      {
        ...OWN_TEST,
        result: "matched",
        because: `target.tag("env") == "test" is true: target.tag("env") is "test"; consumer.tenant in lists.ourTenants is true: consumer.tenant is "${OURS}"`,
      },
    ],
    rule: "own-tenant-test",
    reason: "test instance, our own tenant",
    env: "test",
    stage: "ended",
  } as const;
  const over = (kind: Outcome["kind"], reason: string, more: Partial<Outcome> = {}): Outcome => ({
    kind,
    code: kind,
    reason,
    next: "Nothing.",
    ...more,
  });
  return [
    {
      ...base,
      id: "V0R3JM",
      owner: "Gate Cameras",
      endpoint: "pe-gates-cam-09",
      target: "adt-depot-test",
      askedHoursAgo: 0.03,
      stage: "following",
    },
    {
      ...base,
      id: "KD71NB",
      owner: "Skagen Crane Service",
      tenant: NORDLYS,
      endpoint: "pe-skagen-04",
      target: "adt-cranes-prod",
      env: "prod",
      askedHoursAgo: 0.5,
      rule: "production-needs-two",
      reason: "adt-cranes-prod is production",
      outcome: over(
        "refused",
        "The connection was rejected before, and Digital Twins does not let a rejected connection be approved (it answers 400).",
        {
          by: "azure",
          code: "RejectedIsFinal",
          status: "Rejected",
          next: "The consumer deletes its private endpoint and creates a new one; the new connection can then be decided.",
          azure: {
            code: "BadRequest",
            message:
              "Exception of type 'Microsoft.Azure.DigitalTwins.ScaleUnitRPManagement.Exceptions.PrivateEndpointBadRequestException' was thrown.",
            requestId: "0d8b7f52-20f9-4c6f-8c4b-2f60e1c1d9aa",
          },
        },
      ),
    },
    {
      ...base,
      id: "4XN8FD",
      owner: "Freight Telemetry",
      endpoint: "pe-freight-07",
      target: "adt-depot-test",
      askedHoursAgo: 0.7,
      outcome: over(
        "applied",
        "The connection is Approved: Azure was asked to change it, and the new status was read back.",
        { status: "Approved" },
      ),
    },
    {
      ...base,
      id: "B5ZQ0C",
      endpoint: "pe-unknown-1",
      target: "adt-harbour-prod",
      env: "production",
      askedHoursAgo: 8,
      rule: "blocked-subscriptions",
      reason: "barred by security",
      outcome: over("refused", "Rule blocked-subscriptions rejects it: barred by security", {
        by: "policy",
        status: "Rejected",
        next: "The consumer has to create a new private endpoint after the reason is settled: a rejected connection cannot be approved.",
      }),
    },
    {
      ...base,
      id: "R17CWS",
      owner: "Yard Robotics",
      endpoint: "pe-robots-01",
      target: "adt-yard-test",
      askedHoursAgo: 17,
      outcome: over(
        "superseded",
        "Somebody else acted meanwhile: the connection is Approved, the decision was made when it was Pending. It was left as it is.",
        { status: "Approved", next: "Look into the activity log of the target to see who changed it." },
      ),
    },
    {
      ...base,
      id: "X2VB5D",
      owner: "Gate Cameras",
      endpoint: "pe-gates-cam-02",
      target: "adt-depot-test",
      askedHoursAgo: 90,
      outcome: over("vanished", "The connection is gone: Azure no longer knows it.", {
        next: "The consumer creates a new private endpoint if it still wants to connect.",
      }),
    },
    {
      ...base,
      id: "C6PQ1W",
      owner: "Skagen Crane Service",
      tenant: NORDLYS,
      endpoint: "pe-skagen-02",
      target: "adt-cranes-prod",
      env: "prod",
      askedHoursAgo: 115,
      rule: "production-needs-two",
      reason: "adt-cranes-prod is production",
      outcome: over("escalationExpired", "Policy asks for people to decide, and nobody did.", {
        status: "Pending",
        next: "Decide it in the portal, or send the request again.",
      }),
    },
    {
      ...base,
      id: "E9TN4A",
      owner: "Freight Telemetry",
      endpoint: "pe-freight-05",
      target: "adt-harbour-prod",
      env: "production",
      askedHoursAgo: 135,
      outcome: over("withdrawn", "Taken back by its requester."),
    },
    {
      ...base,
      id: "J4HS8X",
      owner: "Berth Planning",
      endpoint: "pe-berth-02",
      target: "adt-harbour-prod",
      env: "production",
      askedHoursAgo: 142,
      outcome: over("unchanged", "The connection was already Approved; nothing was sent to Azure.", {
        status: "Approved",
      }),
    },
  ];
}
