import { CONNECTION_TYPE, INSTANCE_TYPE } from "./arm-errors";
import { traitsAt } from "./behaviour";
import { instanceIdOf, keyOf } from "./place";
import type { ArmState, Connection, Instance, LinkState, Operation, Status } from "./simulator-state";
import type { Traits } from "./traits";

/** Things as ARM shows them. */

const TRANSITIONAL: Readonly<Record<Status, string>> = {
  Pending: "Pending",
  Approved: "Approving",
  Rejected: "Rejecting",
  Disconnected: "Disconnecting",
};

export function instanceBody(state: ArmState, instance: Instance, now: number) {
  const key = keyOf(instance.id);
  const traits = traitsAt(state.behaviour, [key]);
  const connections = connectionsOf(state, key).map((connection) => connectionBody(state, connection, now));
  return {
    id: spelled(instance.id, traits),
    name: instance.name,
    type: INSTANCE_TYPE,
    location: instance.location,
    tags: instance.tags,
    properties: {
      createdTime: new Date(instance.createdAt).toISOString(),
      lastUpdatedTime: new Date(instance.createdAt).toISOString(),
      provisioningState: "Succeeded",
      hostName: `${instance.name}.api.${instance.location}.digitaltwins.azure.net`,
      publicNetworkAccess: instance.publicNetworkAccess,
      ...(traits.instanceBody === "withConnections" && { privateEndpointConnections: connections }),
    },
  };
}

/** The connections of an instance, in the order in which they were made. */
export function connectionsOf(state: ArmState, instanceKey: string): Connection[] {
  return [...state.connections.values()].filter(({ instance }) => instance === instanceKey);
}

export function connectionBody(state: ArmState, connection: Connection, now: number) {
  const traits = traitsAt(state.behaviour, [connection.instance, keyOf(connection.id)]);
  const operation = connection.operation === undefined ? undefined : state.operations.get(connection.operation);
  const { shown, provisioningState } = seen(connection, operation, traits, now);
  const properties = {
    ...(provisioningState !== undefined && { provisioningState }),
    privateEndpoint: { id: connection.privateEndpointId },
    groupIds: connection.groupIds,
    privateLinkServiceConnectionState: linkBody(shown, traits),
  };
  const id = spelled(connection.id, traits);
  if (traits.connectionBody === "likeTheExample") {
    const { provisioningState: _, ...rest } = properties; // arm-facts 1.2: the GET example has id and properties only.
    return { id, properties: rest };
  }
  return { id, name: connection.name, type: CONNECTION_TYPE, properties };
}

type Shown = Omit<LinkState, "status"> & { readonly status: string };

/** The status and the provisioningState that are shown, while a change is under way and at rest. */
function seen(
  connection: Connection,
  operation: Operation | undefined,
  traits: Traits,
  now: number,
): { readonly shown: Shown; readonly provisioningState: string | undefined } {
  const shown = shownState(connection, operation, traits, now);
  const word = operation ? wordWhile(operation, traits) : connection.rest;
  return { shown, provisioningState: provisioningWord(word, shown.status, traits) };
}

function shownState(connection: Connection, operation: Operation | undefined, traits: Traits, now: number): Shown {
  if (operation?.kind === "put") {
    const { wanted } = operation;
    if (traits.statusWhileUpdating === "wanted") return wanted;
    if (traits.statusWhileUpdating === "transitional") return { ...wanted, status: TRANSITIONAL[wanted.status] };
    return connection.state;
  }
  return connection.late && now < connection.late.until ? connection.late.state : connection.state;
}

function wordWhile({ kind }: Operation, traits: Traits): string {
  return kind === "delete" ? "Deleting" : traits.provisioningStateWhileUpdating;
}

function provisioningWord(word: string, status: string, traits: Traits): string | undefined {
  switch (traits.provisioningState) {
    case "absent":
      return undefined;
    case "upperCase":
      return word.toUpperCase();
    case "ready":
      return word === "Succeeded" ? "Ready" : word;
    case "likeStatus":
      return status;
    case "recorded":
      return word;
  }
}

function linkBody(shown: Shown, traits: Traits) {
  return {
    status: shown.status,
    description: traits.description === "echoed" ? shown.description : null,
    ...(traits.actionsRequired === "present" && { actionsRequired: shown.actionsRequired }),
  };
}

/** The body of the swagger's 202 example: Succeeded beside Pending, whatever was asked for (arm-facts 1.2). */
export function exampleBody(connection: Connection) {
  return {
    id: connection.id.replace("/resourceGroups/", "/resourcegroups/"),
    name: connection.name,
    type: CONNECTION_TYPE,
    properties: {
      provisioningState: "Succeeded",
      privateEndpoint: { id: connection.privateEndpointId },
      groupIds: connection.groupIds,
      privateLinkServiceConnectionState: { status: "Pending", description: "Awaiting approval." },
    },
  };
}

/** What can be connected to privately: recorded, and not what the swagger's example says (arm-facts 1.2). */
export function linkResourceBody(instance: Instance) {
  return {
    id: `${instanceIdOf({ ...instance, instance: instance.name })}/privateLinkResources/API`,
    name: "API",
    type: `${INSTANCE_TYPE}/privateLinkResources`,
    properties: {
      groupId: "API",
      requiredMembers: ["DigitalTwinsAPI"],
      requiredZoneNames: ["privatelink.digitaltwins.azure.net"],
    },
  };
}

function spelled(id: string, { idSpelling }: Traits): string {
  return idSpelling === "lowerCase" ? id.toLowerCase() : id;
}
