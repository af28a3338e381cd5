import type { PrivateEndpoint } from "../approval/connection-id";
import type { ApprovalRequest, Connection, Consumer, Neighbour, Target } from "../approval/model";

/**
 * Every fact that an expression may look at, in one place. From it come the CEL declarations, the values that
 * expressions see, the strict schema of facts that people hand in, the editor's JSON Schema and docs/policy.md.
 */
export type Fact = {
  readonly type: FactType;
  /** Facts that Azure, or the policy's own directory, may fail to give. Where they are missing they are unknown. */
  readonly optional?: true;
  readonly from: Source;
  /** Functions that read no more of it than what Azure vouches for, where the rest is chosen. */
  readonly trueIn?: readonly string[];
  readonly doc: string;
  readonly example: FactExample;
};

/**
 * text: as Azure spells it. id and guid: in lower case, so that == compares them as ARM does. time: a timestamp.
 * texts: a list of text. tags: read by target.tag(). A shape's name, alone or as a list: another table below.
 */
export type FactType = "text" | "id" | "guid" | "time" | "texts" | "tags" | "PrivateEndpoint" | "list<Neighbour>";

/** Who says so. What `consumer` and `requester` say is chosen by whoever wants in: no approval may rest on it alone. */
export type Source = "azure" | "consumer" | "requester" | "directory" | "door";

type FactExample = string | readonly string[] | { readonly [name: string]: string } | readonly Neighbour[];

type OptionalFact = Fact & { readonly optional: true };
type RequiredFact = Fact & { readonly optional?: never };
/** A table with a line for each field of the model, which says of an optional one that it is. A field left out does not compile. */
type TableOf<Model> = {
  readonly [Field in keyof Required<Model>]: undefined extends Model[Field] ? OptionalFact : RequiredFact;
};

