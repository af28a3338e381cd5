import type { IncomingMessage } from "node:http";
import { openTaskHub, type TaskHub } from "../durable/task-hub";
import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { serveAdmin } from "./admin";
import type { AppFolder } from "./app-folder";
import { type AppFunction, describe, isOfType } from "./app-functions";
import { basesAt, clientData, durablePath, durableRunner, serveDurable } from "./durable-bindings";
import type { DistinctHeaders } from "./front";
import { serveFunction } from "./http";
import type { Answer } from "./http-convert";
import { openInvoker } from "./invoke";
import type { Keys } from "./keys";
import { type Known, knownFrom, listedFrom } from "./known-functions";
import type { HostLog } from "./log";
import { byHand } from "./run-by-hand";
import { openSenders } from "./service-bus-clients";
import { sendOutput } from "./service-bus-output";
import type { AppWorker } from "./worker";

export type AppParts = {
  readonly app: AppFolder;
  readonly worker: AppWorker;
  readonly origin: string;
  readonly keys: Keys;
  readonly enforceKeys: boolean;
  readonly seams: Seams;
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly log: HostLog;
};

export type RunningApp = {
  readonly known: readonly Known[];
  readonly answer: (request: IncomingMessage, url: URL, headers: DistinctHeaders) => Promise<Answer>;
  readonly start: () => Promise<void>;
  /** Starts nothing new, lets what runs end, then stops the task hub. */
  readonly stop: () => Promise<void>;
};

/** Puts a loaded app's functions behind their triggers. */
export async function openApp(parts: AppParts): Promise<RunningApp> {
  const { app, worker, origin, keys, enforceKeys, seams, log } = parts;
  const described = worker.functions().map((registered) => describe(registered, app.settings));
  const senders = openSenders(seams.clock);
  let hub: TaskHub | undefined;
  const invoker = openInvoker({
    worker,
    seams,
    log,
    timeoutMs: app.config.functionTimeoutMs,
    inputFor: () => (hub ? clientData(hub, basesAt(origin, keys)) : { string: "" }),
    send: (binding, data) => sendOutput(senders, app.settings, binding, data),
  });
  const triggerParts = { ...parts, config: app.config, settings: app.settings, invoker };
  const known = await Promise.all(described.map((one) => knownFrom(triggerParts, one)));
  const functions = known.flatMap(({ fn, prepared }) => (fn && prepared.kind !== "fault" ? [fn] : []));
  if (functions.some(isDurable)) hub = hubFor(parts, functions, invoker);
  const triggers = known.flatMap(({ prepared, fn }) =>
    prepared.kind === "trigger" && fn && !fn.isDisabled ? [prepared.trigger] : [],
  );
  const routes = known.flatMap(({ prepared }) => (prepared.kind === "route" ? [prepared.route] : []));
  const startedAt = seams.clock.now();
  let isStopping = false;

  return {
    known,
    async answer(request, url, headers) {
      if (hub && durablePath(url)) return serveDurable(hub, { request, url, keys, enforceKeys });
      const demanded = enforceKeys ? keys : undefined;
      if (/^\/admin(\/|$)/i.test(url.pathname)) {
        const listed = known.map((one) => listedFrom(one, origin, (fn) => byHand(invoker, fn, origin)));
        const uptimeMs = () => seams.clock.now() - startedAt;
        return serveAdmin({ origin, functions: listed, uptimeMs, keys: demanded }, request, url);
      }
      return serveFunction({ routes, invoker, keys: demanded, isStopping: () => isStopping, headers }, request, url);
    },
    async start() {
      for (const one of known) tellFault(log, one);
      hub?.start();
      await Promise.all(triggers.map((trigger) => trigger.start()));
    },
    async stop() {
      isStopping = true;
      await Promise.all(triggers.map((trigger) => trigger.stop()));
      await hub?.stop();
      await invoker.idle();
      await senders.close();
    },
  };
}

function tellFault(log: HostLog, { name, prepared }: Known): void {
  if (prepared.kind !== "fault") return;
  const message = `The '${name}' function is in error: ${prepared.why}`;
  log({ level: "error", category: "Host.Startup", functionName: name, message });
}

function hubFor(
  { app, store, journal, seams, log }: AppParts,
  functions: readonly AppFunction[],
  invoker: ReturnType<typeof openInvoker>,
) {
  const { durable } = app.config;
  return openTaskHub(
    { store, journal, seams, runner: durableRunner(functions, invoker) },
    {
      taskHub: durable.hubName,
      ...(durable.defaultVersion !== undefined && { defaultVersion: durable.defaultVersion }),
      limits: {
        maxConcurrentActivities: durable.maxConcurrentActivities,
        maxConcurrentOrchestrators: durable.maxConcurrentOrchestrators,
      },
      overridableExistingInstanceStates: durable.overridableExistingInstanceStates,
      httpPauseMs: durable.httpPauseMs,
      log: (message) => log({ level: "warning", category: "Host.Triggers.DurableTask", message }),
    },
  );
}

function isDurable({ trigger, inputs }: AppFunction): boolean {
  return (
    isOfType(trigger, "orchestrationTrigger") ||
    isOfType(trigger, "activityTrigger") ||
    inputs.some((input) => isOfType(input, "durableClient"))
  );
}
