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

const failed = (hours: number): LastRun => ({ isOpen: false, outcome: "failed", endedAt: hoursAgo(hours) });

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
    "in observe mode it is asked again after a day, and not at every round",
    { isOpen: false, outcome: "unchanged", endedAt: hoursAgo(23), policyHash: "p" },
    { asked: 0 },
  ],
  [
    "in observe mode another policy is tried at once",
    { isOpen: false, outcome: "unchanged", endedAt: hoursAgo(1), policyHash: "q" },
    { asked: 1 },
  ],
  [
    "what Azure refused is asked again some times a day",
    { isOpen: false, outcome: "refused", endedAt: hoursAgo(5), policyHash: "p" },
    { asked: 0 },
  ],
  [
    "what Azure refused is asked again after six hours",
    { isOpen: false, outcome: "refused", endedAt: hoursAgo(7), policyHash: "p" },
    { asked: 1 },
  ],
  ["what failed before policy was asked is asked again after an hour", failed(0.5), { asked: 0 }],
  ["what failed is asked again after an hour", failed(1.5), { asked: 1 }],
  [
    "what somebody withdrew is asked about at the next round",
    { isOpen: false, outcome: "withdrawn", endedAt: hoursAgo(0), policyHash: "p" },
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
