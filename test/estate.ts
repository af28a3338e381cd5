import { exampleEstate } from "../local/arm/estate";
import { instanceIdOf } from "../src/intake/instance-id";

/** A connection of the example estate, by the end of its name. */
export function connectionNamed(ending: string) {
  for (const { subscription, resourceGroup: group, name: instance, connections } of exampleEstate().instances) {
    const connection = connections.find(({ name }) => name.endsWith(ending))?.name;
    if (!connection) continue;
    const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.DigitalTwins/digitalTwinsInstances/${instance}/privateEndpointConnections/${connection}`;
    return { id, subscription, group, instance, connection, instanceId: instanceIdOf(id) };
  }
  throw new Error(`no connection ends with ${ending}`);
}
