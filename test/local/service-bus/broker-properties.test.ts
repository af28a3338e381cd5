import fc from "fast-check";
import type { Message } from "../../../local/service-bus/message";
import { brokerWorld, granted, LOCK_MS, tokenOf, WINDOW_MS } from "./broker-world";

/** What clients, time and accidents may do to one queue, in any order. */
type Act =
  | { readonly kind: "send"; readonly ids: readonly string[] }
  | { readonly kind: "schedule"; readonly id: string; readonly inMs: number }
  | { readonly kind: "take"; readonly mode: "lock" | "remove" }
  | { readonly kind: "takeDeferred"; readonly which: number }
  | {
      readonly kind: "settle";
      readonly which: number;
      readonly how: "complete" | "abandon" | "defer" | "deadLetter" | "release";
    }
  | { readonly kind: "renew"; readonly which: number }
  | { readonly kind: "cancel"; readonly which: number }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "restart"; readonly downMs: number };

const id = fc.constantFrom("a", "b", "c", "d");
const which = fc.nat(20);
const span = fc.oneof(
  fc.nat(1000),
  fc.nat(LOCK_MS * 2),
  fc.constantFrom(LOCK_MS, LOCK_MS - 1, WINDOW_MS, WINDOW_MS - 1),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("send" as const), ids: fc.array(id, { minLength: 1, maxLength: 3 }) }),
  },
  fc.record({ kind: fc.constant("schedule" as const), id, inMs: span }),
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("take" as const),
      mode: fc.constantFrom("lock", "lock", "lock", "remove"),
    }),
  },
  fc.record({ kind: fc.constant("takeDeferred" as const), which }),
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      which,
      how: fc.constantFrom("complete", "abandon", "abandon", "defer", "deadLetter", "release"),
    }),
  },
  fc.record({ kind: fc.constant("renew" as const), which }),
  fc.record({ kind: fc.constant("cancel" as const), which }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: span }) },
  fc.record({ kind: fc.constant("restart" as const), downMs: span }),
);

const MAX_DELIVERIES = 3;
const world = brokerWorld({
  queues: [
    {
      name: "q",
      lockMs: LOCK_MS,
      maxDeliveries: MAX_DELIVERIES,
      ttlMs: 20 * LOCK_MS,
      deadLettersExpired: true,
      duplicateWindowMs: WINDOW_MS,
    },
  ],
  topics: [],
});

/** What a reader of the documentation expects, kept by other means than the broker's. */
type Ledger = {
  /** First sequence numbers of what was taken in and of what ended by somebody's will. */
  readonly accepted: Set<number>;
  readonly ended: Set<number>;
  /** Ends of failed deliveries per message. */
  readonly counts: Map<number, number>;
  /** Every delivery under lock that nobody has settled. */
  readonly held: Map<string, { readonly message: Message; until: number }>;
  /** All deliveries, for receivers that come back to them too late. */
  readonly deliveries: Message[];
  readonly deferred: Set<number>;
  readonly lastTaken: Map<string, number>;
};

function newLedger(): Ledger {
  return {
    accepted: new Set(),
    ended: new Set(),
    counts: new Map(),
    held: new Map(),
    deliveries: [],
    deferred: new Set(),
    lastTaken: new Map(),
  };
}

function endLocks({ held, counts }: Ledger): void {
  for (const [token, { message, until }] of held)
    if (until <= world.now()) {
      held.delete(token);
      counts.set(message.firstSequence, (counts.get(message.firstSequence) ?? 0) + 1);
    }
}

function noteSent(ledger: Ledger, ids: readonly string[], sequences: readonly number[]): void {
  for (const [index, sent] of ids.entries()) {
    const last = ledger.lastTaken.get(sent);
    if (last !== undefined && world.now() < last + WINDOW_MS) continue;
    ledger.lastTaken.set(sent, world.now());
    ledger.accepted.add(sequences[index] ?? -1);
  }
}

function noteTaken(ledger: Ledger, message: Message, mode: "lock" | "remove"): void {
  const holders = [...ledger.held.values()].filter((one) => one.message.firstSequence === message.firstSequence);
  expect(holders).toEqual([]);
  expect(ledger.ended.has(message.firstSequence)).toBe(false);
  expect(message.deliveryCount).toBe(ledger.counts.get(message.firstSequence) ?? 0);
  expect(message.deliveryCount).toBeLessThan(MAX_DELIVERIES);
  if (mode === "remove") ledger.ended.add(message.firstSequence);
  else ledger.held.set(tokenOf(message), { message, until: world.now() + LOCK_MS });
  ledger.deliveries.push(message);
}

