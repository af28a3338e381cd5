import { invalidContent } from "./arm-errors";
import { keyOf } from "./place";
import { type ArmAnswer, type Connection, type LinkState, STATUSES } from "./simulator-state";

export type Wanted =
  | { readonly kind: "state"; readonly state: LinkState }
  | { readonly kind: "fault"; readonly answer: ArmAnswer };

/**
 * Reads the body of a PUT. The swagger requires properties and, in the state, status and description (arm-facts 1.1); all
 * else is read-only and may be sent back as it was read, as the az CLI does (3.2, body rules).
 */
export function wantedState(body: string, connection: Connection): Wanted {
  const parsed = parsedBody(body);
  if (!isObject(parsed)) return fault("a JSON object was expected");
  const properties = parsed["properties"];
  if (!isObject(properties)) return fault("Required property 'properties' not found in JSON");
  const link = properties["privateLinkServiceConnectionState"];
  if (!isObject(link)) return fault("Required property 'privateLinkServiceConnectionState' not found in JSON");
  const status = STATUSES.find((known) => known === link["status"]);
  if (!status) return fault(`'status' must be one of ${STATUSES.join(", ")}, not ${JSON.stringify(link["status"])}`);
  const description = link["description"];
  if (typeof description !== "string") return fault("Required property 'description' not found in JSON");
  const endpoint = endpointFault(properties["privateEndpoint"], connection);
  if (endpoint) return fault(endpoint);
  const actionsRequired = link["actionsRequired"];
  return {
    kind: "state",
    state: {
      status,
      description,
      actionsRequired: typeof actionsRequired === "string" ? actionsRequired : connection.state.actionsRequired,
    },
  };
}

/** The endpoint belongs to the consumer: it may be said again, and not changed. Official clients leave out its read-only id. */
function endpointFault(endpoint: unknown, { privateEndpointId }: Connection): string | undefined {
  const id = isObject(endpoint) ? endpoint["id"] : endpoint;
  if (id === undefined || id === null || (typeof id === "string" && keyOf(id) === keyOf(privateEndpointId)))
    return undefined;
  return "'privateEndpoint.id' is read-only and is not the one of this connection";
}

function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function fault(why: string): Wanted {
  return { kind: "fault", answer: invalidContent(why) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
