import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { type AppFunction, type Binding, isOfType, textOf } from "./app-functions";
import { NO_ENTITIES } from "./durable-bindings";
import type { HostConfig } from "./host-json";
import { routeOf } from "./http-routes";
import type { Invoker } from "./invoke";
import type { HostLog } from "./log";
import type { Route } from "./router";
import { connectionFault } from "./service-bus-clients";
import { entityOf, isServiceBusOutput } from "./service-bus-output";
import { serviceBusTrigger } from "./service-bus-trigger";
import { connectionNamed, type Settings } from "./settings";
import { timerTrigger } from "./timers";
import type { Trigger } from "./trigger";

export type TriggerParts = {
  readonly config: HostConfig;
  readonly settings: Settings;
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  readonly invoker: Invoker;
  readonly log: HostLog;
};

/** How a function is set off: by a request, by itself, by others (the task hub), or not at all. */
export type Prepared =
  | { readonly kind: "route"; readonly route: Route<AppFunction> }
  | { readonly kind: "trigger"; readonly trigger: Trigger }
  | { readonly kind: "called" }
  | { readonly kind: "fault"; readonly why: string };

export async function prepare(parts: TriggerParts, fn: AppFunction): Promise<Prepared> {
  const why = await bindingsFault(parts, fn);
  if (why !== undefined) return { kind: "fault", why };
  const { trigger } = fn;
  if (isOfType(trigger, "httpTrigger")) return routeOf(fn, parts.config.routePrefix);
  if (isOfType(trigger, "timerTrigger")) return timerTrigger({ ...parts, clock: parts.seams.clock }, fn);
  if (isOfType(trigger, "serviceBusTrigger")) return serviceBus(parts, fn);
  if (isOfType(trigger, "orchestrationTrigger") || isOfType(trigger, "activityTrigger")) return { kind: "called" };
  if (isOfType(trigger, "entityTrigger")) return { kind: "fault", why: NO_ENTITIES };
  const known = "httpTrigger, timerTrigger, serviceBusTrigger, orchestrationTrigger and activityTrigger";
  return { kind: "fault", why: `its trigger ${trigger.type} is not supported on this machine; ${known} are` };
}

async function serviceBus(parts: TriggerParts, fn: AppFunction): Promise<Prepared> {
  const { trigger } = fn;
  const hasPlace =
    textOf(trigger, "queueName") || (textOf(trigger, "topicName") && textOf(trigger, "subscriptionName"));
  if (!hasPlace)
    return { kind: "fault", why: "its trigger names neither a queueName nor a topicName with a subscriptionName" };
  if (trigger["isSessionsEnabled"] === true)
    return { kind: "fault", why: "sessions (isSessionsEnabled) are not supported on this machine" };
  const connection = connectionNamed(textOf(trigger, "connection") || "ServiceBus", parts.settings);
  if (connection.kind === "fault") return connection;
  const { connectionString } = connection;
  const given = { ...parts, config: parts.config.serviceBus, connectionString };
  return { kind: "trigger", trigger: serviceBusTrigger(given, fn) };
}

async function bindingsFault(parts: TriggerParts, fn: AppFunction): Promise<string | undefined> {
  const inputs = fn.inputs.map((binding) =>
    isOfType(binding, "durableClient")
      ? undefined
      : `its input binding ${binding.type} is not supported on this machine`,
  );
  const isOnBus = (binding: Binding) => isOfType(binding, "serviceBusTrigger") || isServiceBusOutput(binding);
  const connections = [fn.trigger, ...fn.outputs].filter(isOnBus).map((binding) => connectionWhy(parts, binding));
  const faults = [...inputs, ...fn.outputs.map(outputFault), ...(await Promise.all(connections))];
  return faults.find((why) => why !== undefined);
}

function outputFault(binding: Binding): string | undefined {
  if (isOfType(binding, "http")) return undefined;
  if (!isServiceBusOutput(binding)) return `its output binding ${binding.type} is not supported on this machine`;
  return entityOf(binding) ? undefined : "its serviceBus output names neither a queueName nor a topicName";
}

async function connectionWhy({ settings }: TriggerParts, binding: Binding): Promise<string | undefined> {
  const name = textOf(binding, "connection") || "ServiceBus";
  const connection = connectionNamed(name, settings);
  return connection.kind === "fault" ? connection.why : connectionFault(connection.connectionString, name);
}
