import fc from "fast-check";
import type { RequestSummary } from "../../src/console/api-types";
import {
  type Answer,
  NOTHING_YET,
  nextLookMs,
  paceOf,
  received,
  unreadableProblem,
} from "../../src/console/page/answer";
import { arranged, beyondCount, freshWords, heldFrom, waitingCount } from "../../src/console/page/inbox-list";
import { commandOf, type Place } from "../../src/console/page/keys";
import { hrefOf, isOtherView, type Route, routeOf } from "../../src/console/page/router";
import { painted } from "../../src/console/page/yaml-paint";
import { asking, summary, you } from "./requests";

describe("addresses", () => {
  const id = fc
    .string({ minLength: 1, maxLength: 40 })
    .filter((text) => text.trim() === text && !/[\ud800-\udfff]/.test(text));
  const anyRoute: fc.Arbitrary<Route> = fc.oneof(
    fc.record({ kind: fc.constant("inbox" as const), id }),
    fc.record({ kind: fc.constant("request" as const), id }),
    fc.record({ kind: fc.constant("audit" as const), id }),
    fc.record({
      kind: fc.constant("requests" as const),
      q: id,
      state: fc.constantFrom("waiting" as const, "other" as const),
    }),
    fc.record({ kind: fc.constant("policy" as const), rule: id }),
    fc.constantFrom<Route>({ kind: "inbox" }, { kind: "requests" }, { kind: "policy" }, { kind: "audit" }),
  );

  test("every view has an address that leads back to it", () => {
    fc.assert(
      fc.property(anyRoute, (route) => {
        const { pathname, search } = new URL(hrefOf(route), "https://approver.example");
        // A browser takes . and .. for directions, so ids that are just dots cannot be in a path.
        fc.pre(!("id" in route && route.id && /^\.{1,2}$/.test(route.id)));
        expect(routeOf(pathname, search)).toEqual(route);
      }),
    );
  });

  test("any other address is said to lead nowhere, and none breaks the page", () => {
    expect(routeOf("/console/estate", "")).toEqual({ kind: "nowhere", path: "/console/estate" });
    expect(routeOf("/console/requests/a/b", "")).toEqual({ kind: "nowhere", path: "/console/requests/a/b" });
    expect(routeOf("/console/requests/%E0%A4%A", "")).toEqual({ kind: "request", id: "%E0%A4%A" });
    expect(routeOf("/console/requests", "?state=bogus&q=")).toEqual({ kind: "requests" });
    expect(routeOf("/console", "")).toEqual({ kind: "inbox" });
  });

  test("another page of a list is the same view, another request is not", () => {
    expect(isOtherView({ kind: "requests" }, { kind: "requests", q: "x" })).toBe(false);
    expect(isOtherView({ kind: "request", id: "A" }, { kind: "request", id: "B" })).toBe(true);
    expect(isOtherView({ kind: "requests" }, { kind: "audit" })).toBe(true);
  });
});

describe("what is known of a resource", () => {
  const offline: Answer<string> = { kind: "offline" };
  const busy: Answer<string> = { kind: "problem", problem: unreadableProblem(503), retryAfterSeconds: 30 };
  const anyAnswer = fc.constantFrom<Answer<string>>(
    { kind: "fresh", value: "a", etag: "1" },
    { kind: "same" },
    busy,
    offline,
  );

  test("whatever the answers, a value that was there stays, and failures are counted from the last success", () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { maxLength: 20 }), (answers) => {
        const feed = answers.reduce(
          (known, answer, at) => received(known, answer, at),
          received(NOTHING_YET, { kind: "fresh", value: "first" }, 0),
        );
        const lastGood = answers.findLastIndex(({ kind }) => kind === "fresh" || kind === "same");
        expect(feed.value).toBe(answers.some(({ kind }) => kind === "fresh") ? "a" : "first");
        expect(feed.failures).toBe(answers.length - 1 - lastGood);
        expect(feed.isOffline).toBe(answers.at(-1)?.kind === "offline");
      }),
    );
  });

  test("a failing server is asked less and less, never sooner than it asks for, and never given up", () => {
    const waits = [1, 2, 3, 4, 5, 6].map((failures) => nextLookMs({ isOffline: false, failures }, "seen", false));
    expect(waits).toEqual([4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(nextLookMs({ isOffline: false, failures: 1, retryAfterSeconds: 30 }, "seen", false)).toBe(30_000);
    expect(nextLookMs({ isOffline: true, failures: 1 }, "slow", false)).toBe(8000);
  });

  test("a hidden page looks once a minute, whatever it shows", () => {
    for (const pace of ["seen", "eager", "slow"] as const) {
      expect(nextLookMs({ isOffline: false, failures: 0 }, pace, true)).toBe(60_000);
      expect(nextLookMs({ isOffline: false, failures: 1 }, pace, true)).toBe(60_000);
    }
  });

  test("what Azure is working on is watched more closely than what waits, and the policy less", () => {
    const paces = [
      paceOf("/api/requests/A", { ...NOTHING_YET, value: { stage: "following" } }),
      paceOf("/api/requests/A", { ...NOTHING_YET, value: { stage: "asking" } }),
      paceOf("/api/requests", NOTHING_YET),
      paceOf("/api/policy", NOTHING_YET),
    ];
    expect(paces).toEqual(["eager", "seen", "seen", "slow"]);
    expect(paces.map((pace) => nextLookMs(NOTHING_YET, pace, false))).toEqual([2000, 4000, 4000, 45_000]);
  });
});

