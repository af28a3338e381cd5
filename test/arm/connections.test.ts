import { type Answer, type ArmClient, isAnswer, type NoAnswer } from "../../src/arm/client";
import { connectionsOf, type Intent, pathOf } from "../../src/arm/connections";
import { request as base } from "../workflow/world";
import {
  answer,
  connectionBody,
  connectionId,
  ENDPOINT,
  errorBody,
  NOW,
  ORIGIN,
  order,
  SUBSCRIPTION,
  TARGET,
} from "./answers";
import { scriptedArm } from "./scripted-arm";

const request = { ...base, connectionId: connectionId("c1") };
const silence: NoAnswer = { status: 0, why: "no answer in time" };
const of = (arm: ArmClient) => connectionsOf(arm, () => NOW);
const nobody = () => ({});

/** An intent, and when it was declared among the calls to Azure. */
function intentKept(declaredBefore: boolean, sent: readonly unknown[] = []) {
  const declaredAfter: number[] = [];
  const intent: Intent = {
    isDeclared: async () => declaredBefore,
    declare: async () => void declaredAfter.push(sent.length),
  };
  return { intent, declaredAfter };
}

async function putIn(answers: readonly (Answer | NoAnswer)[], { declared = false } = {}) {
  const { arm, sent } = scriptedArm(...answers);
  const { intent, declaredAfter } = intentKept(declared, sent);
  const put = await of(arm).putState(order, intent);
  return { put, sent, declaredAfter };
}

const targetBody = (connections?: readonly unknown[]) => ({
  id: TARGET,
  name: "plant-7",
  type: "Microsoft.DigitalTwins/digitalTwinsInstances",
  location: "westeurope",
  tags: { env: "prod", odd: 3 },
  properties: { publicNetworkAccess: "Disabled", ...(connections && { privateEndpointConnections: connections }) },
});

test("one look at the target brings all facts, since its body carries the connections", async () => {
  const other = connectionBody("Approved", { name: "c2", endpoint: "odd" });
  const { arm, sent } = scriptedArm(answer(200, targetBody([connectionBody("Pending"), other])));
  const sight = await of(arm).gatherFacts(request, () => ({ tenant: "contoso", owner: "line 4" }));
  expect(sight).toEqual({
    kind: "found",
    facts: {
      request,
      connection: {
        id: connectionId("c1"),
        name: "c1",
        status: "Pending",
        description: "please",
        actionsRequired: "None",
        groupIds: ["API"],
        provisioningState: "Succeeded",
        privateEndpoint: { id: ENDPOINT, subscription: SUBSCRIPTION, resourceGroup: "net", name: "pe-1" },
      },
      target: {
        id: TARGET,
        name: "plant-7",
        type: "Microsoft.DigitalTwins/digitalTwinsInstances",
        subscription: SUBSCRIPTION,
        resourceGroup: "twins",
        location: "westeurope",
        tags: { env: "prod" },
        publicNetworkAccess: "Disabled",
        connections: [
          { name: "c1", status: "Pending", subscription: SUBSCRIPTION, groupIds: ["API"] },
          { name: "c2", status: "Approved", groupIds: ["API"] },
        ],
      },
      consumer: { tenant: "contoso", owner: "line 4", subscription: SUBSCRIPTION },
      readAt: NOW.toISOString(),
      readFrom: "target",
    },
  });
  expect(sent).toEqual([{ method: "GET", url: `${TARGET}?api-version=2023-01-31` }]);
});

test("F30: a connection is found whatever the case of its id, and facts keep Azure's spelling", async () => {
  const { arm } = scriptedArm(answer(200, targetBody([connectionBody("Pending")])));
  const asked = { ...request, connectionId: request.connectionId.toUpperCase() };
  const sight = await of(arm).gatherFacts(asked, nobody);
  expect(sight).toMatchObject({ kind: "found", facts: { connection: { id: connectionId("c1") }, readFrom: "target" } });
});

