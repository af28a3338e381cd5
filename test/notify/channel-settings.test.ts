import { EVENT_TYPES } from "../../src/approval/event";
import { channelsIn } from "../../src/notify/channel-settings";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0123456789ab";
const TEAMS = "https://prod-12.westeurope.logic.azure.com/workflows/abc/triggers/manual/paths/invoke?sig=TOPSECRET";
const list = (...channels: object[]) => ({ NOTIFY_CHANNELS: JSON.stringify(channels) });

test("channels are read from their list, and each one's secrets from settings of their own", () => {
  const read = channelsIn(
    {
      ...list(
        { name: "approvers", kind: "teams" },
        { name: "siem", kind: "webhook" },
        { name: "ops-room", kind: "slack", events: ["connection.failed", "request.refused"] },
      ),
      NOTIFY_APPROVERS_URL: TEAMS,
      NOTIFY_SIEM_URL: "https://siem.contoso.com/hook",
      NOTIFY_SIEM_SECRET: `${SECRET} ${SECRET}`,
      NOTIFY_OPS_ROOM_URL: "https://hooks.slack.com/services/T0/B0/x",
    },
    false,
  );
  expect(read).toEqual({
    faults: [],
    channels: [
      { name: "approvers", events: ["decision.needed", "connection.failed"], place: { kind: "teams", url: TEAMS } },
      {
        name: "siem",
        events: EVENT_TYPES,
        place: { kind: "webhook", url: "https://siem.contoso.com/hook", secrets: [SECRET, SECRET] },
      },
      {
        name: "ops-room",
        events: ["request.refused", "connection.failed"],
        place: { kind: "slack", url: "https://hooks.slack.com/services/T0/B0/x" },
      },
    ],
  });
});

test("no list is no channel", () => {
  expect(channelsIn({}, false)).toEqual({ channels: [], faults: [] });
});

test("everything that is wrong is told at once", () => {
  const { faults } = channelsIn(
    {
      ...list(
        { name: "Big Name", kind: "mail", events: ["everything"] },
        { name: "topic", kind: "teams" },
        { name: "a", kind: "webhook" },
        { name: "b", kind: "teams", url: TEAMS },
        { name: "c", kind: "slack" },
        { name: "d", kind: "slack" },
        { name: "d", kind: "slack" },
      ),
      NOTIFY_A_URL: "http://siem.contoso.com/hook",
      NOTIFY_A_SECRET: "short",
      NOTIFY_C_URL: "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)",
      NOTIFY_D_URL: "https://user:word@hooks.slack.com/",
    },
    false,
  );
  expect(faults.map((fault) => fault.split(" ", 1)[0])).toEqual([
    "NOTIFY_CHANNELS[0].name",
    "NOTIFY_CHANNELS[0].kind",
    "NOTIFY_CHANNELS[0].events",
    "NOTIFY_CHANNELS[1].name",
    "NOTIFY_A_URL",
    "NOTIFY_A_SECRET",
    "NOTIFY_CHANNELS[3]",
    "NOTIFY_C_URL",
    "NOTIFY_D_URL",
    "NOTIFY_D_URL",
  ]);
  expect(faults[7]).toContain("Key Vault");
});

test("two channels never share a name, and there are no more than twenty", () => {
  const twice = [
    { name: "a", kind: "slack" },
    { name: "a", kind: "teams" },
  ];
  expect(channelsIn({ ...list(...twice), NOTIFY_A_URL: TEAMS }, false).faults).toEqual([
    "NOTIFY_CHANNELS has two channels with the name a.",
  ]);
  const many = Array.from({ length: 21 }, (_, index) => ({ name: `c${index}`, kind: "slack" }));
  expect(channelsIn(list(...many), false).faults).toEqual(["NOTIFY_CHANNELS has more than 20 channels."]);
});

test("plain http is for those alone who allowed addresses that are not public", () => {
  const environment = { ...list({ name: "a", kind: "teams" }), NOTIFY_A_URL: "http://127.0.0.1:9/x" };
  expect(channelsIn(environment, true).faults).toEqual([]);
  expect(channelsIn(environment, false).faults).toHaveLength(1);
});

test.each([
  ["a URL in the place of the list", { NOTIFY_CHANNELS: TEAMS }],
  ["a list that breaks off", { NOTIFY_CHANNELS: `[{"name":"a","kind":"teams","url":"${TEAMS}"` }],
  ["a URL as a field", list({ name: "a", kind: "teams", [TEAMS]: TEAMS })],
  ["a URL as a name", list({ name: TEAMS, kind: "teams" })],
  ["a URL as a kind, and among the events", list({ name: "a", kind: TEAMS, events: [TEAMS] })],
  ["a URL that is wrong", { ...list({ name: "a", kind: "teams" }), NOTIFY_A_URL: `${TEAMS}#x` }],
  ["a secret that is wrong", { ...list({ name: "a", kind: "webhook" }), NOTIFY_A_URL: TEAMS, NOTIFY_A_SECRET: TEAMS }],
])("no fault quotes a secret: %s", (_, environment) => {
  const { faults } = channelsIn(environment, false);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.join("\n")).not.toMatch(/TOPSECRET|logic\.azure/);
});
