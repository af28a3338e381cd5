import { AzureDigitalTwinsManagementClient } from "@azure/arm-digitaltwins";
import { bearerTokenAuthenticationPolicyName } from "@azure/core-rest-pipeline";
import type { Behaviour } from "../../../local/arm/behaviour";
import { exampleEstate } from "../../../local/arm/estate";
import { type Arm, startArm } from "../../../local/arm/http-server";
import { type IdentityEndpoint, startIdentity } from "../../../local/identity/start-identity";
import { type Clock, noFaults, type Seams, seededRandom } from "../../../local/seams";
import { journalOf } from "../../../local/store/journal";
import { openStore } from "../../../local/store/sqlite";

export const PRODUCTION = "10000000-0000-4000-8000-000000000001";
export const AUDIENCE = "https://management.azure.com";
export const GROUP = "rg-twins-prod";
export const BERLIN = "twins-factory-berlin";

export const instanceId = (name = BERLIN, group = GROUP, subscription = PRODUCTION) =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.DigitalTwins/digitalTwinsInstances/${name}`;
export const connectionName = (number: number) => `c0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
/** Number 1 is Pending, 2 Approved, both on Berlin; 8 Rejected and 9 Disconnected, both on Gdansk. */
export const connectionId = (number = 1) =>
  `${instanceId([8, 9].includes(number) ? "twins-factory-gdansk" : BERLIN)}/privateEndpointConnections/${connectionName(number)}`;

export type Platform = {
  readonly arm: Arm;
  readonly identity: IdentityEndpoint;
  readonly token: (audience?: string) => Promise<string>;
  /** Calls ARM as the identity; a path gets the newest api-version unless it has a query. */
  readonly call: (method: string, pathOrUrl: string, body?: unknown) => Promise<Reply>;
  readonly local: (method: string, path: string, body?: unknown) => Promise<Reply>;
  readonly behave: (...choices: unknown[]) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Reply = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Body };
type Body = Record<string, unknown> & { properties?: Record<string, Record<string, unknown>> };

export type PlatformOptions = {
  readonly clock: Clock;
  readonly file?: string;
  readonly armPort?: number;
  readonly seams?: Partial<Seams>;
  readonly behaviour?: Behaviour;
};

/** Both stand-ins on free ports, over a store of their own. */
export async function startPlatform({
  clock,
  file = ":memory:",
  armPort = 0,
  seams = {},
  behaviour,
}: PlatformOptions): Promise<Platform> {
  const store = openStore(file);
  const parts = {
    store,
    journal: journalOf(store),
    seams: { clock, random: seededRandom(1), faults: noFaults, ...seams },
  };
  const identity = await startIdentity({ ...parts, port: 0 });
  const arm = await startArm({
    ...parts,
    estate: exampleEstate(),
    verifyToken: identity.verify,
    port: armPort,
    ...(behaviour && { behaviour }),
  }).catch(async (error: unknown) => {
    await identity.stop();
    throw error;
  });

  const token = async (audience = AUDIENCE) => {
    const url = `${identity.endpoint}?resource=${encodeURIComponent(audience)}&api-version=2019-08-01`;
    const answer = await fetch(url, { headers: { "X-IDENTITY-HEADER": identity.header } });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const local = (method: string, path: string, body?: unknown) => send(method, `${arm.url}/_local${path}`, {}, body);
  return {
    arm,
    identity,
    token,
    call: async (method, pathOrUrl, body) =>
      send(method, urlOf(arm.url, pathOrUrl), { authorization: `Bearer ${await token()}` }, body),
    local,
    async behave(...choices) {
      const { status, text } = await local("PUT", "/behaviour", { everywhere: choices });
      if (status !== 200) throw new Error(text);
    },
    async stop() {
      await arm.stop();
      await identity.stop();
      store.close();
    },
  };
}

export const approval = {
  properties: { privateLinkServiceConnectionState: { status: "Approved", description: "Yes." } },
};
export const rejection = {
  properties: { privateLinkServiceConnectionState: { status: "Rejected", description: "No." } },
};

/** The status that a body shows. */
export const statusIn = ({ body }: Reply) => body.properties?.["privateLinkServiceConnectionState"]?.["status"];
export const provisioningIn = ({ body }: Reply): unknown => body.properties?.["provisioningState"];
export const errorIn = ({ body }: Reply) => body["error"] as { code: string; message: string } | undefined;

function urlOf(base: string, pathOrUrl: string): string {
  if (URL.canParse(pathOrUrl)) return pathOrUrl;
  return `${base}${pathOrUrl}${pathOrUrl.includes("?") ? "" : "?api-version=2023-01-31"}`;
}

export async function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Reply> {
  const answer = await fetch(url, {
    method,
    redirect: "manual",
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: bodyIn(text) };
}

function bodyIn(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}

/**
 * The official client. It is used as it is but for one thing: its own policy refuses to send a token over http, so the token
 * is put in by another one.
 */
export function officialClient(platform: Platform, subscription = PRODUCTION): AzureDigitalTwinsManagementClient {
  const credential = {
    getToken: async () => ({ token: await platform.token(), expiresOnTimestamp: Date.now() + 60_000 }),
  };
  const client = new AzureDigitalTwinsManagementClient(credential, subscription, {
    endpoint: platform.arm.url,
    allowInsecureConnection: true,
  });
  client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  client.pipeline.addPolicy({
    name: "tokenOverHttp",
    async sendRequest(request, next) {
      request.headers.set("authorization", `Bearer ${await platform.token()}`);
      return next(request);
    },
  });
  return client;
}
