import { join, resolve } from "node:path";
import type { DurableClient } from "durable-functions";
import type { Order } from "../approval/model";
import type { Intent } from "../arm/connections";
import type { AuditStore } from "../audit/store";
import { type Config, readConfig } from "../config";
import { instancesOf, isOver } from "../intake/instances";
import type { Ports } from "../intake/take";
import type { OncePorts } from "../intake/take-once";
import { isObject } from "../json";
import { type Channel, TOPIC } from "../notify/channels";
import { restsOf } from "../notify/rests";
import type { Courier } from "../notify/send";
import type { PolicyStore } from "../policy/policies";
import { once } from "./once";

/** What the handlers stand on, each made when it is first needed: a cold start pays for what it uses. */

/** The folder of package.json; this file runs as dist/app.js. */
const APP = join(__dirname, "..");

export const config = once((): Config => readConfig(process.env));

export const audit = once(async (): Promise<AuditStore> => {
  const { openAudit } = await import("../audit/store");
  return openAudit(config().auditUrl, config());
});

export const policies = once(async (): Promise<PolicyStore> => {
  const { policyStore } = await import("../policy/policies");
  return policyStore(resolve(APP, config().policyFolder), {
    now: () => new Date(),
    alarm: console.error, // The host takes what a worker says there as an error; no invocation is to blame.
  });
});

export const arm = once(async () => {
  const [{ armClient }, { managedIdentityTokens }] = await Promise.all([
    import("../arm/client"),
    import("../arm/token"),
  ]);
  const { armEndpoint, armAudience, identityClientId } = config();
  return armClient(armEndpoint, managedIdentityTokens(armAudience, identityClientId, Date.now));
});

export const connections = once(async () => {
  const { connectionsOf } = await import("../arm/connections");
  return connectionsOf(await arm(), () => new Date());
});

/** An order's intent lies in the log of its connection. */
export function intentOf({ connectionId, run, wanted, note }: Order): Intent {
  return {
    async isDeclared() {
      const links = await (await audit()).read(connectionId);
      return links.some(({ entry }) => isObject(entry) && entry["kind"] === "intended" && entry["run"] === run);
    },
    async declare() {
      const at = new Date().toISOString();
      await (await audit()).append(connectionId, { kind: "intended", run, at, wanted, note });
    },
  };
}

/** Where events go. */
export const channels = once((): readonly Channel[] => {
  const { notifyTopic, notifyChannels } = config();
  return notifyTopic ? [TOPIC, ...notifyChannels] : notifyChannels;
});

const serviceBus = once(async () => (await import("../service-bus")).openServiceBus(config()));

/** What brings events to their channels. */
export function courier(client: DurableClient): Courier {
  const { consoleUrl, notifyAllowPrivate } = config();
  return {
    channels: channels(),
    consoleUrl,
    rules: { allowPrivate: notifyAllowPrivate },
    topic,
    isOver: (event) => isOver(client, event),
    rests,
    now: () => new Date(),
  };
}

const rests = restsOf(() => new Date());
const topic = once(async () => (await import("../notify/topic")).eventTopic(await serviceBus()));

export const outbox = once(async () => {
  const { requestQueue } = await import("../intake/request-queue");
  return requestQueue(await serviceBus());
});

export const refusedQueue = once(async () => {
  const queue = await import("../intake/refused-queue");
  return queue.refusedQueue(await serviceBus());
});

/** What taking a request needs, whatever door it came through. */
export function intakePorts(): Omit<Ports, "instances"> {
  return {
    async resolve({ privateEndpointId, targetId }) {
      const { resolveConnection } = await import("../arm/resolve");
      return resolveConnection(await arm(), { privateEndpointId, targetId });
    },
    async record(request, how) {
      const log = await audit();
      await log.append(request.connectionId, { kind: "accepted", at: request.receivedAt, request, how });
    },
  };
}

/** The same, for deliveries that may come again under an id of their own. */
export function oncePorts(client: DurableClient): OncePorts {
  return {
    ...intakePorts(),
    instances: instancesOf(client),
    now: () => new Date(),
    async look(connectionId) {
      const [log, { lookAt }] = await Promise.all([audit(), import("../audit/look")]);
      return lookAt(log, connectionId);
    },
  };
}
