import fc from "fast-check";
import {
  parseConnectionId,
  parsePrivateEndpointId,
  parseTargetId,
  sameId,
  targetIdOf,
} from "../../src/approval/connection-id";
import { pathOf } from "../../src/arm/connections";

const SUBSCRIPTION = "50016170-c839-41ba-a724-51e9df440b9e";
const TARGET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/resRg/providers/Microsoft.DigitalTwins/digitalTwinsInstances/myTwins`;
const idWith = (name: string) => `${TARGET}/privateEndpointConnections/${name}`;
const ENDPOINT = `/subscriptions/${SUBSCRIPTION.toUpperCase()}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/pe`;
const whyNot = (text: string) => {
  const parsed = parseConnectionId(text);
  return parsed.kind === "fault" ? parsed.why : undefined;
};

test("an id is read into its parts, as they were written", () => {
  expect(parseConnectionId(idWith("c1"))).toEqual({
    kind: "id",
    parts: {
      subscription: SUBSCRIPTION,
      resourceGroup: "resRg",
      provider: "Microsoft.DigitalTwins",
      type: "digitalTwinsInstances",
      target: "myTwins",
      connection: "c1",
    },
  });
});

test.each([
  ["F30: in capitals", idWith("c1").toUpperCase()],
  ["as the swagger's example spells it", idWith("c1").replace("resourceGroups", "resourcegroups")],
  ["a bare GUID as name (Digital Twins)", idWith("b7d6b2c1-3f5a-4b7e-9d53-0a7f3b1f2c11")],
  ["peName.guid as name", idWith("pe-1.b7d6b2c1-3f5a-4b7e-9d53-0a7f3b1f2c11")],
  ["a group with letters of other languages", idWith("c1").replace("resRg", "Größe_(日本)-é.x")],
])("an id counts %s", (_, id) => {
  expect(whyNot(id)).toBeUndefined();
});

const bad: readonly [string, string, string][] = [
  ["nothing", "", "is not the id of a private endpoint connection"],
  ["a word", "c1", "expected /subscriptions/{id}/resourceGroups/{name}/providers"],
  ["the target alone", TARGET, "is not the id of a private endpoint connection"],
  ["a URL", `https://management.azure.com${idWith("c1")}`, "is not the id"],
  ["a query", `${idWith("c1")}?api-version=1`, "connection name that Azure does not allow"],
  ["something below it", `${idWith("c1")}/operationResults/x`, "is not the id"],
  ["a slash at its end", `${idWith("c1")}/`, "is not the id"],
  ["a blank before it", ` ${idWith("c1")}`, "is not the id"],
  [
    "another provider",
    idWith("c1").replace("Microsoft.DigitalTwins/digitalTwinsInstances", "Microsoft.KeyVault/vaults"),
    'names the provider "Microsoft.KeyVault"',
  ],
  ["another type of the provider", idWith("c1").replace("digitalTwinsInstances", "others"), "is not the id"],
  [
    "a subscription that is no GUID",
    idWith("c1").replace(SUBSCRIPTION, "prod"),
    'has a subscription that is no GUID: "prod"',
  ],
  ["an empty group", idWith("c1").replace("resRg", ""), "resource group name that Azure does not allow"],
  ["a group of 91 letters", idWith("c1").replace("resRg", "x".repeat(91)), `"${"x".repeat(60)}…"`],
  ["an instance with a dot", idWith("c1").replace("myTwins", "my.twins"), "Digital Twins instance name"],
  ["an instance of two letters", idWith("c1").replace("myTwins", "my"), "Digital Twins instance name"],
  ["an instance that begins with a dash", idWith("c1").replace("myTwins", "-mytwins"), "Digital Twins instance name"],
  ["an instance that ends with a dash", idWith("c1").replace("myTwins", "mytwins-"), "Digital Twins instance name"],
  ["no connection", idWith(""), "connection name"],
  ["the way up", idWith(".."), "connection name"],
  ["itself", idWith("."), "connection name"],
  ["the way up as a group", idWith("c1").replace("resRg", ".."), "resource group name"],
  ["an encoded way up", idWith("%2e%2e"), "connection name"],
  ["an encoded slash", idWith("a%2fb"), "connection name"],
  ["a backslash", idWith("a\\b"), "connection name"],
  ["a line break", idWith("a\nb"), "connection name"],
  ["a zero", idWith("a\0"), "connection name"],
  ["a dot that only looks like one", idWith("．．"), "connection name"],
  ["a Kelvin sign, which is k in small letters", idWith("\u212A1"), "connection name"],
  ["an accent of its own", idWith("e\u0301"), "connection name"],
  ["a mark that turns the writing round", idWith("a\u202Eb"), "connection name"],
  ["a Cyrillic provider", idWith("c1").replace("Microsoft", "Mіcrosoft"), "names the provider"],
];
test.each(bad)("an id with %s is refused, with the reason", (_, id, why) => {
  expect(whyNot(id)).toContain(why);
});

