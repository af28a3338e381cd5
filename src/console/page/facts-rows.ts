import type { Facts, RuleTrace } from "../../approval/model";
import type { AlsoAsked } from "../api-types";
import { decidingFacts } from "./expression";
import { regionName } from "./names";
import { exact, moment, type Now, plural } from "./time";

/** Every fact names its witness: Azure, our own directory, or the consumer's words; or it is missing. */
export type Witness = "azure" | "directory" | "consumer" | "missing" | "door";

export type FactRow = {
  readonly label: string;
  readonly value: string;
  readonly witness: Witness;
  /** The rule that decided looked at it. */
  readonly decided: boolean;
  readonly mono?: true;
};

type Row = Omit<FactRow, "decided"> & { readonly paths: readonly string[] };

export function factRows(
  facts: Facts,
  traces: readonly RuleTrace[],
  now: Now,
  alsoAskedBy: readonly AlsoAsked[] = [],
): readonly FactRow[] {
  const looked = decidingFacts(traces);
  const rows = [
    ...consumerRows(facts),
    ...targetRows(facts),
    ...connectionRows(facts),
    ...requestRows(facts, now),
    ...joinedRows(facts, alsoAskedBy, now),
  ];
  return rows.map(({ paths, ...row }) => ({ ...row, decided: paths.some((path) => isLookedAt(path, looked)) }));
}

/** `target.connections.filter(…)` looks at target.connections, and `connection.privateEndpoint.name` at the endpoint. */
function isLookedAt(path: string, looked: readonly string[]): boolean {
  const own = path.toLowerCase();
  return looked.some((one) => {
    const other = one.toLowerCase();
    return other === own || other.startsWith(`${own}.`);
  });
}

function consumerRows({ consumer, connection }: Facts): readonly Row[] {
  const endpoint = connection.privateEndpoint;
  return [
    ...whoRows(consumer),
    consumer.subscription
      ? row(
          "Subscription",
          consumer.subscription,
          "azure",
          ["consumer.subscription", "connection.privateEndpoint.subscription"],
          true,
        )
      : row("Subscription", "Azure does not say", "missing", ["consumer.subscription"]),
    ...(consumer.contact ? [row("Contact", consumer.contact, "directory", ["consumer.contact"])] : []),
    ...(endpoint
      ? [
          row("Endpoint", `${endpoint.name} in ${endpoint.resourceGroup}`, "consumer", [
            "connection.privateEndpoint.name",
            "connection.privateEndpoint.resourceGroup",
            "connection.privateEndpoint.id",
          ]),
        ]
      : [row("Endpoint", "Azure does not say", "missing", ["connection.privateEndpoint"])]),
  ];
}

function whoRows({ owner, tenant }: Facts["consumer"]): readonly Row[] {
  if (!owner && !tenant)
    return [row("Consumer", "Not in our directory", "missing", ["consumer.owner", "consumer.tenant"])];
  return [
    owner
      ? row("Consumer", owner, "directory", ["consumer.owner"])
      : row("Consumer", "Our directory names no owner", "missing", ["consumer.owner"]),
    tenant
      ? row("Tenant", tenant, "directory", ["consumer.tenant"], true)
      : row("Tenant", "Our directory names no tenant", "missing", ["consumer.tenant"]),
  ];
}

function targetRows({ target, connection, consumer }: Facts): readonly Row[] {
  const where = target.location ? `, ${regionName(target.location)}` : "";
  return [
    row("Target", `${target.name} in ${target.resourceGroup}${where}`, "azure", [
      "target.name",
      "target.id",
      "target.resourceGroup",
      "target.location",
    ]),
    ...Object.entries(target.tags ?? {}).map(([name, value]) =>
      row(`Tag ${name}`, value, "azure", [`target.tag("${name}")`, "target.tags"], true),
    ),
    ...accessRows(target.publicNetworkAccess),
    ...(target.connections
      ? [
          row("Here already", neighboursText(target.connections, connection.name, consumer.subscription), "azure", [
            "target.connections",
          ]),
        ]
      : [row("Here already", "Azure did not list the connections", "missing", ["target.connections"])]),
  ];
}

function accessRows(access: string | undefined): readonly Row[] {
  if (access === undefined) return [];
  const words =
    access === "Disabled"
      ? "Off. Private endpoints are the only way in"
      : access === "Enabled"
        ? "On. It can be reached from the internet too"
        : access;
  return [row("Public access", words, "azure", ["target.publicNetworkAccess"])];
}

function neighboursText(
  all: NonNullable<Facts["target"]["connections"]>,
  own: string,
  subscription: string | undefined,
): string {
  const others = all.filter(({ name }) => name !== own);
  if (others.length === 0) return "No other connection";
  const theirs = others.filter(
    (one) => subscription !== undefined && one.subscription?.toLowerCase() === subscription.toLowerCase(),
  );
  return `${plural(others.length, "other connection")}, ${theirs.length === 0 ? "none" : theirs.length} of them from this consumer`;
}

function connectionRows({ connection }: Facts): readonly Row[] {
  const { groupIds, status, description } = connection;
  return [
    ...(groupIds ? [row("Sub-resource", groupIds.join(", ") || "none", "azure", ["connection.groupIds"], true)] : []),
    row("In Azure", status, "azure", ["connection.status"]),
    ...(description ? [row("Azure's note", `“${description}”`, "consumer", ["connection.description"])] : []),
  ];
}

function requestRows({ request }: Facts, now: Now): readonly Row[] {
  return [
    row("Request", request.requestId, "door", ["request.requestId"], true),
    row("Asked at", exact(request.receivedAt, now), "door", ["request.receivedAt", "now"]),
    row("Asked by", request.requestedBy, request.door === "http" ? "door" : "consumer", ["request.requestedBy"]),
    row("They write", `“${request.justification}”`, "consumer", ["request.justification"]),
  ];
}

/** In their own words, below the request's: what they ask for is told where it is something else. */
function joinedRows({ request }: Facts, others: readonly AlsoAsked[], now: Now): readonly Row[] {
  return others.map(({ name, justification, desiredStatus, at }) => {
    const verb = desiredStatus === "Rejected" ? "asks for it to be rejected" : "asks for it to be approved";
    const what = desiredStatus === request.desiredStatus ? "" : `, who ${verb}`;
    return row("Also asked by", `${name}${what}, ${moment(at, now)}: “${justification}”`, "consumer", []);
  });
}

function row(label: string, value: string, witness: Witness, paths: readonly string[], mono?: boolean): Row {
  return { label, value, witness, paths, ...(mono && { mono: true }) };
}
