import fc from "fast-check";
import type { Facts } from "../../src/approval/model";
import { LONGEST_EXPRESSION } from "../../src/policy/expression";
import { sampleFacts } from "../../src/policy/facts-sample";

/** Random conditions as data: written out for the evaluator in one function, and judged by a naive oracle in another file. */
export type Text =
  | { readonly k: "fact"; readonly path: string }
  | { readonly k: "tag"; readonly name: string }
  | { readonly k: "literal"; readonly value: string }
  | { readonly k: "lower"; readonly of: Text }
  | { readonly k: "pick"; readonly test: Truth; readonly yes: Text; readonly no: Text };

/** A condition on one connection `c` of the target. */
export type Neighbouring =
  | { readonly k: "field"; readonly field: "status" | "name" | "subscription"; readonly value: string }
  | { readonly k: "mine" }
  | { readonly k: "both" | "either"; readonly one: Neighbouring; readonly other: Neighbouring }
  | { readonly k: "isNot"; readonly of: Neighbouring };

export type Truth =
  | { readonly k: "and" | "or"; readonly one: Truth; readonly other: Truth }
  | { readonly k: "not"; readonly of: Truth }
  | { readonly k: "if"; readonly test: Truth; readonly yes: Truth; readonly no: Truth }
  | { readonly k: "same" | "differ" | "starts"; readonly one: Text; readonly other: Text }
  | { readonly k: "among"; readonly text: Text; readonly values: readonly string[] }
  | { readonly k: "listed"; readonly text: Text; readonly list: "red" | "blue" }
  | { readonly k: "matches"; readonly text: Text; readonly pattern: string }
  | { readonly k: "sameSubscription"; readonly one: Text; readonly other: Text }
  | { readonly k: "count"; readonly least: number; readonly of: Neighbouring }
  | { readonly k: "some" | "every" | "one"; readonly of: Neighbouring }
  | { readonly k: "group"; readonly how: "exists" | "all"; readonly value: string }
  | { readonly k: "groupAt"; readonly index: number; readonly value: string }
  | { readonly k: "younger"; readonly days: number };

export type RandomRule = {
  readonly when: Truth;
  readonly verdict: "approve" | "reject" | "escalate";
  readonly mode: "enforce" | "observe";
  /** Whom an escalation asks. */
  readonly people?: { readonly role?: string; readonly group?: string; readonly quorum: number } | undefined;
};

export const LISTS = { red: ["a", "b", "33333333-3333-4333-8333-333333333333"], blue: ["dev", "API"] } as const;

const SUBSCRIPTIONS = ["33333333-3333-4333-8333-333333333333", "55555555-5555-4555-8555-555555555555"];
const TEXTS = ["a", "b", "dev", "prod", "API", "Approved", "Pending", ...SUBSCRIPTIONS];
const FACTS = [
  "request.requestedBy",
  "request.correlationId",
  "connection.name",
  "connection.status",
  "connection.description",
  "connection.provisioningState",
  "connection.privateEndpoint.subscription",
  "connection.privateEndpoint.name",
  "target.name",
  "target.location",
  "target.publicNetworkAccess",
  "consumer.subscription",
  "consumer.tenant",
  "consumer.owner",
];

const literal = fc.constantFrom(...TEXTS).map((value): Text => ({ k: "literal", value }));
const fact = fc.constantFrom(...FACTS).map((path): Text => ({ k: "fact", path }));
const tag = fc.constantFrom("env", "owner", "Env").map((name): Text => ({ k: "tag", name }));
const value = fc.constantFrom(...TEXTS);

const neighbouring = fc.letrec<{ n: Neighbouring }>((tie) => ({
  n: fc.oneof(
    { maxDepth: 2 },
    fc.record({
      k: fc.constant("field" as const),
      field: fc.constantFrom("status" as const, "name" as const, "subscription" as const),
      value,
    }),
    fc.constant<Neighbouring>({ k: "mine" }),
    fc.record({ k: fc.constantFrom("both" as const, "either" as const), one: tie("n"), other: tie("n") }),
    fc.record({ k: fc.constant("isNot" as const), of: tie("n") }),
  ),
})).n;

