import fc from "fast-check";
import { cursorIn, type PageQuery, requestPage } from "../../src/http/request-page";
import type { InstanceStatus } from "../../src/http/request-view";
import { person } from "../workflow/people-world";
import { request } from "../workflow/world";

const grace = person("grace");
const START = Date.parse("2026-03-02T09:00:00Z");
const PEOPLE = { role: "Approver", quorum: 2, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" };

type Kind = "waiting" | "working" | "connected" | "rejected" | "expired" | "stopped";

function statusOf(id: string, kind: Kind, minute: number, more: Partial<typeof request> = {}): InstanceStatus {
  const created = new Date(START + minute * 60_000);
  const stage = kind === "waiting" ? "asking" : kind === "working" ? "following" : "ended";
  const ends = { connected: "Approved", rejected: "Rejected", expired: "Pending" } as const;
  const status = kind in ends ? ends[kind as keyof typeof ends] : undefined;
  return {
    instanceId: id,
    runtimeStatus: kind === "stopped" ? "Terminated" : stage === "ended" ? "Completed" : "Running",
    createdTime: created,
    lastUpdatedTime: created,
    input: { ...request, requestId: `r-${id}`, ...more },
    output: null,
    customStatus: {
      requestId: `r-${id}`,
      stage: kind === "stopped" ? "asking" : stage,
      text: kind,
      since: created.toISOString(),
      timeline: [],
      about: {
        consumer: { owner: `owner ${id}`, subscription: "s" },
        target: { id: "/t", name: "plant-7", env: "prod" },
      },
      decision: { verdict: "escalate", rule: "production", reason: "it is production", policyHash: "p" },
      ...(stage === "asking" && {
        asking: {
          askedAt: created.toISOString(),
          deadline: "2026-03-05T09:00:00.000Z",
          people: PEOPLE,
          approvals: 0,
          decided: [],
          counted: 2,
        },
      }),
      ...(status && {
        outcome: {
          kind: status === "Pending" ? "escalationExpired" : "applied",
          code: "c",
          reason: "r",
          next: "n",
          status,
        },
      }),
    },
  };
}

const idsOf = (page: ReturnType<typeof requestPage>) => page.items.map(({ id }) => id);
const all = [
  statusOf("w2", "waiting", 20),
  statusOf("c1", "connected", 1),
  statusOf("w1", "waiting", 10),
  statusOf("o1", "expired", 5),
  statusOf("f1", "working", 30),
  statusOf("x1", "stopped", 40),
  statusOf("j1", "rejected", 2),
];

test("those that wait for people come first, the oldest first; then the others, the newest first", () => {
  const page = requestPage(all, {}, grace);
  expect(idsOf(page)).toEqual(["w1", "w2", "x1", "f1", "o1", "j1", "c1"]);
  expect(page).toMatchObject({ first: 1, total: 7 });
  expect(page.counts).toEqual({ all: 7, waiting: 2, working: 1, connected: 1, rejected: 1, other: 2 });
});

test("an inbox has what the reader may still decide first, the next deadline first, and says how many there are", () => {
  const waiting = (id: string, minute: number, deadline: string, by: readonly (typeof grace)[] = []) => {
    const status = statusOf(id, "waiting", minute);
    const told = status.customStatus as { readonly asking: object };
    const decided = by.map((one) => ({ by: one, verdict: "approve", at: deadline }));
    return { ...status, customStatus: { ...told, asking: { ...told.asking, deadline, decided } } };
  };
  const many = Array.from({ length: 27 }, (_, minute) => waiting(`a${minute}`, minute, "2026-03-06T09:00:00.000Z"));
  const urgent = waiting("urgent", 40, "2026-03-02T12:00:00.000Z");
  const mine = waiting("mine", 1, "2026-03-02T11:00:00.000Z", [grace]);
  const inbox: PageQuery = { mine: "true", state: "waiting" };
  const page = requestPage([...many, mine, urgent], inbox, grace);
  expect(page.items[0]?.id).toBe("urgent");
  expect(page).toMatchObject({ total: 29, undecided: 28, items: { length: 25 } });
  const rest = requestPage([...many, mine, urgent], { ...inbox, ...at(page.next ?? "") }, grace);
  expect(idsOf(rest).at(-1)).toBe("mine");
  expect(new Set([...idsOf(page), ...idsOf(rest)]).size).toBe(29);
  expect(requestPage(all, {}, grace)).not.toHaveProperty("undecided");
});

test("an item tells in short what its own page tells", () => {
  expect(requestPage(all, { state: "waiting" }, grace).items[0]).toEqual({
    id: "w1",
    state: "working",
    stage: "asking",
    text: "waiting",
    createdAt: "2026-03-02T09:10:00.000Z",
    updatedAt: "2026-03-02T09:10:00.000Z",
    consumer: { owner: "owner w1", subscription: "s" },
    target: { id: "/t", name: "plant-7", env: "prod" },
    desiredStatus: "Approved",
    rule: "production",
    reason: "it is production",
    asking: {
      askedAt: "2026-03-02T09:10:00.000Z",
      deadline: "2026-03-05T09:00:00.000Z",
      atDeadline: "keepPending",
      quorum: 2,
      approvals: 0,
      decided: [],
    },
    you: { standing: { kind: "mayDecide" }, mayWithdraw: false },
  });
});

test.each<[PageQuery, readonly string[]]>([
  [{ state: "connected" }, ["c1"]],
  [{ state: "other" }, ["x1", "o1"]],
  [{ mine: "true" }, ["w1", "w2"]],
  [{ mine: "asked" }, []],
  [{ target: "PLANT-7", state: "rejected" }, ["j1"]],
  [{ target: "another" }, []],
  [{ consumer: "owner f1" }, ["f1"]],
  [{ q: "R-X1" }, ["x1"]],
])("%j finds %j", (query, ids) => {
  expect(idsOf(requestPage(all, query, grace))).toEqual(ids);
});

test("whoever only asks sees what they asked for", () => {
  const sam = person("sam", { roles: ["Requester"] });
  const own = statusOf("mine", "waiting", 3, { requesterId: sam.id });
  const page = requestPage([...all, own], {}, sam);
  expect(idsOf(page)).toEqual(["mine"]);
  expect(page.items[0]?.you).toEqual({ standing: { kind: "requester" }, mayWithdraw: true });
  expect(page.counts?.all).toBe(1);
});

test("what is no place in a list is refused", () => {
  for (const text of ["", "x", Buffer.from("beside 1").toString("base64url")]) expect(cursorIn(text)).toBeUndefined();
});

const kinds = fc.constantFrom<Kind>("waiting", "working", "connected", "rejected", "expired", "stopped");
const many = fc.uniqueArray(fc.record({ id: fc.stringMatching(/^[a-f0-9]{6}$/), kind: kinds, minute: fc.nat(50) }), {
  maxLength: 30,
  selector: ({ id }) => id,
});

test("whatever the size of a page and whatever arrives meanwhile, walking on shows each request once, and walking back too", () => {
  fc.assert(
    fc.property(many, many, fc.integer({ min: 1, max: 7 }), (before, arrivals, size) => {
      const known = new Set(before.map(({ id }) => id));
      let list = before.map(({ id, kind, minute }) => statusOf(id, kind, minute));
      const coming = arrivals.filter(({ id }) => !known.has(id));
      const seen: string[] = [];
      let page = requestPage(list, {}, grace, size);
      for (let turn = 0; turn < 80; turn += 1) {
        seen.push(...idsOf(page));
        if (page.next === undefined) break;
        // A new request is newer than all that are there.
        const one = coming.pop();
        if (one) list = [...list, statusOf(one.id, one.kind, 100 + coming.length)];
        page = requestPage(list, at(page.next), grace, size);
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect([...known].every((id) => seen.includes(id))).toBe(true);

      const back = [...idsOf(page)];
      for (let turn = 0; turn < 80 && page.previous !== undefined; turn += 1) {
        page = requestPage(list, at(page.previous), grace, size);
        back.unshift(...idsOf(page).filter((id) => !back.includes(id)));
      }
      expect(back).toEqual(idsOf(requestPage(list, {}, grace, 1_000)));
    }),
  );
});

function at(page: string): PageQuery {
  const cursor = cursorIn(page);
  return cursor ? { cursor } : {};
}
