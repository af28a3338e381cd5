import { readTarget, targetsInShort } from "../../src/arm/read-target";
import { answer, connectionBody, NOW, SUBSCRIPTION, TARGET } from "./answers";
import { scriptedArm } from "./scripted-arm";

const now = () => NOW;
const body = {
  id: TARGET,
  name: "plant-7",
  location: "westeurope",
  tags: { env: "prod" },
  properties: { privateEndpointConnections: [connectionBody("Pending")] },
};

test("a target is read with its place and its connections", async () => {
  expect(await readTarget(scriptedArm(answer(200, body)).arm, TARGET, now)).toMatchObject({
    kind: "found",
    target: {
      name: "plant-7",
      subscription: SUBSCRIPTION,
      resourceGroup: "twins",
      connections: [{ name: "c1", status: "Pending" }],
    },
  });
});

test.each([
  ["silence", { status: 0 as const, why: "no answer in time" }, { kind: "busy", why: "no answer in time" }],
  ["no target", answer(404), { kind: "gone" }],
  ["a 403", answer(403), { kind: "denied", fault: { code: "PermissionMissing" } }],
  ["a 429", answer(429, undefined, { "retry-after": "7" }), { kind: "busy", retryAfterSeconds: 7 }],
  ["no JSON", answer(200), { kind: "busy" }],
])("a target that cannot be read is told: %s", async (_, given, expected) => {
  expect(await readTarget(scriptedArm(given).arm, TARGET, now)).toMatchObject(expected);
});

test("the targets of a subscription come in short, and none where they cannot be read", async () => {
  const plain = { id: `${TARGET}2`, properties: { privateEndpointConnections: [] } };
  expect(await targetsInShort(scriptedArm(answer(200, { value: [body, plain] })).arm, "s", now)).toEqual([
    { id: TARGET, name: "plant-7", location: "westeurope", env: "prod" },
    { id: `${TARGET}2`, name: "plant-72" },
  ]);
  expect(await targetsInShort(scriptedArm(answer(403)).arm, "s", now)).toEqual([]);
});
