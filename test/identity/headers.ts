/** What App Service authentication writes: base64 of JSON with claims. */
export function principalHeader(
  claims: readonly (readonly [string, string])[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const content = {
    auth_typ: "aad",
    claims: claims.map(([typ, val]) => ({ typ, val })),
    name_typ: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
    role_typ: "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    ...more,
  };
  return Buffer.from(JSON.stringify(content)).toString("base64");
}

export const MARA = "0f6f2b1c-7d35-4c39-8a52-91d7c6d3a101";

export const personClaims = (...roles: readonly string[]): readonly (readonly [string, string])[] => [
  ["http://schemas.microsoft.com/identity/claims/objectidentifier", MARA],
  ["http://schemas.microsoft.com/identity/claims/tenantid", "7c1f0f52-0f3a-4c58-9f43-5be9a7b1c210"],
  ["name", "Mara Lindqvist"],
  ["preferred_username", "mara@harbourline.example"],
  ...roles.map((role) => ["roles", role] as const),
];