/** Parts that are mostly good, sometimes odd, so that both sides of the gate are met. */
const part = fc.oneof(
  fc.constantFrom("..", ".", "%2e%2e", "a/b", "a?b", "a#b", "a%00", "", "c1", "\u212A", "K"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
  fc.stringMatching(/^[A-Za-z0-9-]{3,20}$/),
);

test("whatever parses only builds a path below its own parents", () => {
  fc.assert(
    fc.property(part, part, part, (group, target, name) => {
      const id = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.DigitalTwins/digitalTwinsInstances/${target}/privateEndpointConnections/${name}`;
      if (parseConnectionId(id).kind === "fault") return;
      const { pathname, search, hash } = new URL(pathOf(id), "https://management.azure.com");
      expect(pathname.split("/").map(decodeURIComponent)).toEqual(id.split("/"));
      expect([search, hash]).toEqual(["?api-version=2023-01-31", ""]);
      expect(targetIdOf(id)).toBe(id.slice(0, id.lastIndexOf("/privateEndpointConnections")));
    }),
    { numRuns: 2000 },
  );
});

test("two names that are one in small letters are one in capitals too, so no two connections are taken for one", () => {
  const byLower = new Map<string, string>();
  for (let code = 0x21; code < 0x30000; code += 1) {
    const letter = String.fromCodePoint(code);
    if (!/[\p{L}\p{N}]/u.test(letter) || letter.toLowerCase() === letter.toUpperCase()) continue;
    if (whyNot(idWith(letter)) !== undefined) continue;
    const other = byLower.get(letter.toLowerCase());
    if (other) expect(letter.toUpperCase()).toBe(other.toUpperCase());
    byLower.set(letter.toLowerCase(), letter);
  }
  expect(byLower.size).toBeGreaterThan(1_000);
});

test("the id of a target is read, and anything else is told", () => {
  expect(parseTargetId(TARGET)).toEqual({
    kind: "id",
    parts: {
      subscription: SUBSCRIPTION,
      resourceGroup: "resRg",
      provider: "Microsoft.DigitalTwins",
      type: "digitalTwinsInstances",
      target: "myTwins",
    },
  });
  expect(parseTargetId(idWith("c1"))).toMatchObject({
    kind: "fault",
    why: expect.stringContaining("is not the id of a Digital Twins instance"),
  });
});

test("a private endpoint is read off its id, the subscription in small letters", () => {
  expect(parsePrivateEndpointId(ENDPOINT)).toEqual({
    id: ENDPOINT,
    subscription: SUBSCRIPTION,
    resourceGroup: "net",
    name: "pe",
  });
});

test.each([
  ["another shape", "/subscriptions/x"],
  ["another subscription", ENDPOINT.replace(SUBSCRIPTION.toUpperCase(), "prod")],
  ["another group", ENDPOINT.replace("net", "..")],
  ["another name", ENDPOINT.replace("/pe", "/a?b")],
  ["a name that is only dots", `${ENDPOINT.slice(0, -2)}..`],
  ["something below", `${ENDPOINT}/x`],
  ["a line break at its end", `${ENDPOINT}\n`],
])("an id of an endpoint with %s is none", (_, id) => {
  expect(parsePrivateEndpointId(id)).toBeUndefined();
});

test("ids are compared without case", () => {
  expect(sameId(idWith("C1"), idWith("c1").toUpperCase())).toBe(true);
  expect(sameId(idWith("c1"), idWith("c2"))).toBe(false);
});
