import { bytesFrom, type Random } from "../seams";
import { AS_RECORDED } from "./behaviour";
import type { Estate } from "./estate";
import { connectionIdOf, instanceIdOf, keyOf } from "./place";
import type { ArmState, Connection, Instance } from "./simulator-state";

/** The state in which an estate begins. */
export function seededState(estate: Estate, random: Random): ArmState {
  const instances = estate.instances.map(instanceOf);
  const connections = estate.instances.flatMap(connectionsOf);
  return {
    subscriptions: new Map(estate.subscriptions.map(({ id, name }) => [keyOf(id), name])),
    instances: new Map(instances.map((instance) => [keyOf(instance.id), instance])),
    connections: new Map(connections.map((connection) => [keyOf(connection.id), connection])),
    operations: new Map(),
    happenings: [],
    buckets: new Map(),
    behaviour: AS_RECORDED,
    spent: new Map(),
    secret: bytesFrom(random, 32).toString("base64url"),
  };
}

type Seed = Estate["instances"][number];

function instanceOf({
  subscription,
  resourceGroup,
  name,
  location,
  tags,
  publicNetworkAccess,
  createdAt,
}: Seed): Instance {
  return {
    id: instanceIdOf({ subscription, resourceGroup, instance: name }),
    name,
    subscription,
    resourceGroup,
    location,
    tags,
    publicNetworkAccess,
    createdAt: Date.parse(createdAt),
  };
}

function connectionsOf(seed: Seed): Connection[] {
  const { subscription, resourceGroup, name: instance } = seed;
  return seed.connections.map(({ name, privateEndpointId, groupIds, status, description, actionsRequired }) => ({
    id: connectionIdOf({ subscription, resourceGroup, instance, connection: name }),
    name,
    instance: keyOf(instanceIdOf({ subscription, resourceGroup, instance })),
    privateEndpointId,
    groupIds,
    state: { status, description, actionsRequired },
    rest: "Succeeded",
  }));
}
