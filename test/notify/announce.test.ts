import type { Errand } from "../../src/approval/delivery";
import type { EventType, LifecycleEvent } from "../../src/approval/event";
import { announceTo, deliveryIdOf } from "../../src/notify/announce";
import type { Channel } from "../../src/notify/channels";

const channel = (name: string, ...events: EventType[]): Channel => ({ name, events, place: { kind: "topic" } });
const event = (type: EventType, more: Partial<LifecycleEvent> = {}): LifecycleEvent => ({
  id: `e-${type}`,
  type,
  at: "2026-03-02T09:00:00.000Z",
  requestId: "r1",
  text: "Something happened",
  ...more,
});
const asking = {
  people: { role: "Approver", quorum: 2, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" },
  askedAt: "2026-03-02T09:00:00.000Z",
  deadline: "2026-03-05T09:00:00.000Z",
  approvals: 0,
  reminder: 0,
} as const;

/** The engine as far as it matters: an instance that was started is there for good. */
function engine() {
  const started = new Map<string, Errand>();
  const start = async (errand: Errand) => {
    if (started.has(errand.deliveryId)) return false;
    started.set(errand.deliveryId, errand);
    return true;
  };
  return { start, started };
}

test("each channel that wants an event gets a delivery of its own, and the others none", async () => {
  const { start, started } = engine();
  const channels = [channel("a", "decision.needed"), channel("b", "request.refused", "decision.needed"), channel("c")];
  expect(await announceTo(channels, event("decision.needed"), start)).toEqual({ deliveries: 2 });
  expect([...started.values()].map((errand) => errand.channel)).toEqual(["a", "b"]);
});

test("the same event announced twice is one delivery to each channel", async () => {
  const { start, started } = engine();
  const channels = [channel("a", "decision.made"), channel("b", "decision.made")];
  const first = await announceTo(channels, event("decision.made"), start);
  expect(await announceTo(channels, event("decision.made"), start)).toEqual(first);
  expect(started.size).toBe(2);
});

test("an errand names its channel and says nothing else of it", async () => {
  const { start, started } = engine();
  const place = { kind: "slack", url: "https://hooks.slack.com/services/T0/B0/SECRET" } as const;
  await announceTo([{ ...channel("a", "decision.made"), place }], event("decision.made"), start);
  expect(JSON.stringify([...started])).not.toContain("SECRET");
});

test.each<EventType>(["connection.updated", "connection.failed", "request.closed"])(
  "a channel that was asked is told of %s where people were asked, and only there",
  async (type) => {
    const { start } = engine();
    const asked = [channel("approvers", "decision.needed")];
    expect(await announceTo(asked, event(type, { asking }), start)).toEqual({ deliveries: 1 });
    expect(await announceTo(asked, event(type), start)).toEqual({ deliveries: 0 });
    expect(await announceTo([channel("others", "request.accepted")], event(type, { asking }), start)).toEqual({
      deliveries: 0,
    });
  },
);

test("no two events, and no two channels, share a delivery's id, and an id is one that the engine takes", () => {
  const ids = [deliveryIdOf("e1", "a"), deliveryIdOf("e1", "b"), deliveryIdOf("e2", "a"), deliveryIdOf("1", "ae")];
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^ntf-[0-9a-f]{40}$/);
});