test.each([
  ["has no list", undefined, undefined],
  ["lacks ours", [connectionBody("Approved", { name: "c2" })], ["c2", "c1"]],
])("where the target's body %s, one more look brings the connection", async (_, listed, names) => {
  const { arm, sent } = scriptedArm(
    answer(200, targetBody(listed)),
    answer(200, connectionBody("Pending", { endpoint: "odd" })),
  );
  const sight = await of(arm).gatherFacts(request, nobody);
  expect(sight).toMatchObject({ kind: "found", facts: { readFrom: "targetAndConnection", consumer: {} } });
  const { facts } = sight as Extract<typeof sight, { kind: "found" }>;
  expect(facts.target.connections?.map(({ name }) => name)).toEqual(names);
  expect(sent.map(({ url }) => url)).toEqual([pathOf(TARGET), pathOf(connectionId("c1"))]);
});

const noSight: readonly [string, readonly (Answer | NoAnswer)[], object][] = [
  ["no target", [answer(404)], { kind: "gone", why: "The target is gone: Azure no longer knows it." }],
  [
    "no connection",
    [answer(200, targetBody()), answer(404)],
    { kind: "gone", why: "The connection is gone: Azure no longer knows it." },
  ],
  [
    "no permission",
    [answer(403, errorBody("AuthorizationFailed", "no"))],
    { kind: "denied", fault: { code: "PermissionMissing" } },
  ],
  ["a refused token", [answer(401)], { kind: "denied", fault: { code: "SignInRefused" } }],
  ["a 400", [answer(200, targetBody()), answer(400)], { kind: "denied", fault: { code: "RefusedByAzure" } }],
  ["a 429", [answer(429, undefined, { "retry-after": "9" })], { kind: "busy", retryAfterSeconds: 9 }],
  ["silence", [silence], { kind: "busy", why: "no answer in time" }],
  ["silence at the second look", [answer(200, targetBody()), silence], { kind: "busy", why: "no answer in time" }],
  ["a target that is no JSON", [answer(200)], { kind: "busy", why: "the target's body could not be read" }],
  [
    "a connection that is no JSON",
    [answer(200, targetBody()), answer(200)],
    { kind: "busy", why: "the connection's body could not be read" },
  ],
];
test.each(noSight)("no facts: %s", async (_, answers, expected) => {
  expect(await of(scriptedArm(...answers).arm).gatherFacts(request, nobody)).toMatchObject(expected);
});

test("the change is declared after the look and before it is sent, and names the endpoint as Azure spells it", async () => {
  const odd = "/subscriptions/x/some/odd/Endpoint";
  const { put, sent, declaredAfter } = await putIn([
    answer(200, connectionBody("Pending", { endpoint: odd })),
    answer(202),
  ]);
  expect(put).toEqual({ kind: "accepted", httpStatus: 202 });
  expect(declaredAfter).toEqual([1]);
  expect(sent[1]).toEqual({
    method: "PUT",
    url: pathOf(connectionId("c1")),
    body: {
      properties: {
        privateEndpoint: { id: odd },
        privateLinkServiceConnectionState: { status: "Approved", description: order.note },
      },
    },
  });
});

test("a change that could not be declared is not sent", async () => {
  const { arm, sent } = scriptedArm(answer(200, connectionBody("Pending")), answer(202));
  const intent: Intent = { isDeclared: async () => false, declare: () => Promise.reject(new Error("the log is full")) };
  await expect(of(arm).putState(order, intent)).rejects.toThrow("the log is full");
  expect(sent).toHaveLength(1);
});

