import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BadEntities, readEntities } from "../../../local/service-bus/entities";

const namespace = (content: object, more: object = {}) =>
  JSON.stringify({ UserConfig: { Namespaces: [{ Name: "sbemulatorns", ...content }], ...more } });

function faultsOf(json: string): readonly string[] {
  try {
    readEntities(json);
    return [];
  } catch (error) {
    if (error instanceof BadEntities) return error.faults;
    throw error;
  }
}

test("the product's own entities are as it needs them", () => {
  const file = join(__dirname, "../../../local/service-bus/entities.json");
  expect(readEntities(readFileSync(file, "utf8"))).toEqual({
    queues: [
      {
        name: "approval-requests",
        lockMs: 60_000,
        maxDeliveries: 10,
        deadLettersExpired: false,
        duplicateWindowMs: 600_000,
      },
      { name: "approval-requests-refused", lockMs: 60_000, maxDeliveries: 10, deadLettersExpired: false },
    ],
    topics: [
      {
        name: "approval-events",
        duplicateWindowMs: 600_000,
        subscriptions: [{ name: "all", lockMs: 60_000, maxDeliveries: 10, deadLettersExpired: false, rules: [] }],
      },
    ],
  });
});

test("a file of Microsoft's emulator is read, with what it leaves empty", () => {
  const properties = {
    DeadLetteringOnMessageExpiration: true,
    DefaultMessageTimeToLive: "PT1H",
    LockDuration: "PT30S",
    MaxDeliveryCount: 3,
    ForwardDeadLetteredMessagesTo: "",
    ForwardTo: "",
    RequiresSession: false,
  };
  const rules = [
    {
      Name: "by-label",
      Properties: { FilterType: "Correlation", CorrelationFilter: { Label: "l", Properties: { p: "v" } } },
    },
    { Name: "$Default", Properties: { FilterType: "Sql", SqlFilter: { SqlExpression: "1=1" } } },
  ];
  const json = namespace(
    {
      Queues: [
        {
          Name: "queue.1",
          Properties: { ...properties, RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: "PT20S" },
        },
      ],
      Topics: [
        {
          Name: "topic.1",
          Properties: { DefaultMessageTimeToLive: "P10675199DT2H48M5.4775807S", RequiresDuplicateDetection: false },
          Subscriptions: [{ Name: "subscription.1", Properties: properties, Rules: rules }],
        },
      ],
    },
    { Logging: { Type: "File" } },
  );
  const keeping = { lockMs: 30_000, maxDeliveries: 3, ttlMs: 3_600_000, deadLettersExpired: true };
  expect(readEntities(json)).toEqual({
    queues: [{ name: "queue.1", ...keeping, duplicateWindowMs: 20_000 }],
    topics: [
      {
        name: "topic.1",
        subscriptions: [
          {
            name: "subscription.1",
            ...keeping,
            rules: [{ kind: "correlation", traits: { Label: "l" }, properties: { p: "v" } }, { kind: "all" }],
          },
        ],
      },
    ],
  });
});

test("all faults are told at once, each with its path", () => {
  const json = namespace({
    Queues: [
      { Name: "q", Properties: { LockDuration: "1m", ForwardTo: "other", RequiresSession: true, Colour: "red" } },
      { Name: "-", Properties: { LockDuration: "PT6M", MaxDeliveryCount: 0 } },
    ],
    Topics: [
      {
        Name: "t",
        Subscriptions: [
          {
            Name: "s",
            Rules: [{ Name: "r", Properties: { FilterType: "Sql", SqlFilter: { SqlExpression: "a = 1" } } }],
          },
        ],
      },
    ],
  });
  const at = (path: string) => expect.stringContaining(`UserConfig.Namespaces[0].${path}`);
  expect(faultsOf(json)).toEqual([
    at('Queues[0].Properties.LockDuration: "1m" is no ISO 8601 duration'),
    at("Queues[0].Properties.ForwardTo: forwarding is not supported"),
    at("Queues[0].Properties.RequiresSession: sessions are not supported"),
    at('Queues[0].Properties: Unrecognized key: "Colour"'),
    at("Queues[1].Name: a name has"),
    at('Queues[1].Properties.LockDuration: "PT6M" is no ISO 8601 duration of at most 300 s'),
    at("Queues[1].Properties.MaxDeliveryCount"),
    at("Topics[0].Subscriptions[0].Rules[0].Properties.SqlFilter.SqlExpression: of SQL filters only 1=1 and 1=0"),
  ]);
});

test.each([
  ["{", "not JSON"],
  ["[]", "the file"],
  [JSON.stringify({ UserConfig: { Namespaces: [] } }), "exactly one namespace"],
  [namespace({ Queues: [{ Name: "a" }], Topics: [{ Name: "A" }] }), "a queue or topic is called a twice"],
  [
    namespace({ Topics: [{ Name: "t", Subscriptions: [{ Name: "s" }, { Name: "S" }] }] }),
    "a subscription of t is called s twice",
  ],
])("%s is refused with its reason", (json, reason) => {
  expect(faultsOf(json)).toEqual([expect.stringContaining(reason)]);
});
