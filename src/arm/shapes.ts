import { parsePrivateEndpointId } from "../approval/connection-id";
import type { Connection, Neighbour, Target } from "../approval/model";
import { isObject } from "../json";

/** ARM's bodies, read with care: what is missing or of another type is absent, and only an id makes a thing a thing. */

export function connectionIn(body: unknown): Connection | undefined {
  if (!isObject(body) || typeof body["id"] !== "string") return undefined;
  const properties = isObject(body["properties"]) ? body["properties"] : {};
  const state = isObject(properties["privateLinkServiceConnectionState"])
    ? properties["privateLinkServiceConnectionState"]
    : {};
  const status = statusIn(state["status"]);
  if (status === undefined) return undefined;
  const endpoint = isObject(properties["privateEndpoint"]) ? text(properties["privateEndpoint"]["id"]) : undefined;
  const parsed = endpoint === undefined ? undefined : parsePrivateEndpointId(endpoint);
  return {
    id: body["id"],
    // GET answers of the swagger's examples have no name: it is the last word of the id (arm-facts 1.2).
    name: text(body["name"]) ?? body["id"].slice(body["id"].lastIndexOf("/") + 1),
    status,
    ...present("description", text(state["description"])),
    ...present("actionsRequired", text(state["actionsRequired"])),
    ...present("groupIds", texts(properties["groupIds"])),
    ...present("provisioningState", text(properties["provisioningState"])),
    ...present("privateEndpoint", parsed),
  };
}

const STATUSES = ["Pending", "Approved", "Rejected", "Disconnected"];

/** The four known words in their own spelling, since ARM's enums count without case; any other word as it comes. */
function statusIn(value: unknown): string | undefined {
  const status = text(value);
  return STATUSES.find((word) => word.toLowerCase() === status?.toLowerCase()) ?? status;
}

/** The id of the private endpoint as Azure spells it, whatever its shape: it goes back into the PUT. */
export function privateEndpointIdIn(body: unknown): string | undefined {
  const properties = isObject(body) && isObject(body["properties"]) ? body["properties"] : {};
  return isObject(properties["privateEndpoint"]) ? text(properties["privateEndpoint"]["id"]) : undefined;
}

/** What a list of connections holds. Where some of them are `unreadable`, the others are not all that there are. */
export type Listed = { readonly connections: readonly Connection[]; readonly unreadable: number };

/** The connections in a target's body; undefined where the body has no such list. */
export function connectionsIn(body: unknown): Listed | undefined {
  const properties = isObject(body) && isObject(body["properties"]) ? body["properties"] : {};
  return listedIn(properties["privateEndpointConnections"]);
}

/** The connections in the answer to their own list, which has no pages (arm-facts 1.1); undefined where it is no list. */
export function connectionListIn(body: unknown): Listed | undefined {
  return listedIn(isObject(body) ? body["value"] : undefined);
}

function listedIn(list: unknown): Listed | undefined {
  if (!Array.isArray(list)) return undefined;
  const connections = list.map(connectionIn).filter((connection) => connection !== undefined);
  return { connections, unreadable: list.length - connections.length };
}

export function targetIn(body: unknown): Omit<Target, "subscription" | "resourceGroup"> | undefined {
  if (!isObject(body) || typeof body["id"] !== "string") return undefined;
  const properties = isObject(body["properties"]) ? body["properties"] : {};
  const listed = connectionsIn(body);
  // A list that is not whole is no list: whoever counts in it would allow one more than policy does.
  const whole = listed?.unreadable === 0 ? listed.connections : undefined;
  return {
    id: body["id"],
    name: text(body["name"]) ?? body["id"].slice(body["id"].lastIndexOf("/") + 1),
    type: text(body["type"]) ?? "Microsoft.DigitalTwins/digitalTwinsInstances",
    ...present("location", text(body["location"])),
    ...present("tags", tags(body["tags"])),
    ...present("publicNetworkAccess", text(properties["publicNetworkAccess"])),
    ...present("connections", whole?.map(neighbourOf)),
  };
}

export function neighbourOf({ name, status, privateEndpoint, groupIds }: Connection): Neighbour {
  return { name, status, ...present("subscription", privateEndpoint?.subscription), ...present("groupIds", groupIds) };
}

function tags(value: unknown): { readonly [name: string]: string } | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}

/** A field that is there, or no field at all. */
function present<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}
