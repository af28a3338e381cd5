import { exampleEstate, readEstate } from "../../../local/arm/estate";

const SUBSCRIPTION = "10000000-0000-4000-8000-000000000001";
const endpoint = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe`;
const instance = (fields: object = {}) => ({
  subscription: SUBSCRIPTION,
  resourceGroup: "rg",
  name: "twins",
  location: "westeurope",
  createdAt: "2026-01-01T00:00:00Z",
  ...fields,
});
const estate = (...instances: object[]) => ({ subscriptions: [{ id: SUBSCRIPTION, name: "One" }], instances });
const connection = (fields: object = {}) => ({
  name: "c0000000-0000-4000-8000-000000000001",
  privateEndpointId: endpoint,
  ...fields,
});

test("the example has instances in two subscriptions, and connections in every status from several consumers", () => {
  const { subscriptions, consumers, instances } = exampleEstate();
  const connections = instances.flatMap((one) => one.connections);
  const subscriptionsOfConsumers = new Set(connections.map(({ privateEndpointId }) => privateEndpointId.split("/")[2]));
  expect(new Set(instances.map(({ subscription }) => subscription))).toEqual(
    new Set(subscriptions.map(({ id }) => id)),
  );
  expect(new Set(connections.map(({ status }) => status))).toEqual(
    new Set(["Pending", "Approved", "Rejected", "Disconnected"]),
  );
  expect(subscriptionsOfConsumers.size).toBe(consumers.length + 1); // One of them nobody knows.
  expect(new Set(connections.map(({ name }) => name)).size).toBe(connections.length);
});

test("what is left out of an estate is what Azure would have", () => {
  expect(readEstate(estate(instance({ connections: [connection()] })))).toMatchObject({
    kind: "read",
    value: {
      instances: [
        {
          tags: {},
          publicNetworkAccess: "Disabled",
          connections: [{ groupIds: ["API"], status: "Pending", description: "", actionsRequired: "None" }],
        },
      ],
    },
  });
});

test("every fault of an estate is told at once, each with its place", () => {
  const read = readEstate({
    ...estate(
      instance({ name: "-", location: "West Europe" }),
      instance({ subscription: "20000000-0000-4000-8000-00000000000a" }),
      instance({
        connections: [connection(), connection({ status: "approved" }), connection({ privateEndpointId: "/x" })],
      }),
    ),
    more: 1,
  });
  const faults = read.kind === "faults" ? read.faults : [];
  expect(faults.map((fault) => fault.split(":")[0])).toEqual([
    "instances.0.name",
    "instances.0.location",
    "instances.2.connections.1.status",
    "instances.2.connections.2.privateEndpointId",
    "the body",
  ]);
});

test("nothing may be there twice, and no instance outside the subscriptions", () => {
  const read = readEstate(
    estate(
      instance(),
      instance({ resourceGroup: "RG", name: "TWINS" }),
      instance({ name: "other", connections: [connection(), connection()] }),
      instance({ subscription: "20000000-0000-4000-8000-00000000000a" }),
    ),
  );
  expect(read).toEqual({
    kind: "faults",
    faults: [
      "instances.1.name: is there twice in its resource group",
      "instances.2.connections.1.name: is there twice on this instance",
      "instances.3.subscription: is not among the subscriptions",
    ],
  });
});