describe("the inbox", () => {
  const due = (id: string, deadline: string) => summary(id, { asking: { ...asking(), deadline } });
  const later = due("later", "2026-11-26T11:15:00Z");
  const sooner = due("sooner", "2026-11-24T11:15:00Z");
  const mine = summary("mine", { you: you("decided") });

  test("is by deadline, with what one has decided below", () => {
    const held = heldFrom([later, mine, sooner]);
    expect([held.waiting.map(({ id }) => id), held.decided.map(({ id }) => id)]).toEqual([
      ["sooner", "later"],
      ["mine"],
    ]);
    expect(waitingCount({ items: [later, mine, sooner] })).toBe(2);
  });

  test("no row moves or goes away before the reader asks for it, whatever comes in", () => {
    const anyList = fc
      .uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 6 })
      .map((ids) => ids.map((id) => summary(id)));
    fc.assert(
      fc.property(anyList, anyList, (before, after) => {
        const held = heldFrom(before);
        const { waiting, fresh } = arranged(held, { items: after });
        expect(waiting.map(({ request }) => request.id)).toEqual(held.waiting.map(({ id }) => id));
        const known = new Set(before.map(({ id }) => id));
        expect(fresh.map(({ id }) => id)).toEqual(after.filter(({ id }) => !known.has(id)).map(({ id }) => id));
        for (const { request, isOver } of waiting) expect(isOver).toBe(!after.some(({ id }) => id === request.id));
      }),
    );
  });

  test("what does not fit on the page is counted, and not called over for that", () => {
    const page = { items: [sooner], undecided: 28, next: "p2" };
    expect([waitingCount(page), beyondCount(page), waitingCount(undefined)]).toEqual([28, 27, 0]);
    const held = heldFrom([sooner, later, mine]);
    const over = ({ waiting, decided }: ReturnType<typeof arranged>) =>
      [...waiting, ...decided].filter(({ isOver }) => isOver).map(({ request }) => request.id);
    expect(over(arranged(held, page))).toEqual([]);
    expect(over(arranged(held, { items: [sooner] }))).toEqual(["later", "mine"]);
    expect(over(arranged(held, { items: [later], next: "p2" }))).toEqual(["sooner"]);
  });

  test("the pill names who asks, or counts", () => {
    const [one]: readonly RequestSummary[] = [sooner];
    expect([freshWords(one ? [one] : []), freshWords([sooner, later])]).toEqual([
      "Nordlys asks. Show it",
      "2 new requests. Show them",
    ]);
  });
});

describe("the keyboard", () => {
  const atLarge: Place = {
    isTyping: false,
    isInDecision: false,
    isDialogOpen: false,
    hasLetters: true,
    isChord: false,
  };
  const press = (key: string, place: Partial<Place> = {}, ctrl = false) =>
    commandOf({ key, ctrl, meta: false, alt: false }, { ...atLarge, ...place });

  test("no single key ever sends a decision", () => {
    const anyPlace = fc.record({
      isTyping: fc.boolean(),
      isInDecision: fc.boolean(),
      isDialogOpen: fc.boolean(),
      hasLetters: fc.boolean(),
      isChord: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 1 }), fc.constantFrom("Enter", "Escape", " ")),
        anyPlace,
        (key, place) => {
          expect(press(key, place)?.kind).not.toBe("send");
        },
      ),
    );
    expect(press("Enter", { isInDecision: true, isTyping: true }, true)).toEqual({ kind: "send" });
    expect(press("Enter", {}, true)).toBeUndefined();
  });

  test("letters mean nothing while typing, in a dialog, with Ctrl, or when they are switched off", () => {
    for (const key of ["a", "r", "j", "k", "g", "/", "?"]) {
      expect(press(key)).toBeDefined();
      for (const place of [{ isTyping: true }, { isDialogOpen: true }, { hasLetters: false }])
        expect(press(key, place)).toBeUndefined();
      expect(press(key, {}, true)).toBeUndefined();
    }
  });

  test("g leads on, and r after it is a place, not a rejection", () => {
    expect(press("r")).toEqual({ kind: "decide", verdict: "reject" });
    expect(press("r", { isChord: true })).toEqual({ kind: "go", to: "requests" });
    expect(press("l", { isChord: true })).toEqual({ kind: "go", to: "audit" });
    expect(press("Escape", { isTyping: true })).toEqual({ kind: "leaveField" });
    expect(press("Escape", { isTyping: true, isDialogOpen: true })).toBeUndefined();
    expect(press("Escape", { hasLetters: false })).toEqual({ kind: "back" });
  });
});

describe("a policy's text", () => {
  test("is painted without a letter being lost", () => {
    const piece = fc.constantFrom(
      "  - name: x",
      "when: 'a ''b'' c'",
      '"reject"',
      "reject",
      " # why",
      ": ",
      "\t",
      "a: b",
      "-",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (line) => {
          expect(
            painted(line)
              .map(({ text }) => text)
              .join(""),
          ).toBe(line);
        },
      ),
    );
  });

  test("keys, texts, comments and verdicts are told apart", () => {
    expect(painted("    verdict: reject # for good")).toEqual([
      { kind: "plain", text: "    " },
      { kind: "key", text: "verdict" },
      { kind: "plain", text: ": " },
      { kind: "verdict", text: "reject" },
      { kind: "comment", text: " # for good" },
    ]);
    expect(painted('    reason: "reject # this"').at(-1)).toEqual({ kind: "text", text: '"reject # this"' });
  });
});
