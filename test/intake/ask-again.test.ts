import { askAgain, type LastRun } from "../../src/intake/ask-again";
import { instanceIdOf } from "../../src/intake/instance-id";
import type { OutgoingMessage } from "../../src/intake/request-queue";

const NOW = new Date("2026-03-02T09:00:00Z");
const id = "/subscriptions/s/connection";

async function round(last: LastRun | undefined, answersAfter = -1) {
  const sent: OutgoingMessage[] = [];
  const rings: string[] = [];
  const result = await askAgain(
    { run: "r", connectionIds: [id] },
    {
      lastRun: async () => last,
      policyHash: async () => "p",
      outbox: { send: async (messages) => void sent.push(...messages) },
      hasAnswersAfter: async (_, entry) => entry < answersAfter,
      ring: async (instanceId) => void rings.push(instanceId),
      now: () => NOW,
    },
  );
  return { ...result, messages: sent.map(({ messageId }) => messageId), rings };
}

const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();

test.each<[string, LastRun | undefined, object]>([
  [
    "a connection that nobody has worked on is asked about",
    undefined,
    { asked: 1, rung: 0, messages: [`reconcile-r-${instanceIdOf(id)}`] },
  ],
  ["one that is being worked on is left alone", { isOpen: true }, { asked: 0, rung: 0 }],
  ["one whose people have been counted is left alone", { isOpen: true, counted: 7 }, { asked: 0, rung: 0, rings: [] }],
  [
    "one whose people's answers have not been counted is rung at",
    { isOpen: true, counted: 6 },
    { asked: 0, rung: 1, rings: [instanceIdOf(id)] },
  ],
  [
    "what nobody answered is not asked again within a day",
    { isOpen: false, outcome: "escalationExpired", endedAt: hoursAgo(23), policyHash: "p" },
    { asked: 0 },
  ],
  [
    "what nobody answered is asked again after a day",
    { isOpen: false, outcome: "escalationExpired", endedAt: hoursAgo(25), policyHash: "p" },
    { asked: 1 },
  ],
  [
    "what nobody answered is asked again under another policy",
    { isOpen: false, outcome: "escalationExpired", endedAt: hoursAgo(1), policyHash: "q" },
    { asked: 1 },
  ],
])("%s", async (_, last, expected) => {
  expect(await round(last, 7)).toMatchObject(expected);
});
