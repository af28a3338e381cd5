import { NotResolved, resolveConnection } from "../../src/arm/resolve";
import { answer, connectionBody, connectionId, ENDPOINT, errorBody, TARGET } from "./answers";
import { scriptedArm } from "./scripted-arm";

const asked = { privateEndpointId: ENDPOINT.toUpperCase(), targetId: TARGET };
const resolved = (...value: readonly unknown[]) => resolveConnection(scriptedArm(answer(200, { value })).arm, asked);
const other = connectionBody("Pending", { name: "other", endpoint: ENDPOINT.replace("pe-1", "pe-2") });

test.each([
  ["the one of the endpoint, whatever the case", [other, connectionBody("Approved")], "c1"],
  [
    "F27, F23: the Pending one of an endpoint that was recreated",
    [connectionBody("Rejected", { name: "old" }), connectionBody("Pending")],
    "c1",
  ],
  ["Pending before Approved", [connectionBody("Approved", { name: "old" }), connectionBody("Pending")], "c1"],
  [
    "F23: the one that is connected, where none is Pending",
    [connectionBody("Disconnected", { name: "old" }), connectionBody("Approved")],
    "c1",
  ],
  ["the only one there is, though it was rejected", [connectionBody("Rejected")], "c1"],
])("a connection is found by its endpoint: %s", async (_, value, name) => {
  expect(await resolved(...value)).toEqual({ kind: "connection", connectionId: connectionId(name) });
});

test("an endpoint without a connection on the target is told", async () => {
  expect(await resolved(other, connectionBody("Pending", { endpoint: "odd" }))).toEqual({
    kind: "none",
    why: "no connection of this private endpoint is on the target",
  });
});

test.each([["Pending"], ["Rejected"]])("of two %s connections none is guessed: both are named", async (status) => {
  expect(await resolved(connectionBody(status), connectionBody(status, { name: "c2" }))).toEqual({
    kind: "none",
    why: "several connections of this private endpoint are on the target (c1, c2): name one by connectionId",
  });
});

test("a target that does not exist is told", async () => {
  const { arm } = scriptedArm(answer(404));
  expect(await resolveConnection(arm, asked)).toEqual({ kind: "none", why: "the target does not exist" });
});

test.each([
  ["a list of which something cannot be read", answer(200, { value: [null] }), "1 of the target's connections"],
  ["silence", { status: 0 as const, why: "no answer in time" }, "no answer in time"],
  ["a 403", answer(403, errorBody("AuthorizationFailed", "")), "Azure answered 403 AuthorizationFailed"],
  ["a body that is no list", answer(200, {}), "a body that cannot be read"],
])("where Azure cannot be asked, nothing is concluded: %s", async (_, given, why) => {
  await expect(resolveConnection(scriptedArm(given).arm, asked)).rejects.toThrow(NotResolved);
  await expect(resolveConnection(scriptedArm(given).arm, asked)).rejects.toThrow(why);
});
