import { armError } from "./arm-errors";
import type { Place } from "./place";
import type { ArmAnswer, ArmRequest, Caller, Claims } from "./simulator-state";

/** What ARM checks before anything else: who calls, for whom the token is, and which api-version is meant. */

/** For whom a token may be, in the public cloud. */
export const AUDIENCES: readonly string[] = [
  "https://management.core.windows.net/",
  "https://management.core.windows.net",
  "https://management.azure.com/",
  "https://management.azure.com",
];

export type Entry =
  | { readonly kind: "in"; readonly claims: Claims }
  | { readonly kind: "out"; readonly answer: ArmAnswer };

export function identify(caller: Caller, audiences: readonly string[], now: number): Entry {
  if (caller.kind !== "known") return { kind: "out", answer: unknownCaller(caller, now) };
  const { claims } = caller;
  if (audiences.includes(claims.aud)) return { kind: "in", claims };
  const allowed = audiences.map((audience) => `'${audience}'`).join(",");
  return {
    kind: "out",
    answer: refused(
      "InvalidAuthenticationTokenAudience",
      `The access token has been obtained for wrong audience or resource '${claims.aud}'. It should exactly match with one of the allowed audiences ${allowed}.`,
    ),
  };
}

function unknownCaller(caller: Exclude<Caller, { kind: "known" }>, now: number): ArmAnswer {
  if (caller.kind === "missing")
    return refused("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
  if (caller.kind === "invalid") return refused("InvalidAuthenticationToken", "The access token is invalid.");
  const utc = (at: number) => new Date(at).toISOString();
  return refused(
    "ExpiredAuthenticationToken",
    `The access token expiry UTC time '${utc(caller.expiredAt)}' is earlier than current UTC time '${utc(now)}'.`,
  );
}

function refused(code: string, message: string): ArmAnswer {
  return armError(401, code, message, {
    "www-authenticate": `Bearer authorization_uri="https://login.windows.net/common", error="invalid_token", error_description="${quotable(message)}"`,
  });
}

/** An audience is whatever somebody asked a token for; a header takes less. */
function quotable(text: string): string {
  return text.replaceAll(/[^ !#-[\]-~]/g, " ");
}

/** arm-facts 1.4. Connections came with 2020-12-01. */
const API_VERSIONS = [
  "2020-03-01-preview",
  "2020-10-31",
  "2020-12-01",
  "2021-06-30-preview",
  "2022-05-31",
  "2022-10-31",
  "2023-01-31",
];
const FIRST_WITH_CONNECTIONS = "2020-12-01";
const WITHOUT_CONNECTIONS = new Set<Place["kind"]>(["instance", "instancesOfSubscription", "instancesOfGroup"]);

/** The fault of a request's api-version, or undefined. */
export function apiVersionFault({ query }: ArmRequest, place: Place): ArmAnswer | undefined {
  const version = query.get("api-version");
  if (!version)
    return armError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  const supported = WITHOUT_CONNECTIONS.has(place.kind)
    ? API_VERSIONS
    : API_VERSIONS.filter((known) => known >= FIRST_WITH_CONNECTIONS);
  if (supported.includes(version.toLowerCase())) return undefined;
  return armError(
    400,
    "InvalidApiVersionParameter",
    `The api-version '${version}' is invalid. The supported versions are '${supported.toReversed().join(",")}'.`,
  );
}
