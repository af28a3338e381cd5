import fc from "fast-check";
import { principalOf } from "../../src/identity/principal";
import { MARA, personClaims, principalHeader } from "./headers";

type Claims = readonly (readonly [string, string])[];

const read = (header: string, signInIsOn = true) =>
  principalOf(new Headers({ "x-ms-client-principal": header }), signInIsOn);
const readClaims = (claims: Claims, more?: Readonly<Record<string, unknown>>) => read(principalHeader(claims, more));

test("a person is known by object id, and told by name, with their roles and groups", () => {
  expect(readClaims([...personClaims("Approver", "Auditor"), ["groups", "g-1"], ["groups", "g-2"]])).toEqual({
    id: MARA,
    name: "Mara Lindqvist",
    kind: "person",
    roles: ["Approver", "Auditor"],
    groups: ["g-1", "g-2"],
  });
});

test("claims count under the token's own names too", () => {
  const claims: Claims = [
    ["oid", MARA.toUpperCase()],
    ["preferred_username", "mara@harbourline.example"],
    ["http://schemas.microsoft.com/ws/2008/06/identity/claims/role", "Operator"],
  ];
  expect(readClaims(claims)).toMatchObject({ id: MARA, name: "mara@harbourline.example", roles: ["Operator"] });
});

test("roles count under the name that the platform gives them", () => {
  expect(readClaims([...personClaims(), ["app_roles", "Auditor"]], { role_typ: "app_roles" })?.roles).toEqual([
    "Auditor",
  ]);
});

test("what is no role here is none, however it is written", () => {
  expect(readClaims(personClaims("approver", "Admin", "Approver ", "__proto__"))?.roles).toEqual(["Approver"]);
  expect(readClaims(personClaims("approver", "APPROVER"))?.roles).toEqual([]);
});

test("whatever the headers say, nobody is signed in while the platform's authentication is off", () => {
  fc.assert(
    fc.property(fc.subarray(["Requester", "Approver", "Operator", "Auditor"]), (roles) => {
      expect(read(principalHeader(personClaims(...roles)), false)).toBeUndefined();
    }),
  );
});

test.each([
  ["no header of the name", {}],
  ["only the id and the name", { "x-ms-client-principal-id": MARA, "x-ms-client-principal-name": "Mara" }],
  ["a name with underscores", { x_ms_client_principal: principalHeader(personClaims("Approver")) }],
])("nobody is signed in by %s", (_, headers) => {
  expect(principalOf(new Headers(headers as Record<string, string>), true)).toBeUndefined();
});

const good = principalHeader(personClaims("Approver"));

test.each([
  ["nothing", ""],
  ["no base64", "{}"],
  ["base64 of the other alphabet", "_-_-"],
  ["two principals in a row", `${good},${good}`],
  ["a blank in between", `${good.slice(0, 40)} ${good.slice(40)}`],
  ["base64 of no JSON", Buffer.from("oid=1").toString("base64")],
  ["base64 of null", Buffer.from("null").toString("base64")],
  ["a list", Buffer.from("[]").toString("base64")],
  ["half of it", good.slice(0, good.length / 2)],
  ["no claims", principalHeader([])],
  ["claims that are no list", principalHeader([], { claims: { oid: MARA } })],
  ["claims that are no texts", principalHeader([], { claims: [{ typ: "oid", val: [MARA] }, null, 3] })],
  ["no object id", principalHeader([["name", "Mara Lindqvist"]])],
  ["an object id that is none", principalHeader([["oid", "mara"]])],
  ["another provider", principalHeader(personClaims("Approver"), { auth_typ: "github" })],
  ["more claims than a token has", principalHeader(Array.from({ length: 1_001 }, () => ["oid", MARA] as const))],
  ["a header of a megabyte", principalHeader([...personClaims("Approver"), ["x", "x".repeat(1_000_000)]])],
])("nobody is signed in by %s, and nothing breaks", (_, header) => {
  expect(read(header)).toBeUndefined();
});

test("any text is nobody or somebody whole, never an error", () => {
  const some = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.json().map((text) => Buffer.from(text).toString("base64")),
    fc
      .record({ typ: fc.constantFrom("oid", "name", "roles", "groups", "_claim_names"), val: fc.anything() })
      .map((claim) => principalHeader([], { claims: [claim] })),
  );
  fc.assert(
    fc.property(some, (text) => {
      const principal = principalOf({ get: () => text }, true);
      expect(principal === undefined || /^[0-9a-f-]{36}$/.test(principal.id)).toBe(true);
    }),
  );
});

const APP: Claims = [
  ["oid", MARA],
  ["sub", MARA],
  ["azp", "5a0c2c0e-35bd-4a48-9f0a-4a4c4cb6d0c4"],
];

test.each([
  ["says so", [...APP, ["idtyp", "app"], ["name", "pipeline"]]],
  ["names nobody and was got on nobody's behalf", APP],
] as const)("a token is an app's where it %s, and no role makes an app an approver", (_, claims) => {
  expect(readClaims([...claims, ["roles", "Approver"], ["roles", "Requester"]])).toMatchObject({
    kind: "app",
    name: "5a0c2c0e-35bd-4a48-9f0a-4a4c4cb6d0c4",
    roles: ["Requester"],
  });
});

test.each([
  ["it says so", [...APP, ["idtyp", "user"]]],
  ["an app got it on their behalf", [...APP, ["scp", "user_impersonation"]]],
] as const)("a token is a person's where %s", (_, claims) => {
  expect(readClaims(claims)).toMatchObject({ kind: "person", name: MARA });
});

test.each([
  ["_claim_names", '{"groups":"src1"}'],
  ["hasgroups", "true"],
  ["groups:src1", "https://graph.microsoft.com/v1.0/users/x/getMemberObjects"],
])("groups that did not fit into the token are told apart from no groups (%s)", (typ, val) => {
  expect(readClaims([...personClaims("Approver"), [typ, val]])).toMatchObject({ groups: [], groupsLeftOut: true });
  expect(readClaims(personClaims("Approver"))).not.toHaveProperty("groupsLeftOut");
});

test("a name stays on one line, is bounded, and hides nothing", () => {
  const name = `Mara\r\n2026-01-01 approved by\u202e ${"x".repeat(400)}`;
  const shown =
    readClaims([
      ["oid", MARA],
      ["name", name],
    ])?.name ?? "";
  expect(shown).toMatch(/^Mara 2026-01-01 approved by +x+$/);
  expect(shown).toHaveLength(256);
});