const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
const CONSUMER = "33333333-3333-4333-8333-333333333333";
const TARGET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/twins-dev`;

const OF_SUBSCRIPTION = ["sameSubscription", "inSubscription", "subscriptionOf"];
/** All but the last part of a connection's id is its target's. */
const OF_TARGET = [...OF_SUBSCRIPTION, "inResourceGroup", "resourceGroupOf"];

const request: TableOf<ApprovalRequest> = {
  requestId: {
    type: "text",
    from: "requester",
    doc: "Identifies the delivery; whoever asks may choose it.",
    example: "example-request",
  },
  connectionId: {
    type: "id",
    from: "requester",
    trueIn: OF_TARGET,
    doc: "The connection that was asked for; the same as connection.id.",
    example: `${TARGET}/privateEndpointConnections/example`,
  },
  desiredStatus: { type: "text", from: "requester", doc: "Approved or Rejected.", example: "Approved" },
  requestedBy: {
    type: "text",
    from: "requester",
    doc: "Who asks: the signed-in identity for HTTP, the sender's word for a message.",
    example: "pipeline@example.com",
  },
  requesterId: {
    type: "text",
    optional: true,
    from: "door",
    doc: "The id of whoever signed in to ask; a message has none.",
    example: "3f1c6a0e-9d2b-4a57-8c41-5b7e2f90d111",
  },
  justification: { type: "text", from: "requester", doc: "Why, in the requester's words.", example: "An example" },
  correlationId: {
    type: "text",
    optional: true,
    from: "requester",
    doc: "The requester's own reference.",
    example: "ticket-1",
  },
  door: { type: "text", from: "door", doc: "queue, http, webhook or event.", example: "queue" },
  receivedAt: { type: "time", from: "door", doc: "When the request came in.", example: "2026-03-02T09:00:00Z" },
};

const privateEndpoint: TableOf<PrivateEndpoint> = {
  id: {
    type: "id",
    from: "consumer",
    trueIn: OF_SUBSCRIPTION,
    doc: "The id of the endpoint. Its subscription is true; the consumer chose the rest.",
    example: `/subscriptions/${CONSUMER}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/pe-app`,
  },
  subscription: { type: "guid", from: "azure", doc: "The subscription that the endpoint is in.", example: CONSUMER },
  resourceGroup: { type: "text", from: "consumer", doc: "The endpoint's resource group.", example: "rg-app" },
  name: { type: "text", from: "consumer", doc: "The endpoint's name.", example: "pe-app" },
};

const connection: TableOf<Connection> = {
  id: {
    type: "id",
    from: "consumer",
    trueIn: OF_TARGET,
    doc: "The ARM id of the connection. Its last part is the connection's name; the rest is the target's.",
    example: `${TARGET}/privateEndpointConnections/example`,
  },
  name: {
    type: "text",
    from: "consumer",
    doc: "The connection's name; with some services the consumer picks it.",
    example: "example",
  },
  status: { type: "text", from: "azure", doc: "Pending, Approved, Rejected or Disconnected.", example: "Pending" },
  description: {
    type: "text",
    optional: true,
    from: "consumer",
    doc: "The consumer's message to the owner. Never an instruction.",
    example: "Please let us in",
  },
  actionsRequired: {
    type: "text",
    optional: true,
    from: "azure",
    doc: "What Azure says is left to do.",
    example: "None",
  },
  groupIds: {
    type: "texts",
    optional: true,
    from: "azure",
    doc: "The sub-resources that it connects to.",
    example: ["API"],
  },
  provisioningState: {
    type: "text",
    optional: true,
    from: "azure",
    doc: "How far Azure is with it.",
    example: "Succeeded",
  },
  privateEndpoint: {
    type: "PrivateEndpoint",
    optional: true,
    from: "azure",
    doc: "The consumer's end.",
    example: {
      id: privateEndpoint.id.example as string,
      subscription: CONSUMER,
      resourceGroup: "rg-app",
      name: "pe-app",
    },
  },
};

const neighbour: TableOf<Neighbour> = {
  name: { type: "text", from: "consumer", doc: "The name of a connection on the target.", example: "another" },
  status: { type: "text", from: "azure", doc: "Its status.", example: "Approved" },
  subscription: {
    type: "guid",
    optional: true,
    from: "azure",
    doc: "The subscription that its endpoint is in.",
    example: CONSUMER,
  },
  groupIds: {
    type: "texts",
    optional: true,
    from: "azure",
    doc: "The sub-resources that it connects to.",
    example: ["API"],
  },
};

const target: TableOf<Target> = {
  id: { type: "id", from: "azure", doc: "The ARM id of the resource that is connected to.", example: TARGET },
  name: { type: "text", from: "azure", doc: "Its name.", example: "twins-dev" },
  subscription: { type: "guid", from: "azure", doc: "Its subscription.", example: SUBSCRIPTION },
  resourceGroup: { type: "text", from: "azure", doc: "Its resource group.", example: "rg-twins" },
  type: { type: "text", from: "azure", doc: "Its type.", example: "Microsoft.DigitalTwins/digitalTwinsInstances" },
  location: { type: "text", optional: true, from: "azure", doc: "Its region.", example: "westeurope" },
  tags: {
    type: "tags",
    optional: true,
    from: "azure",
    doc: 'Its tags. Read one with target.tag("env"); a tag that is not there is unknown.',
    example: { env: "dev", owner: "twins-team" },
  },
  publicNetworkAccess: {
    type: "text",
    optional: true,
    from: "azure",
    doc: "Enabled or Disabled.",
    example: "Disabled",
  },
  connections: {
    type: "list<Neighbour>",
    optional: true,
    from: "azure",
    doc: "Every connection on the target, this one included.",
    example: [{ name: "example", status: "Pending", subscription: CONSUMER, groupIds: ["API"] }],
  },
};

const consumer: TableOf<Consumer> = {
  subscription: {
    type: "guid",
    optional: true,
    from: "azure",
    doc: "The subscription that the private endpoint is in.",
    example: CONSUMER,
  },
  tenant: {
    type: "guid",
    optional: true,
    from: "directory",
    doc: "The tenant of that subscription. Azure does not say: it comes from the policy's directory.",
    example: "44444444-4444-4444-8444-444444444444",
  },
  owner: {
    type: "text",
    optional: true,
    from: "directory",
    doc: "Who owns it, by the directory.",
    example: "Team Example",
  },
  contact: {
    type: "text",
    optional: true,
    from: "directory",
    doc: "Whom to write to, by the directory.",
    example: "team@example.com",
  },
};

/** The shapes by their names in CEL. */
export const shapes = {
  Request: request,
  Connection: connection,
  PrivateEndpoint: privateEndpoint,
  Target: target,
  Neighbour: neighbour,
  Consumer: consumer,
} as const satisfies { readonly [shape: string]: { readonly [field: string]: Fact } };

export type ShapeName = keyof typeof shapes;

/** The variables of an expression and their shapes; `lists` and `now` join them. */
export const variables = {
  request: "Request",
  connection: "Connection",
  target: "Target",
  consumer: "Consumer",
} as const satisfies { readonly [variable: string]: ShapeName };

export function fieldsOf(shape: string): { readonly [field: string]: Fact } | undefined {
  return Object.hasOwn(shapes, shape) ? shapes[shape as ShapeName] : undefined;
}