const { truth } = fc.letrec<{ truth: Truth; text: Text }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 2, weights: undefined } as fc.OneOfConstraints,
    fact,
    tag,
    literal,
    fc.record({ k: fc.constant("lower" as const), of: tie("text") }),
    fc.record({ k: fc.constant("pick" as const), test: tie("truth"), yes: tie("text"), no: tie("text") }),
  ),
  truth: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      k: fc.constantFrom("same" as const, "differ" as const, "starts" as const),
      one: tie("text"),
      other: tie("text"),
    }),
    fc.record({
      k: fc.constant("among" as const),
      text: tie("text"),
      values: fc.array(value, { maxLength: 3, minLength: 1 }),
    }),
    fc.record({
      k: fc.constant("listed" as const),
      text: tie("text"),
      list: fc.constantFrom("red" as const, "blue" as const),
    }),
    fc.record({
      k: fc.constant("matches" as const),
      text: tie("text"),
      pattern: fc.constantFrom("^a+$", "d.v|API", "[0-9]{3}"),
    }),
    fc.record({ k: fc.constant("sameSubscription" as const), one: fact, other: tie("text") }),
    fc.record({ k: fc.constant("count" as const), least: fc.nat(3), of: neighbouring }),
    fc.record({ k: fc.constantFrom("some" as const, "every" as const, "one" as const), of: neighbouring }),
    fc.record({ k: fc.constant("group" as const), how: fc.constantFrom("exists" as const, "all" as const), value }),
    fc.record({ k: fc.constant("groupAt" as const), index: fc.nat(2), value }),
    fc.record({ k: fc.constant("younger" as const), days: fc.nat(20) }),
    fc.record({ k: fc.constantFrom("and" as const, "or" as const), one: tie("truth"), other: tie("truth") }),
    fc.record({ k: fc.constant("not" as const), of: tie("truth") }),
    fc.record({ k: fc.constant("if" as const), test: tie("truth"), yes: tie("truth"), no: tie("truth") }),
  ),
}));

/** Now and then one comes out longer than a condition may be: of that the promises say nothing. */
export const conditions = truth.filter((when) => celOf(when).length <= LONGEST_EXPRESSION);

export const randomRules: fc.Arbitrary<readonly RandomRule[]> = fc.array(
  fc.record({
    when: conditions,
    verdict: fc.constantFrom("approve" as const, "reject" as const, "escalate" as const),
    mode: fc.constantFrom("enforce" as const, "enforce" as const, "enforce" as const, "observe" as const),
    people: fc.option(
      fc.oneof(
        fc.record({ role: fc.constantFrom("Approver", "Operator"), quorum: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ group: fc.constantFrom("net", "sec"), quorum: fc.integer({ min: 1, max: 4 }) }),
      ),
      { nil: undefined },
    ),
  }),
  { minLength: 1, maxLength: 5 },
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 6 });

/** Facts from so few values that conditions hold often, each of them missing now and then. */
export const randomFacts: fc.Arbitrary<Facts> = fc
  .record({
    requestedBy: value,
    correlationId: maybe(value),
    ageDays: fc.nat(20),
    connection: fc.record({ name: value, status: value }),
    description: maybe(value),
    provisioningState: maybe(value),
    groupIds: maybe(fc.array(value, { maxLength: 3 })),
    endpoint: maybe(fc.record({ subscription: fc.constantFrom(...SUBSCRIPTIONS), name: value })),
    targetName: value,
    location: maybe(value),
    publicNetworkAccess: maybe(value),
    tags: maybe(fc.record({ env: maybe(value), Owner: maybe(value) })),
    connections: maybe(
      fc.array(fc.record({ name: value, status: value, subscription: maybe(fc.constantFrom(...SUBSCRIPTIONS)) }), {
        maxLength: 4,
      }),
    ),
    subscription: maybe(fc.constantFrom(...SUBSCRIPTIONS)),
    tenant: maybe(fc.constantFrom(...SUBSCRIPTIONS)),
    owner: maybe(value),
  })
  .map((drawn) => factsOf(drawn));

export const NOW = new Date("2026-03-20T09:00:00Z");

// biome-ignore lint/suspicious/noExplicitAny: the record above, laid into the shape of facts
function factsOf(drawn: any): Facts {
  const sample = sampleFacts();
  const receivedAt = new Date(NOW.getTime() - drawn.ageDays * 86_400_000).toISOString();
  const endpoint = drawn.endpoint && {
    ...drawn.endpoint,
    resourceGroup: "rg",
    id: `/subscriptions/${drawn.endpoint.subscription}/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/x`,
  };
  const facts = {
    request: { ...sample.request, requestedBy: drawn.requestedBy, correlationId: drawn.correlationId, receivedAt },
    connection: {
      id: sample.connection.id,
      ...drawn.connection,
      description: drawn.description,
      provisioningState: drawn.provisioningState,
      groupIds: drawn.groupIds,
      privateEndpoint: endpoint,
    },
    target: {
      ...sample.target,
      name: drawn.targetName,
      location: drawn.location,
      publicNetworkAccess: drawn.publicNetworkAccess,
      tags: drawn.tags,
      connections: drawn.connections,
    },
    consumer: { subscription: drawn.subscription, tenant: drawn.tenant, owner: drawn.owner },
    readAt: sample.readAt,
    readFrom: "target",
  };
  return JSON.parse(JSON.stringify(facts)) as Facts;
}

