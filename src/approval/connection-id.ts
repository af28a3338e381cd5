/** The parts of an ARM id of a private endpoint connection, as they were written. */
export type ConnectionIdParts = {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly provider: string;
  readonly type: string;
  readonly target: string;
  readonly connection: string;
};

export type ParsedId<Parts> =
  | { readonly kind: "id"; readonly parts: Parts }
  | { readonly kind: "fault"; readonly why: string };

/** Where approvals are carried out. Other providers answer differently, so they are refused rather than guessed at. */
const PROVIDER = "Microsoft.DigitalTwins";
const TARGET_TYPE = "digitalTwinsInstances";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What ARM allows in names of groups and resources. Nothing that could leave its place in a URL: no / ? # % or blank. */
const NAME = /^[\p{L}\p{N}._()-]{1,90}$/u;
/** Capitals whose small letter is another letter's too (the Kelvin sign and k): two names would become one id. */
const LOOK_ALIKE = /[\p{Lt}\u0130\u03F4\u1E9E\u2126\u212A\u212B]/u;
/** The swagger's pattern for a Digital Twins instance. */
const INSTANCE = /^(?!-)[A-Za-z0-9-]{3,63}(?<!-)$/;

const EXAMPLE =
  "/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.DigitalTwins/digitalTwinsInstances/{name}/privateEndpointConnections/{name}";

/** Reads the id of a connection on a Digital Twins instance. Words of the path count without case, as ARM has it. */
export function parseConnectionId(text: string): ParsedId<ConnectionIdParts> {
  const segments = text.split("/");
  const [, , subscription = "", , resourceGroup = "", , , , target = "", , connection = ""] = segments;
  const expected = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${PROVIDER}/${TARGET_TYPE}/${target}/privateEndpointConnections/${connection}`;
  if (!sameId(expected, text)) return { kind: "fault", why: whyNot(segments) };
  const why =
    faultyName(subscription, resourceGroup, target) ??
    (isName(connection) ? undefined : badName("connection", connection));
  if (why) return { kind: "fault", why };
  return {
    kind: "id",
    parts: { subscription, resourceGroup, provider: PROVIDER, type: TARGET_TYPE, target, connection },
  };
}

/** Reads the id of a Digital Twins instance. */
export function parseTargetId(text: string): ParsedId<Omit<ConnectionIdParts, "connection">> {
  const parsed = parseConnectionId(`${text}/privateEndpointConnections/any`);
  if (parsed.kind === "fault") {
    return {
      kind: "fault",
      why: "is not the id of a Digital Twins instance: expected …/providers/Microsoft.DigitalTwins/digitalTwinsInstances/{name}",
    };
  }
  const { connection: _, ...parts } = parsed.parts;
  return { kind: "id", parts };
}

/** Where a private endpoint lives, read off its id; absent where the id has another shape. */
export type PrivateEndpoint = {
  readonly id: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
};

export function parsePrivateEndpointId(id: string): PrivateEndpoint | undefined {
  const [, subscription, resourceGroup, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/privateEndpoints\/([^/]+)$/i.exec(
      id,
    ) ?? [];
  if (!subscription || !resourceGroup || !name || !GUID.test(subscription) || !isName(resourceGroup) || !isName(name))
    return undefined;
  return { id, subscription: subscription.toLowerCase(), resourceGroup, name };
}

/** The target that a connection belongs to. */
export function targetIdOf(connectionId: string): string {
  return connectionId.split("/").slice(0, 9).join("/");
}

/** ARM compares ids without case: the swagger's own examples write `resourcegroups`. */
export function sameId(one: string, other: string): boolean {
  return asciiLower(one) === asciiLower(other);
}

/** Letters beyond ASCII keep their case: the Kelvin sign is no k. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function isName(text: string): boolean {
  return NAME.test(text) && !LOOK_ALIKE.test(text) && !/^\.+$/.test(text);
}

function faultyName(subscription: string, resourceGroup: string, target: string): string | undefined {
  if (!GUID.test(subscription)) return `has a subscription that is no GUID: ${quoted(subscription)}`;
  if (!isName(resourceGroup)) return badName("resource group", resourceGroup);
  if (!INSTANCE.test(target)) return badName("Digital Twins instance", target);
  return undefined;
}

function whyNot(segments: readonly string[]): string {
  const [, , , , , providers = "", provider = ""] = segments;
  if (sameId(providers, "providers") && !sameId(provider, PROVIDER) && segments.length >= 9) {
    return `names the provider ${quoted(provider)}; connections of ${PROVIDER}/${TARGET_TYPE} can be decided`;
  }
  return `is not the id of a private endpoint connection: expected ${EXAMPLE}`;
}

function badName(what: string, name: string): string {
  return `has a ${what} name that Azure does not allow: ${quoted(name)}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