const mine = connectionBody("Approved", { description: order.note });
const another = connectionBody("Approved", { description: "by hand" });
const puts: readonly [string, readonly (Answer | NoAnswer)[], boolean, object, number][] = [
  ["what is so already is not sent", [answer(200, another)], false, { kind: "already", ours: false }, 0],
  [
    "F16: an earlier PUT that was answered 429 and made all the same is ours",
    [answer(200, mine)],
    true,
    { kind: "already", ours: true },
    0,
  ],
  [
    "a worker that died between intent and PUT claims nobody else's approval",
    [answer(200, another)],
    true,
    { kind: "already", ours: false },
    0,
  ],
  [
    "a worker that died between intent and PUT sends it",
    [answer(200, connectionBody("Pending")), answer(202)],
    true,
    { kind: "accepted" },
    1,
  ],
  ["silence before: nothing is sent", [silence], false, { kind: "unknown", why: "no answer in time" }, 0],
  [
    "silence after: nobody knows",
    [answer(200, connectionBody("Pending")), silence],
    false,
    { kind: "unknown", why: "no answer in time" },
    1,
  ],
  ["a 403 refuses", [answer(200, connectionBody("Pending")), answer(403)], false, { kind: "refused" }, 1],
  [
    "F13: a 400, and another had made the same change",
    [answer(200, connectionBody("Pending")), answer(400), answer(200, another)],
    false,
    { kind: "already", ours: false },
    1,
  ],
  [
    "F13: a 400, and our earlier attempt had made it",
    [answer(200, connectionBody("Pending")), answer(400), answer(200, mine)],
    true,
    { kind: "already", ours: true },
    1,
  ],
  [
    "F2: a 400, and it is not so: refused",
    [
      answer(200, connectionBody("Pending")),
      answer(400, errorBody("BadRequest", "Exception of type 'X.PrivateEndpointBadRequestException' was thrown.")),
      answer(200, connectionBody("Rejected")),
    ],
    false,
    { kind: "refused", fault: { code: "TransitionRefused" } },
    1,
  ],
  [
    "a 400, and nobody can tell",
    [answer(200, connectionBody("Pending")), answer(400), answer(429, undefined, { "retry-after": "8" })],
    false,
    { kind: "unknown", retryAfterSeconds: 8 },
    1,
  ],
  [
    "a 400, and silence",
    [answer(200, connectionBody("Pending")), answer(400), silence],
    false,
    { kind: "unknown", why: "no answer in time" },
    1,
  ],
];
test.each(puts)("PUT, %s", async (_, answers, declared, expected, changes) => {
  const { put, sent } = await putIn(answers, { declared });
  expect(put).toMatchObject(expected);
  expect(sent.filter(({ method }) => method === "PUT")).toHaveLength(changes);
  expect(sent).toHaveLength(answers.length);
});

test("the operation is read where Azure said, as it is", async () => {
  const url = `${ORIGIN}/op?t=1&c=%2F`;
  const { arm, sent } = scriptedArm(answer(200, { status: "Succeeded" }), silence);
  expect(await of(arm).poll({ kind: "operation", url })).toEqual({ kind: "succeeded" });
  expect(await of(arm).poll({ kind: "operation", url })).toEqual({ kind: "unreadable", why: "no answer in time" });
  expect(sent.map((one) => one.url)).toEqual([url, url]);
});

test("an operation that began at another origin, before ARM_ENDPOINT was changed, is not asked", async () => {
  const { arm, sent } = scriptedArm();
  const answered = await of(arm).poll({ kind: "operation", url: "https://management.chinacloudapi.cn/op?t=1" });
  expect(answered).toMatchObject({ kind: "unreadable" });
  expect(JSON.stringify(answered)).not.toContain("t=1");
  expect(sent).toEqual([]);
});

test("the result is read back from the connection itself", async () => {
  const { arm, sent } = scriptedArm(answer(200, mine), silence);
  expect(await of(arm).verify(order)).toMatchObject({ kind: "settled", status: "Approved" });
  expect(await of(arm).verify(order)).toEqual({ kind: "unreadable", why: "no answer in time" });
  expect(sent[0]?.url).toBe(pathOf(connectionId("c1")));
});

test("an answer is told from silence", () => {
  expect([isAnswer(answer(200)), isAnswer(silence)]).toEqual([true, false]);
});

test.each([[null], [{ id: connectionId("c2") }], [{ properties: connectionBody("Approved").properties }]])(
  "beside a connection that cannot be read, how many there are is unknown, never one fewer: %j",
  async (odd) => {
    const { arm } = scriptedArm(answer(200, targetBody([connectionBody("Pending"), odd])));
    const sight = await of(arm).gatherFacts(request, nobody);
    expect(sight).toMatchObject({ kind: "found", facts: { connection: { status: "Pending" } } });
    if (sight.kind === "found") expect(sight.facts.target).not.toHaveProperty("connections");
  },
);
