import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../src/json";
import { EndpointMissing } from "./endpoints";

/** Where a simulation reads: of a product on this machine what npm start wrote, else what the environment says. */
export type Places = {
  readonly arm: string;
  readonly audience: string;
  readonly clientId: string | undefined;
  readonly subscriptions: readonly string[];
};

/**
 * `.local/endpoints.json` counts unless ARM_ENDPOINT is set. The library that asks for tokens reads IDENTITY_ENDPOINT
 * and IDENTITY_HEADER from the environment, as in Azure, so they are put there.
 */
export function policyPlaces(environment: NodeJS.ProcessEnv = process.env): Places {
  const clientId = environment["AZURE_CLIENT_ID"] || undefined;
  const audience = environment["ARM_AUDIENCE"];
  const listed = (environment["SUBSCRIPTIONS"] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  const arm = environment["ARM_ENDPOINT"];
  if (arm) return { arm, audience: audience || new URL(arm).origin, clientId, subscriptions: listed };

  const local = localEndpoints(environment["APPROVER_STATE"] ?? ".local");
  environment["IDENTITY_ENDPOINT"] = local.identityEndpoint;
  environment["IDENTITY_HEADER"] = local.identityHeader;
  const subscriptions = listed.length > 0 ? listed : local.subscriptions;
  return { arm: local.arm, audience: audience || local.armAudience, clientId, subscriptions };
}

function localEndpoints(folder: string) {
  const file = join(folder, "endpoints.json");
  const found = parsed(file);
  const text = (name: string) => (typeof found[name] === "string" ? found[name] : "");
  const [arm, armAudience] = [text("arm"), text("armAudience")];
  const [identityEndpoint, identityHeader] = [text("identityEndpoint"), text("identityHeader")];
  if (!arm || !armAudience || !identityEndpoint)
    throw new EndpointMissing(
      `${file} names no arm, armAudience and identityEndpoint. Start the product on this machine with npm start, or set ARM_ENDPOINT.`,
    );
  const subscriptions = Array.isArray(found["subscriptions"]) ? found["subscriptions"].map(String) : [];
  return { arm, armAudience, identityEndpoint, identityHeader, subscriptions };
}

function parsed(file: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isObject(found) ? found : {};
  } catch {
    throw new EndpointMissing(
      `Where is Azure? There is no ${file}. Start the product on this machine with npm start, or set ARM_ENDPOINT.`,
    );
  }
}
