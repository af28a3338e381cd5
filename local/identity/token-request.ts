import { timingSafeEqual } from "node:crypto";
import type { Identity } from "./identity";
import { type Claims, mintToken } from "./tokens";

/** A token, and when it ends: seconds since 1970. */
export type Issued = { readonly token: string; readonly expiresAt: number };

/** A call of the token endpoint, as App Service documents it for api-version 2019-08-01. */
export type TokenRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header X-IDENTITY-HEADER. */
  readonly header: string | undefined;
};

export type TokenAnswer = { readonly status: number; readonly body: Readonly<Record<string, string | number>> };

export const TOKEN_PATH = "/msi/token";
const API_VERSION = "2019-08-01";

/** A token, or why there is none. */
export async function answerTokenRequest(
  request: TokenRequest,
  identity: Identity,
  issue: (resource: string) => Issued | Promise<Issued>,
): Promise<TokenAnswer> {
  const resource = request.query.get("resource")?.trim() ?? "";
  const fault = faultIn(request, resource, identity);
  if (fault) return { status: fault.status, body: { statusCode: fault.status, message: fault.message } };
  const { token, expiresAt } = await issue(resource);
  return {
    status: 200,
    body: {
      access_token: token,
      expires_on: String(expiresAt),
      resource,
      token_type: "Bearer",
      client_id: identity.clientId,
    },
  };
}

/** Made here: it says who the identity is, and is worth something to the stand-ins alone. */
export function mintFor(resource: string, identity: Identity, lifetimeMs: number, now: number): Issued {
  const claims = claimsFor(resource, identity, lifetimeMs, now);
  return { token: mintToken(identity.key, claims), expiresAt: claims.exp };
}

function faultIn({ method, path, query, header }: TokenRequest, resource: string, identity: Identity) {
  const apiVersion = query.get("api-version");
  if (path !== TOKEN_PATH) return { status: 404, message: `There is only GET ${TOKEN_PATH} here.` };
  if (method !== "GET") return { status: 405, message: `Tokens are asked for with GET, not ${method}.` };
  // It keeps a page or a redirected request from fetching tokens: a header cannot be forged by a URL.
  if (!isSame(header, identity.header))
    return { status: 401, message: "The header X-IDENTITY-HEADER is missing or is not the value of IDENTITY_HEADER." };
  if (apiVersion !== API_VERSION)
    return { status: 400, message: `The query api-version must be ${API_VERSION}, not ${JSON.stringify(apiVersion)}.` };
  if (!resource) return { status: 400, message: "The query resource is missing: whom is the token for?" };
  return unknownIdentity(query, identity);
}

/** One identity lives here, system-assigned and user-assigned at once; asking for another one is refused as Azure does. */
function unknownIdentity(query: URLSearchParams, { clientId, objectId }: Identity) {
  const known: Readonly<Record<string, string>> = {
    client_id: clientId,
    principal_id: objectId,
    object_id: objectId,
    mi_res_id: resourceIdOf(clientId),
  };
  const asked = Object.keys(known).find((name) => query.has(name));
  if (asked === undefined || query.get(asked)?.toLowerCase() === known[asked]?.toLowerCase()) return undefined;
  return {
    status: 400,
    message: `No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId. The identity here has the client id ${clientId}.`,
  };
}

function claimsFor(resource: string, identity: Identity, lifetimeMs: number, now: number): Claims {
  const seconds = Math.floor(now / 1000);
  return {
    aud: resource,
    iss: `https://sts.windows.net/${identity.tenantId}/`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + Math.floor(lifetimeMs / 1000),
    appid: identity.clientId,
    idtyp: "app",
    oid: identity.objectId,
    sub: identity.objectId,
    tid: identity.tenantId,
    ver: "1.0",
    xms_mirid: resourceIdOf(identity.clientId),
  };
}

function resourceIdOf(clientId: string): string {
  return `/subscriptions/${clientId}/resourcegroups/local/providers/Microsoft.ManagedIdentity/userAssignedIdentities/private-link-approver`;
}

function isSame(given: string | undefined, expected: string): boolean {
  const one = Buffer.from(given ?? "");
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
