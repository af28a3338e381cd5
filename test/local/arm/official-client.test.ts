import type { AzureDigitalTwinsManagementClient, DigitalTwinsDescription } from "@azure/arm-digitaltwins";
import { type VirtualClock, virtualClock } from "../../virtual-clock";
import { BERLIN, connectionName, GROUP, officialClient, type Platform, startPlatform } from "./platform";

/** The client waits by the clock on the wall, so that it is asked not to wait; how long operations take is ours to say. */
const IMPATIENT = { retryAfter: 0 };
const AT_ONCE = { operationMs: 0, ...IMPATIENT };
const POLL = { updateIntervalInMs: 1 };

let clock: VirtualClock;
let platform: Platform;
let client: AzureDigitalTwinsManagementClient;

beforeEach(async () => {
  clock = virtualClock();
  platform = await startPlatform({ clock });
  client = officialClient(platform);
  await platform.behave(AT_ONCE);
});
afterEach(() => platform.stop());

const all = async (list: AsyncIterable<DigitalTwinsDescription>) => {
  const found: DigitalTwinsDescription[] = [];
  for await (const one of list) found.push(one);
  return found;
};
const requests = async (method: string) => {
  const { body } = await platform.local("GET", "/requests");
  return (body["value"] as { method: string; path: string; status: number }[]).filter((one) => one.method === method);
};

test("the official client lists a subscription page by page, and every instance once", async () => {
  await platform.local("PUT", "/behaviour", { limits: { pageSize: 1 } });
  const found = await all(client.digitalTwins.list());
  expect(found.map(({ name }) => name).sort()).toEqual([
    "twins-clinic",
    BERLIN,
    "twins-factory-gdansk",
    "twins-legacy",
  ]);
  expect(await requests("GET")).toHaveLength(4);
});

test("the official client lists a resource group", async () => {
  const found = await all(client.digitalTwins.listByResourceGroup("RG-Twins-Prod"));
  expect(found.map(({ name }) => name)).toEqual([BERLIN, "twins-factory-gdansk", "twins-legacy"]);
});

test("the official client reads an instance with its tags and its connections", async () => {
  const instance = await client.digitalTwins.get(GROUP, BERLIN);
  expect(instance).toMatchObject({
    name: BERLIN,
    location: "westeurope",
    tags: { env: "prod", owner: "platform-team", dataClass: "internal" },
    publicNetworkAccess: "Disabled",
    provisioningState: "Succeeded",
  });
  expect(instance.privateEndpointConnections?.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map(connectionName));
});

test("the official client lists and reads connections", async () => {
  const { value } = await client.privateEndpointConnections.list(GROUP, BERLIN);
  const one = await client.privateEndpointConnections.get(GROUP, BERLIN, connectionName(1));
  expect(value?.[0]).toEqual(one);
  expect(one.properties).toMatchObject({
    provisioningState: "Succeeded",
    groupIds: ["API"],
    privateLinkServiceConnectionState: { status: "Pending", actionsRequired: "None" },
  });
});

test("the official client approves a connection and follows the operation to its end", async () => {
  await platform.behave(IMPATIENT);
  const connection = await client.privateEndpointConnections.get(GROUP, BERLIN, connectionName(1));
  const privateLinkServiceConnectionState = { status: "Approved", description: "Approved." };
  const poller = await client.privateEndpointConnections.beginCreateOrUpdate(
    GROUP,
    BERLIN,
    connectionName(1),
    { properties: { ...connection.properties, privateLinkServiceConnectionState } },
    POLL,
  );
  await poller.poll();
  expect(poller.getOperationState().status).not.toBe("succeeded");
  await clock.advance(8_000);
  const approved = await poller.pollUntilDone();
  expect(approved.properties).toMatchObject({ provisioningState: "Succeeded", privateLinkServiceConnectionState });
  const polls = (await requests("GET")).filter(({ path }) => path.includes("/operationResults/"));
  expect(polls.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await requests("PUT")).map(({ status }) => status)).toEqual([202]);
});

test("the official client deletes a connection, and again one that is not there", async () => {
  const name = connectionName(3);
  await client.privateEndpointConnections.beginDeleteAndWait(GROUP, BERLIN, name, POLL);
  await expect(client.privateEndpointConnections.get(GROUP, BERLIN, name)).rejects.toMatchObject({
    statusCode: 404,
    code: "ResourceNotFound",
  });
  await client.privateEndpointConnections.beginDeleteAndWait(GROUP, BERLIN, name, POLL);
  expect((await requests("DELETE")).map(({ status }) => status)).toEqual([202, 204]);
});

test("the official client is told in Azure's words that a rejected connection stays rejected", async () => {
  const begun = client.privateEndpointConnections.beginCreateOrUpdate(
    GROUP,
    "twins-factory-gdansk",
    connectionName(8),
    {
      properties: { privateLinkServiceConnectionState: { status: "Approved", description: "After all." } },
    },
  );
  await expect(begun).rejects.toMatchObject({
    statusCode: 400,
    code: "BadRequest",
    message: expect.stringContaining("PrivateEndpointBadRequestException"),
  });
});

test("the official client is told why an operation failed", async () => {
  await platform.behave("failsLater", AT_ONCE);
  const waiting = client.privateEndpointConnections.beginCreateOrUpdateAndWait(
    GROUP,
    BERLIN,
    connectionName(1),
    { properties: { privateLinkServiceConnectionState: { status: "Approved", description: "Approved." } } },
    POLL,
  );
  await expect(waiting).rejects.toThrow(/InternalServerError/);
});

test("the official client lists and reads private link resources", async () => {
  const { value } = await client.privateLinkResources.list(GROUP, BERLIN);
  const one = await client.privateLinkResources.get(GROUP, BERLIN, "API");
  expect(value).toEqual([one]);
  expect(one).toMatchObject({
    name: "API",
    properties: {
      groupId: "API",
      requiredMembers: ["DigitalTwinsAPI"],
      requiredZoneNames: ["privatelink.digitaltwins.azure.net"],
    },
  });
});