/** Where a fact can be missing: every field that the schema calls optional, at any depth, and every tag. */
export function removable(facts: Facts): readonly (readonly (string | number)[])[] {
  const optional: (readonly (string | number)[])[] = [
    ["request", "correlationId"],
    ...["description", "provisioningState", "groupIds", "privateEndpoint"].map((name) => ["connection", name]),
    ...["location", "publicNetworkAccess", "tags", "connections"].map((name) => ["target", name]),
    ...["subscription", "tenant", "owner"].map((name) => ["consumer", name]),
    ...Object.keys(facts.target.tags ?? {}).map((name) => ["target", "tags", name]),
    ...(facts.target.connections ?? []).map((_, index) => ["target", "connections", index, "subscription"]),
  ];
  return optional.filter((path) => at(facts, path) !== undefined);
}

export function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((above, step) => (above as Record<string, unknown> | undefined)?.[step], value);
}

/** The facts without one: gone, or there in a form that nobody could read. */
export function without(facts: Facts, path: readonly (string | number)[], how: "gone" | "null" | "unreadable"): Facts {
  const copy = structuredClone(facts);
  const parent = at(copy, path.slice(0, -1)) as Record<string, unknown>;
  const last = String(path.at(-1));
  if (how === "gone") delete parent[last];
  else parent[last] = how === "null" ? null : 42;
  return copy;
}

export function textOf(text: Text): string {
  switch (text.k) {
    case "fact":
      return text.path;
    case "tag":
      return `target.tag(${JSON.stringify(text.name)})`;
    case "literal":
      return JSON.stringify(text.value);
    case "lower":
      return `(${textOf(text.of)}).lowerAscii()`;
    case "pick":
      return `(${celOf(text.test)} ? ${textOf(text.yes)} : ${textOf(text.no)})`;
  }
}

function neighbouringOf(n: Neighbouring): string {
  switch (n.k) {
    case "field":
      return `c.${n.field} == ${JSON.stringify(n.value)}`;
    case "mine":
      return "c.subscription == consumer.subscription";
    case "both":
    case "either":
      return `(${neighbouringOf(n.one)} ${n.k === "both" ? "&&" : "||"} ${neighbouringOf(n.other)})`;
    case "isNot":
      return `!(${neighbouringOf(n.of)})`;
  }
}

const operators = { same: "==", differ: "!=" } as const;
const macros = { some: "exists", every: "all", one: "exists_one" } as const;

export function celOf(t: Truth): string {
  switch (t.k) {
    case "and":
    case "or":
      return `(${celOf(t.one)} ${t.k === "and" ? "&&" : "||"} ${celOf(t.other)})`;
    case "not":
      return `!(${celOf(t.of)})`;
    case "if":
      return `(${celOf(t.test)} ? ${celOf(t.yes)} : ${celOf(t.no)})`;
    case "same":
    case "differ":
      return `${textOf(t.one)} ${operators[t.k]} ${textOf(t.other)}`;
    case "starts":
      return `(${textOf(t.one)}).startsWith(${textOf(t.other)})`;
    case "among":
      return `${textOf(t.text)} in ${JSON.stringify(t.values)}`;
    case "listed":
      return `${textOf(t.text)} in lists.${t.list}`;
    case "matches":
      return `(${textOf(t.text)}).matches(${JSON.stringify(t.pattern)})`;
    case "sameSubscription":
      return `sameSubscription(${textOf(t.one)}, ${textOf(t.other)})`;
    case "count":
      return `target.connections.filter(c, ${neighbouringOf(t.of)}).size() >= ${t.least}`;
    case "some":
    case "every":
    case "one":
      return `target.connections.${macros[t.k]}(c, ${neighbouringOf(t.of)})`;
    case "group":
      return `connection.groupIds.${t.how}(g, g == ${JSON.stringify(t.value)})`;
    case "groupAt":
      return `connection.groupIds[${t.index}] == ${JSON.stringify(t.value)}`;
    case "younger":
      return `now - request.receivedAt < days(${t.days})`;
  }
}

export function documentOf(rules: readonly RandomRule[]): string {
  const written = rules.map(({ when, verdict, mode, people }, index) => ({
    name: `r${index}`,
    when: celOf(when),
    verdict,
    mode,
    ...(verdict === "escalate" && people && { people }),
  }));
  return JSON.stringify({ lists: LISTS, rules: written });
}
