import type { EstatePage } from "../../src/approval/model";
import { reconcileConnections } from "../../src/workflow/reconcile-connections";
import { runOrchestration } from "../run-orchestration";
import { gaps, named } from "./world";

type Look = { readonly subscription: string; readonly next?: string };

const page = (pending: readonly string[], next?: string): EstatePage => ({
  kind: "page",
  targets: 2,
  connections: 3,
  pending,
  unreadable: 0,
  ...(next !== undefined && { next }),
});

const round = (
  listPage: (look: Look) => EstatePage,
  {
    subscriptions = ["s1"],
    ask = ({ connectionIds }: { connectionIds: readonly string[] }) => ({ asked: connectionIds.length, rung: 0 }),
  } = {},
) => runOrchestration(reconcileConnections, "", { scope: () => subscriptions, listPage, ask });

test("each page's Pending connections are asked about, and the sum of all is told", async () => {
  const pages = new Map([
    ["s1 ", page(["a", "b"], "p2")],
    ["s1 p2", page(["c"])],
    ["s2 ", page([])],
  ]);
  const { outcome, calls, statuses } = await round(
    ({ subscription, next = "" }) => pages.get(`${subscription} ${next}`) ?? page([]),
    { subscriptions: ["s1", "s2"] },
  );
  expect(outcome).toEqual({ targets: 6, connections: 9, pending: 3, asked: 3, rung: 0, unseen: [] });
  expect(named(calls, "ask").map(({ input }) => (input as { connectionIds: unknown }).connectionIds)).toEqual([
    ["a", "b"],
    ["c"],
  ]);
  expect(statuses.at(-1)).toEqual(outcome);
});

test("all that one round asks carries the same run, so that asking twice is asking once", async () => {
  const { calls } = await round(({ next }) => (next ? page(["b"]) : page(["a"], "p2")));
  const runs = named(calls, "ask").map(({ input }) => (input as { run: string }).run);
  expect(runs).toHaveLength(2);
  expect(new Set(runs).size).toBe(1);
});

test("a page that is busy is looked at again when Azure says", async () => {
  let looks = 0;
  const { outcome, calls } = await round(() => {
    looks += 1;
    return looks === 1 ? { kind: "busy", why: "429", retryAfterSeconds: 30 } : page(["a"]);
  });
  expect(outcome).toMatchObject({ asked: 1, unseen: [] });
  expect(gaps(calls, "listPage").every((seconds) => seconds >= 30)).toBe(true);
});

test("a subscription that cannot be seen is told with its reason, and the others are seen", async () => {
  const { outcome } = await round(
    ({ subscription }) => {
      if (subscription === "busy") return { kind: "busy", why: "Azure answered 503" };
      if (subscription === "denied") return { kind: "denied", why: "Azure answered 403 AuthorizationFailed" };
      if (subscription === "broken") throw new Error("a bug");
      return page(["a"]);
    },
    { subscriptions: ["busy", "denied", "broken", "s1"] },
  );
  expect(outcome).toMatchObject({
    pending: 1,
    asked: 1,
    unseen: [
      "subscription busy: Azure answered 503",
      "subscription denied: Azure answered 403 AuthorizationFailed",
      expect.stringMatching(/^subscription broken: .*a bug/),
    ],
  });
});

test("what is listed and cannot be read is told, and the others are asked about", async () => {
  const { outcome } = await round(() => ({ ...page(["a"]), unreadable: 2 }) as EstatePage);
  expect(outcome).toMatchObject({ asked: 1, unseen: ["subscription s1: 2 of what is listed could not be read"] });
});

test("what was asked before a subscription breaks off still counts", async () => {
  const { outcome } = await round(({ next }) => (next ? { kind: "denied", why: "no" } : page(["a"], "p2")));
  expect(outcome).toMatchObject({ targets: 2, asked: 1, unseen: ["subscription s1: no"] });
});

test("a list without an end is cut off, and the summary says so", async () => {
  const { outcome } = await round(() => page([], "again"));
  expect(outcome).toMatchObject({ targets: 400, unseen: ["subscription s1: more than 200 pages"] });
});

test("hundreds of subscriptions that cannot be seen still fit into a status", async () => {
  const subscriptions = Array.from({ length: 300 }, (_, index) => `s${index}`);
  const { outcome } = await round(() => ({ kind: "denied", why: "no".repeat(1000) }), { subscriptions });
  expect((outcome as { unseen: unknown[] }).unseen).toHaveLength(300);
});
