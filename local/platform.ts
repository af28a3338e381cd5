import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { exampleEstate } from "./arm/estate";
import { type ArmParts, startArm } from "./arm/http-server";
import { type Cloud, cloudFor } from "./cloud";
import { type Endpoints, portsFrom, writeEndpoints } from "./endpoints";
import type { Log } from "./host/log";
import { type RunningHost, startHost } from "./host/start-host";
import { startIdentity } from "./identity/start-identity";
import { startNotifications } from "./notifications";
import type { Options } from "./options";
import type { Seams } from "./seams";
import { startServiceBus } from "./service-bus/amqp-server";
import { readEntities } from "./service-bus/entities";
import { localSignIn } from "./sign-in/sign-in";
import { journalOf } from "./store/journal";
import { lockFolder, storeFile } from "./store/lock";
import { openStore } from "./store/sqlite";
import { LOCAL_SENDER, localSecret } from "./webhook-secret";

/** The five stand-ins and the app, running. */
export type Platform = {
  readonly endpoints: Endpoints;
  readonly functions: RunningHost["functions"];
  /** Whether this is the first run in its state folder. */
  readonly isNew: boolean;
  /** Ends in the reverse order of starting: the app drains first, the store closes last. */
  readonly stop: () => Promise<void>;
};

/** What is given besides the options: where the app is, its log, and the seams. */
export type Surroundings = { readonly root: string; readonly seams: Seams; readonly log: Log };

/** What people would read in their channel; in the state folder. */
export const NOTIFICATIONS = "notifications.log";

export async function startPlatform(options: Options, { root, seams, log }: Surroundings): Promise<Platform> {
  const folder = resolve(options.state);
  const ends: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    ends.push(lockFolder(folder));
    if (options.fresh) empty(folder);
    const ports = portsFrom(options.port, folder);
    const { store, journal, isNew } = openedIn(folder, ends);
    const ground = { store, journal, seams };

    const cloud = await cloudFor(options, (message) =>
      log({ at: new Date(seams.clock.now()), level: "warning", category: "Host.Identity", message }),
    );
    const identity = await startIdentity({
      ...ground,
      port: ports.identity,
      ...(cloud.issue && { issue: cloud.issue }),
    });
    ends.push(identity.stop);
    const arm = cloud.arm ?? (await startExample(ground, ports.arm, identity.verify, ends));
    const entities = readEntities(readFileSync(join(root, "local/service-bus/entities.json"), "utf8"));
    const bus = await startServiceBus({ ...ground, port: ports.serviceBus, entities });
    ends.push(bus.stop);

    const notifications = await startNotifications(join(folder, NOTIFICATIONS), () => seams.clock.now());
    ends.push(notifications.stop);

    const places = {
      arm,
      armAudience: cloud.audience,
      identityEndpoint: identity.endpoint,
      identityHeader: identity.header,
      serviceBus: options.serviceBus ?? bus.connectionString,
      audit: pathToFileURL(join(folder, "audit")).href,
      webhookSecret: localSecret(store, seams.random),
    };
    const host = await startHost({
      ...ground,
      folder: root,
      port: ports.functions,
      log,
      environment: { ...environmentFor(places, cloud), ...channelsAt(notifications.url) },
      front: localSignIn(ground),
    });
    ends.push(host.stop);
    const endpoints = { functions: host.url, ...places, subscriptions: cloud.subscriptions };
    writeEndpoints(folder, endpoints);
    return { endpoints, functions: host.functions, isNew, stop };
  } catch (error) {
    await stop();
    throw explained(error);
  }
}

async function startExample(
  ground: Pick<ArmParts, "store" | "journal" | "seams">,
  port: number,
  verifyToken: ArmParts["verifyToken"],
  ends: (() => void | Promise<void>)[],
): Promise<string> {
  const { url, stop } = await startArm({ ...ground, port, estate: exampleEstate(), verifyToken });
  ends.push(stop);
  return url;
}

/** Where approvers are told. Whoever starts it with channels of their own hears there. */
function channelsAt(url: string): Readonly<Record<string, string>> {
  if (process.env["NOTIFY_CHANNELS"] !== undefined) return {};
  return {
    NOTIFY_CHANNELS: JSON.stringify([{ name: "approvers", kind: "slack" }]),
    NOTIFY_APPROVERS_URL: url,
    NOTIFY_ALLOW_PRIVATE: "on",
  };
}

/** A port that is taken is said with what to do about it. */
function explained(error: unknown): unknown {
  const { code, port } = error as { readonly code?: unknown; readonly port?: unknown };
  if (code !== "EADDRINUSE") return error;
  const what = `Port ${String(port)} is taken by another process.`;
  return new Error(
    `${what} End that one, or choose four others in a row with --port <first>, or free ones with --port 0.`,
  );
}

/** Everything but the lock, which this process holds by now. */
function empty(folder: string): void {
  for (const name of ["store.db", "store.db-wal", "store.db-shm", "store.db-journal", "audit", NOTIFICATIONS])
    rmSync(join(folder, name), { recursive: true, force: true });
}

function openedIn(folder: string, ends: (() => void)[]) {
  const file = storeFile(folder);
  const isNew = !existsSync(file);
  const store = openStore(file);
  ends.push(() => store.close());
  const journal = journalOf(store);
  ends.push(() => journal.flush());
  return { store, journal, isNew };
}

/** The settings that Azure would have from infra/: what local.settings.json cannot know. */
function environmentFor(
  places: Omit<Endpoints, "functions" | "subscriptions">,
  { subscriptions, settings }: Cloud,
): Readonly<Record<string, string>> {
  return {
    ARM_ENDPOINT: places.arm,
    ARM_AUDIENCE: places.armAudience,
    IDENTITY_ENDPOINT: places.identityEndpoint,
    IDENTITY_HEADER: places.identityHeader,
    ServiceBusConnection: places.serviceBus,
    AUDIT_URL: places.audit,
    SUBSCRIPTIONS: subscriptions.join(","),
    POLICY_FOLDER: "policies",
    ...settings,
    // True because the sign-in that stands before the app does what the platform does with its headers.
    WEBSITE_AUTH_ENABLED: "True",
    SIGN_IN_URL: "/.auth/login/local?post_login_redirect_uri={returnTo}",
    WEBHOOK_SECRETS: `${LOCAL_SENDER}=${places.webhookSecret}`,
  };
}
