import { type Person, ROLES, type Role } from "../approval/model";
import { isObject } from "../json";

/** Whoever signed in, as App Service authentication tells it. */
export type Principal = Person & {
  readonly kind: "person" | "app";
  readonly roles: readonly Role[];
  /** Object ids, or names where the app registration sends names. */
  readonly groups: readonly string[];
  /** The person is in too many groups for a token: `groups` says nothing of them. */
  readonly groupsLeftOut?: true;
};

/** What is looked for in a request: `Headers` has it. */
export type HeaderSource = { readonly get: (name: string) => string | null };

/** Only Entra: what another provider calls oid or roles is its own affair. */
const PROVIDER = "aad";
/** A token lists at most 200 groups, some 20 kB of claims; a header that is far above is no principal. */
const LONGEST_HEADER = 65_536;
const MOST_CLAIMS = 1_000;
const LONGEST_NAME = 256;

/** Claims arrive under the token's own names, or under those that the platform maps them to. */
const CLAIMS = {
  objectId: ["oid", "http://schemas.microsoft.com/identity/claims/objectidentifier"],
  personName: ["name", "preferred_username", "upn", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"],
  appName: ["app_displayname", "azp", "appid"],
  /** Only tokens that an app got on somebody's behalf have scopes. */
  scope: ["scp", "http://schemas.microsoft.com/identity/claims/scope"],
  roles: ["roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"],
} as const;

type Claim = { readonly typ: string; readonly val: string };

/**
 * Reads the principal that the platform put before the request. The header counts only where the platform says that
 * authentication is on: then it has removed whatever the caller wrote there; where it is off, anybody can write it.
 * The object id alone is the id: the app trusts one tenant, in which every person, guests included, has one of their own.
 */
export function principalOf(headers: HeaderSource, signInIsOn: boolean): Principal | undefined {
  const header = signInIsOn ? headers.get("x-ms-client-principal") : null;
  const claims = header === null ? undefined : claimsIn(header);
  if (!claims) return undefined;
  const id = first(claims, CLAIMS.objectId)?.toLowerCase();
  if (id === undefined || !isGuid(id)) return undefined;
  const kind = isApp(claims) ? "app" : "person";
  const name = first(claims, kind === "app" ? CLAIMS.appName : CLAIMS.personName);
  return {
    id,
    name: readable(name) || id,
    kind,
    roles: rolesOf(claims, kind),
    groups: [...new Set(all(claims, ["groups"]))],
    ...(leavesGroupsOut(claims) && { groupsLeftOut: true }),
  };
}

/** The claims of a header, or nothing where it is not what the platform writes: a request is refused, never broken off. */
function claimsIn(header: string): readonly Claim[] | undefined {
  const content = jsonIn(header);
  if (!isObject(content) || content["auth_typ"] !== PROVIDER || !Array.isArray(content["claims"])) return undefined;
  const claims: readonly unknown[] = content["claims"];
  if (claims.length > MOST_CLAIMS) return undefined;
  return [...claims.filter(isClaim), ...rolesBy(content["role_typ"], claims.filter(isClaim))];
}

/** The platform says under which name roles come; they count under that one too. */
function rolesBy(roleType: unknown, claims: readonly Claim[]): readonly Claim[] {
  if (typeof roleType !== "string" || CLAIMS.roles.some((known) => known === roleType)) return [];
  return claims.filter(({ typ }) => typ === roleType).map(({ val }) => ({ typ: "roles", val }));
}

function jsonIn(header: string): unknown {
  if (header.length > LONGEST_HEADER || !/^[A-Za-z0-9+/]+={0,2}$/.test(header)) return undefined;
  try {
    return JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

function isClaim(claim: unknown): claim is Claim {
  return isObject(claim) && typeof claim["typ"] === "string" && typeof claim["val"] === "string";
}

/** The claim idtyp says it where it is sent; else a token that names nobody and was got on nobody's behalf is an app's. */
function isApp(claims: readonly Claim[]): boolean {
  const type = first(claims, ["idtyp"]);
  if (type !== undefined) return type === "app";
  return first(claims, CLAIMS.personName) === undefined && first(claims, CLAIMS.scope) === undefined;
}

/** An app never counts as an approver, whatever it was assigned: two pairs of eyes are two people's. */
function rolesOf(claims: readonly Claim[], kind: Principal["kind"]): readonly Role[] {
  const given = new Set(all(claims, CLAIMS.roles));
  return ROLES.filter((role) => given.has(role) && !(kind === "app" && role === "Approver"));
}

/** Entra then names another place to ask in the stead of the groups. */
function leavesGroupsOut(claims: readonly Claim[]): boolean {
  return claims.some(
    ({ typ, val }) =>
      (typ === "_claim_names" && val.includes('"groups"')) ||
      (typ === "hasgroups" && val.toLowerCase() === "true") ||
      typ.startsWith("groups:src"),
  );
}

function first(claims: readonly Claim[], types: readonly string[]): string | undefined {
  for (const type of types) {
    const found = claims.find(({ typ, val }) => typ === type && val.trim() !== "");
    if (found) return found.val.trim();
  }
  return undefined;
}

function all(claims: readonly Claim[], types: readonly string[]): readonly string[] {
  return claims.filter(({ typ, val }) => types.includes(typ) && val.trim() !== "").map(({ val }) => val.trim());
}

/** On one line and not endless: it is shown to people, and stands in logs. */
function readable(name = ""): string {
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, LONGEST_NAME);
}

function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
