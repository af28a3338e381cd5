import type { DistinctHeaders } from "../host/front";
import { type MadeUp, TENANT } from "./people";

/** What only the platform may say of a caller, however a caller writes it. */
const PLATFORMS = /^x-ms-(client-principal|token-)/;

/** The headers without what the caller says of itself: App Service authentication removes the same. */
export function withoutClaims(headers: DistinctHeaders): DistinctHeaders {
  const kept = Object.entries(headers).filter(([name]) => !PLATFORMS.test(name.toLowerCase().replaceAll("_", "-")));
  return Object.fromEntries(kept);
}

/** What App Service authentication writes for somebody who signed in with Entra. */
export function headersOf(person: MadeUp): DistinctHeaders {
  const principal = {
    auth_typ: "aad",
    claims: claimsOf(person),
    name_typ: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    role_typ: "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
  };
  return {
    "x-ms-client-principal": [Buffer.from(JSON.stringify(principal)).toString("base64")],
    "x-ms-client-principal-id": [person.id],
    "x-ms-client-principal-name": [person.userName],
    "x-ms-client-principal-idp": ["aad"],
  };
}

/** Under the names that the platform maps a token's claims to. */
export function claimsOf({ id, name, userName, roles, groups }: MadeUp) {
  return [
    { typ: "http://schemas.microsoft.com/identity/claims/objectidentifier", val: id },
    { typ: "http://schemas.microsoft.com/identity/claims/tenantid", val: TENANT },
    { typ: "name", val: name },
    { typ: "preferred_username", val: userName },
    ...roles.map((val) => ({ typ: "roles", val })),
    ...groups.map((val) => ({ typ: "groups", val })),
  ];
}
