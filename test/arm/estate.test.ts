import type { Answer, NoAnswer } from "../../src/arm/client";
import { listPage } from "../../src/arm/estate";
import { answer, connectionBody, connectionId, errorBody, NOW, ORIGIN, TARGET } from "./answers";
import { scriptedArm } from "./scripted-arm";

const FIRST = `${ORIGIN}/subscriptions/s%201/providers/Microsoft.DigitalTwins/digitalTwinsInstances?api-version=2023-01-31`;
const NEXT = `${ORIGIN}/subscriptions/s%201/providers/Microsoft.DigitalTwins/digitalTwinsInstances?api-version=2023-01-31&%24skiptoken=2`;
const target = (...connections: readonly unknown[]) => ({
  id: TARGET,
  properties: { privateEndpointConnections: connections },
});

async function look(answers: readonly (Answer | NoAnswer)[], next?: string) {
  const { arm, sent } = scriptedArm(...answers);
  const page = await listPage(arm, { subscription: "s 1", ...(next !== undefined && { next }) }, () => NOW);
  return { page, urls: sent.map(({ url }) => url) };
}

test("a page tells its Pending connections, from the parents' bodies, and where the next one is", async () => {
  const value = [
    target(connectionBody("Pending"), connectionBody("Approved", { name: "c2" })),
    target(),
    "odd",
    { name: "no id" },
  ];
  const { page, urls } = await look([answer(200, { value, nextLink: NEXT })]);
  expect(page).toEqual({
    kind: "page",
    targets: 2,
    connections: 2,
    pending: [connectionId("c1")],
    unreadable: 2,
    next: NEXT,
  });
  expect(urls).toEqual([FIRST]);
});

test("F28 turned round: a body without its connections costs one more look at their list", async () => {
  const { page, urls } = await look([
    answer(200, { value: [{ id: TARGET, properties: {} }] }),
    answer(200, { value: [connectionBody("pending")] }),
  ]);
  expect(page).toEqual({ kind: "page", targets: 1, connections: 1, pending: [connectionId("c1")], unreadable: 0 });
  expect(urls[1]).toBe(`${TARGET}/privateEndpointConnections?api-version=2023-01-31`);
});

test("a target that went away since the page was read has no connections", async () => {
  const { page } = await look([answer(200, { value: [{ id: TARGET }] }), answer(404)]);
  expect(page).toMatchObject({ kind: "page", connections: 0 });
});

test("the next page is read where Azure said", async () => {
  const { urls } = await look([answer(200, { value: [] })], NEXT);
  expect(urls).toEqual([NEXT]);
});

test.each([
  ["a relative link is resolved", "/more?p=2", `${ORIGIN}/more?p=2`],
  ["null is the end", null, undefined],
  ["an empty link is the end", "", undefined],
  ["what is no link is the end", "https://", undefined],
])("nextLink: %s", async (_, nextLink, next) => {
  const { page } = await look([answer(200, { value: [], nextLink })]);
  expect(page).toEqual({ kind: "page", targets: 0, connections: 0, pending: [], unreadable: 0, ...(next && { next }) });
});

test("a next page on another origin gets no token, and reconciliation says that it was not read", async () => {
  const { page, urls } = await look([], "https://evil.example/more?sig=1");
  expect(page).toEqual({ kind: "denied", why: "the next page is on another origin, https://evil.example" });
  expect(urls).toEqual([]);
});

const list = [answer(200, { value: [{ id: TARGET }] })];
const unread: readonly [string, readonly (Answer | NoAnswer)[], object][] = [
  ["silence", [{ status: 0, why: "no answer in time" }], { kind: "busy", why: "no answer in time" }],
  ["a 429", [answer(429, undefined, { "retry-after": "12" })], { kind: "busy", retryAfterSeconds: 12 }],
  [
    "a 403",
    [answer(403, errorBody("AuthorizationFailed", "no role"))],
    { kind: "denied", why: "Azure answered 403 AuthorizationFailed: no role" },
  ],
  ["a 401", [answer(401)], { kind: "denied" }],
  ["no such subscription", [answer(404, errorBody("SubscriptionNotFound", "gone"))], { kind: "denied" }],
  [
    "a page that is no list",
    [answer(200, { value: 3 })],
    { kind: "busy", why: "Azure answered 200 with a body that cannot be read" },
  ],
  ["a page that is no JSON", [answer(200)], { kind: "busy" }],
  ["silence at a parent's list", [...list, { status: 0, why: "no answer in time" }], { kind: "busy" }],
  ["a 403 at a parent's list", [...list, answer(403)], { kind: "denied" }],
  ["a parent's list that is none", [...list, answer(200, { value: {} })], { kind: "busy" }],
];
test.each(unread)(
  "a page that cannot be read is told, never taken for an empty one: %s",
  async (_, answers, expected) => {
    expect((await look(answers)).page).toMatchObject(expected);
  },
);