function noteSettled(ledger: Ledger, message: Message, how: string): void {
  ledger.held.delete(tokenOf(message));
  const { firstSequence } = message;
  if (how === "complete") ledger.ended.add(firstSequence);
  if (how === "abandon") ledger.counts.set(firstSequence, (ledger.counts.get(firstSequence) ?? 0) + 1);
}

function perform(ledger: Ledger, one: Act): void {
  const chosen = (at: number) => ledger.deliveries[at % Math.max(1, ledger.deliveries.length)];
  switch (one.kind) {
    case "send":
      noteSent(ledger, one.ids, granted(world.send("q", ...one.ids)));
      break;
    case "schedule": {
      const scheduled = { messageId: one.id, content: Buffer.from(one.id), scheduledAt: world.now() + one.inMs };
      noteSent(ledger, [one.id], granted(world.send("q", scheduled)));
      break;
    }
    case "take": {
      const taken = world.take("q", one.mode);
      if (taken) noteTaken(ledger, taken, one.mode);
      break;
    }
    case "takeDeferred": {
      const deferred = world.peek("q").filter(({ rest }) => rest.kind === "deferred");
      const wanted = deferred[one.which % Math.max(1, deferred.length)];
      const taken = wanted && world.takeDeferred("q", wanted.sequence);
      if (taken?.kind === "done") for (const message of taken.value) noteTaken(ledger, message, "lock");
      break;
    }
    case "settle": {
      const message = chosen(one.which);
      const isHeld = ledger.held.has(tokenOf(message));
      const settled = world.settle("q", message, { kind: one.how, added: {} });
      expect(settled.kind).toBe(isHeld ? "done" : "refused");
      if (message && isHeld) noteSettled(ledger, message, one.how);
      break;
    }
    case "renew": {
      const message = chosen(one.which);
      const holding = ledger.held.get(tokenOf(message));
      expect(world.renew("q", message).kind).toBe(holding ? "done" : "refused");
      if (holding) holding.until = world.now() + LOCK_MS;
      break;
    }
    case "cancel": {
      const scheduled = world.peek("q").filter(({ rest }) => rest.kind === "scheduled");
      const wanted = scheduled[one.which % Math.max(1, scheduled.length)];
      if (wanted && world.cancel("q", wanted.sequence).kind === "done") ledger.ended.add(wanted.firstSequence);
      break;
    }
    case "pass":
      world.pass(one.ms);
      break;
    case "restart":
      world.restart(one.downMs);
  }
}

/** Every message that was taken in is in exactly one place, or somebody ended it. */
function checkNothingIsLost({ accepted, ended }: Ledger): void {
  const resting = [...world.peek("q"), ...world.peek("q/$deadletterqueue")].map(({ firstSequence }) => firstSequence);
  expect([...resting, ...ended].sort((one, other) => one - other)).toEqual(
    [...accepted].sort((one, other) => one - other),
  );
}

test("whatever clients do and whenever the process dies: nothing is lost or doubled, nobody shares a lock, every delivery counts", () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 60 }), (acts) => {
      world.clear();
      const ledger = newLedger();
      for (const one of acts) {
        perform(ledger, one);
        world.pass(0); // What fell due while the process was down happens at its start.
        endLocks(ledger);
        checkNothingIsLost(ledger);
      }
    }),
    { numRuns: 300 },
  );
});

test("what the disk holds is what memory holds: a restart changes nothing that anybody can see", () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 40 }), (acts) => {
      world.clear();
      const ledger = newLedger();
      for (const one of acts) {
        perform(ledger, one);
        endLocks(ledger);
      }
      world.pass(0);
      const before = [world.peek("q"), world.peek("q/$deadletterqueue"), world.next()].map(plain);
      world.restart();
      expect([world.peek("q"), world.peek("q/$deadletterqueue"), world.next()].map(plain)).toEqual(before);
    }),
    { numRuns: 200 },
  );
});

/** Bytes come back from the disk as another kind of array. */
function plain(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  return messages.map((message: Message) => ({ ...message, content: Buffer.from(message.content).toString("hex") }));
}
