import { ASYNC_LENGTH, LOCATION_LENGTH, signedUrl } from "./operation-url";
import { connectionIdOf, type Place } from "./place";
import type { PutAnswer } from "./put-answers";
import { retryAfterHeader } from "./retry-after";
import type { Call, Instance, Operation } from "./simulator-state";
import type { Traits } from "./traits";

/** The headers that say where an operation is followed, and when to look. */
export function operationHeaders(
  call: Call,
  instance: Instance,
  operation: Operation,
  traits: Traits,
  { asyncUrl, hasLocation }: Pick<PutAnswer, "asyncUrl" | "hasLocation">,
): Readonly<Record<string, string>> {
  return {
    ...(asyncUrl !== "none" && { "azure-asyncoperation": asyncUrlOf(call, instance, operation, traits, asyncUrl) }),
    ...(hasLocation && { location: locationOf(call, instance, operation, traits) }),
    ...retryAfterHeader(traits.retryAfter, call.now),
  };
}

function asyncUrlOf(
  call: Call,
  instance: Instance,
  operation: Operation,
  traits: Traits,
  kind: Exclude<PutAnswer["asyncUrl"], "none">,
): string {
  const connection = connectionIdOf(call.place);
  if (kind === "connection") return `${originFor(call, traits)}${connection}?api-version=${call.apiVersion}`;
  if (!operation.isSigned)
    return `${originFor(call, traits)}${locationPath(call.place, instance)}/operationStatuses/${operation.id}`;
  return signed(call, traits, `${connection}/operationResults/${operation.id}`, ASYNC_LENGTH);
}

function locationOf(call: Call, instance: Instance, operation: Operation, traits: Traits): string {
  const base = `${locationPath(call.place, instance)}/operationResults`;
  if (!operation.isSigned) return `${originFor(call, traits)}${base}/${operation.id}`;
  return signed(call, traits, `${base}/${packed(call.place, operation)}`, LOCATION_LENGTH);
}

function signed(call: Call, traits: Traits, path: string, recordedLength: number): string {
  const origin = originFor(call, traits);
  const { apiVersion, now } = call;
  const length = traits.operationUrlLength ?? recordedLength;
  return signedUrl(call.state.secret, { origin, path: encodeURI(path), apiVersion, issuedAt: now, length });
}

function originFor({ request }: Call, { operationUrl }: Traits): string {
  if (operationUrl === "relative") return "";
  return operationUrl === "absolute" ? request.origin : new URL(operationUrl.origin).origin;
}

function locationPath({ subscription }: Place, { location }: Instance): string {
  return `/subscriptions/${subscription}/providers/Microsoft.DigitalTwins/locations/${location}`;
}

/** What a result URL carries (arm-facts 1.3): it names the connection, not the operation. */
type Packed = {
  readonly operationKind: "Create" | "Delete";
  readonly resourceKind: "PrivateEndpointConnection";
  readonly resourceGroupName: string;
  readonly resourceName: string;
  readonly nestedResourceName: string;
};

function packed({ resourceGroup, instance, connection }: Place, { kind }: Operation): string {
  const value: Packed = {
    operationKind: kind === "put" ? "Create" : "Delete",
    resourceKind: "PrivateEndpointConnection",
    resourceGroupName: resourceGroup,
    resourceName: instance,
    nestedResourceName: connection,
  };
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Of which connection, and whether of its deletion, a result URL speaks. Its signature was checked: it is ours. */
export function unpacked(place: Place): { readonly place: Place; readonly kind: Operation["kind"] } {
  const value = JSON.parse(Buffer.from(place.item, "base64url").toString()) as Packed;
  return {
    place: {
      ...place,
      resourceGroup: value.resourceGroupName,
      instance: value.resourceName,
      connection: value.nestedResourceName,
    },
    kind: value.operationKind === "Create" ? "put" : "delete",
  };
}
