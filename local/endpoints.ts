import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where everything is, for tools: `.local/endpoints.json`. */
export type Endpoints = {
  /** URL of the app. */
  readonly functions: string;
  readonly arm: string;
  /** For whom tokens are asked that go there. */
  readonly armAudience: string;
  readonly identityEndpoint: string;
  readonly identityHeader: string;
  /** A connection string. */
  readonly serviceBus: string;
  /** URL of the audit log. */
  readonly audit: string;
  /** What the sender `local` signs webhooks with. */
  readonly webhookSecret: string;
  /** Whose instances there are: what a simulation of policy looks through. */
  readonly subscriptions: readonly string[];
};

export function writeEndpoints(folder: string, endpoints: Endpoints): void {
  const file = join(folder, "endpoints.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The ports of the last run: operation URLs that were given out then lead there. */
export function lastPorts(folder: string): Partial<Ports> {
  try {
    const { functions, arm, identityEndpoint, serviceBus } = JSON.parse(
      readFileSync(join(folder, "endpoints.json"), "utf8"),
    ) as Endpoints;
    const broker = /^Endpoint=sb:\/\/([^;]+)/.exec(serviceBus)?.[1] ?? "";
    return {
      functions: portOf(functions),
      arm: portOf(arm),
      identity: portOf(identityEndpoint),
      serviceBus: portOf(`sb://${broker}`),
    };
  } catch {
    return {}; // The first run in this folder, or one that never got so far.
  }
}

export type Ports = {
  readonly functions: number;
  readonly arm: number;
  readonly identity: number;
  readonly serviceBus: number;
};

/** Four ports in a row from `first`; with 0 those of the last run, or free ones. */
export function portsFrom(first: number, folder: string): Ports {
  if (first === 0) return { functions: 0, arm: 0, identity: 0, serviceBus: 0, ...lastPorts(folder) };
  return { functions: first, arm: first + 1, identity: first + 2, serviceBus: first + 3 };
}

function portOf(url: string): number {
  return URL.canParse(url) ? Number(new URL(url).port) : 0;
}
