import fc from "fast-check";
import {
  connectionIn,
  connectionListIn,
  connectionsIn,
  neighbourOf,
  privateEndpointIdIn,
  targetIn,
} from "../../src/arm/shapes";
import { connectionBody, connectionId, TARGET } from "./answers";

test("the swagger's own GET example, which has no name and no provisioningState, is read", () => {
  const state = { status: "Pending", description: "Please approve my request, thanks.", actionsRequired: "None" };
  const body = {
    id: connectionId("c1"),
    properties: { groupIds: ["digitalTwinsInstance"], privateLinkServiceConnectionState: state },
  };
  expect(connectionIn(body)).toEqual({
    id: connectionId("c1"),
    name: "c1",
    groupIds: ["digitalTwinsInstance"],
    ...state,
  });
});

test.each([
  ["nothing", undefined],
  ["a list", []],
  ["no id", { properties: { privateLinkServiceConnectionState: { status: "Pending" } } }],
  ["no properties", { id: "x" }],
  ["no state", { id: "x", properties: {} }],
  ["a status that is no text", { id: "x", properties: { privateLinkServiceConnectionState: { status: null } } }],
])("what has no id or no status is no connection: %s", (_, body) => {
  expect(connectionIn(body)).toBeUndefined();
});

test("what is missing or of another type is absent, never a default", () => {
  const body = {
    id: "/a/b",
    name: 3,
    properties: {
      provisioningState: null,
      groupIds: ["API", 3],
      privateEndpoint: { id: "odd" },
      privateLinkServiceConnectionState: { status: "Pending", description: null, actionsRequired: 1 },
    },
  };
  expect(connectionIn(body)).toEqual({ id: "/a/b", name: "b", status: "Pending" });
  expect(targetIn({ id: "/a/t", tags: [], properties: null })).toEqual({
    id: "/a/t",
    name: "t",
    type: "Microsoft.DigitalTwins/digitalTwinsInstances",
  });
  expect(targetIn({ name: "no id" })).toBeUndefined();
  expect(neighbourOf({ id: "x", name: "x", status: "Pending" })).toEqual({ name: "x", status: "Pending" });
});

test("only the four known words change their case", () => {
  const statusOf = (status: string) => connectionIn(connectionBody(status))?.status;
  expect(["APPROVED", "pending", "Approving", "approving"].map(statusOf)).toEqual([
    "Approved",
    "Pending",
    "Approving",
    "approving",
  ]);
});

test("the endpoint's id goes back to Azure as it came, whatever its shape", () => {
  expect(privateEndpointIdIn(connectionBody("Pending", { endpoint: "Odd/Id" }))).toBe("Odd/Id");
  expect(
    [undefined, {}, { properties: {} }, { properties: { privateEndpoint: { id: 3 } } }].map(privateEndpointIdIn),
  ).toEqual([undefined, undefined, undefined, undefined]);
});

const NONE = { connections: [], unreadable: 0 };

test("a list of which something cannot be read says so, and is no list of a target's neighbours", () => {
  const odd = [null, { id: "x" }, { properties: connectionBody("Approved").properties }];
  const list = [connectionBody("Pending"), ...odd];
  expect(connectionListIn({ value: list })).toMatchObject({ connections: [{ status: "Pending" }], unreadable: 3 });
  const target = (connections: readonly unknown[]) =>
    targetIn({ id: TARGET, properties: { privateEndpointConnections: connections } });
  expect(target(list.slice(0, 1))?.connections).toHaveLength(1);
  for (const one of odd) expect(target([list[0], one])).not.toHaveProperty("connections");
});

test("a body without a list is told from one whose list is empty", () => {
  expect(connectionsIn({ id: TARGET, properties: { privateEndpointConnections: [] } })).toEqual(NONE);
  expect(connectionsIn({ id: TARGET })).toBeUndefined();
  expect(connectionListIn({ value: [] })).toEqual(NONE);
  expect([connectionListIn({}), connectionListIn(undefined)]).toEqual([undefined, undefined]);
});

test("a tag that is called like something every object has is a tag", () => {
  const tags = JSON.parse('{"__proto__": "x", "constructor": "y"}');
  expect(Object.entries(targetIn({ id: TARGET, tags })?.tags ?? {})).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

test("nothing that Azure could send makes a reader fail", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const bodies = [
        one,
        { id: "x", properties: one, tags: other },
        {
          id: "x",
          properties: {
            privateLinkServiceConnectionState: one,
            privateEndpoint: other,
            privateEndpointConnections: [one],
          },
        },
        { value: one },
      ];
      for (const read of [connectionIn, connectionsIn, connectionListIn, targetIn, privateEndpointIdIn])
        for (const body of bodies) expect(() => read(body)).not.toThrow();
    }),
  );
});
