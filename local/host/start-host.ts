import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { readAppFolder } from "./app-folder";
import { takeEnvironment } from "./environment";
import { watchEscapes } from "./escapes";
import type { Front, FrontFor } from "./front";
import { hookContext } from "./hooks";
import { empty } from "./http";
import { startHttpServer } from "./http-server";
import { openKeys } from "./keys";
import { type RunningFunction, runningFrom } from "./known-functions";
import { loadApp } from "./load-app";
import { type HostLog, type Log, withLevels } from "./log";
import { openRealm, type Realm } from "./realm";
import { openApp, type RunningApp } from "./run-app";
import type { Settings } from "./settings";
import { thrownOf } from "./thrown";
import { type AppWorker, newWorker, type Written } from "./worker";

export type HostOptions = {
  /** The function app: the folder of its host.json and package.json. */
  readonly folder: string;
  /**
   * Settings of the app; they go before the environment, and that before local.settings.json. An app reads them from
   * process.env and has its folder as the working folder, so run one app at a time in a process.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** On 127.0.0.1; 0 picks a free one. */
  readonly port: number;
  readonly seams: Seams;
  /** Where keys, timer schedules and orchestrations are kept. The caller opens and closes it. */
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly log: Log;
  /** Demands the keys of auth levels, as Azure does. Left out, no key is asked for, as with Core Tools. */
  readonly enforceKeys?: boolean;
  /** What stands before the app, as App Service authentication does. Left out, requests reach it as they come. */
  readonly front?: FrontFor;
};

export type RunningHost = {
  /** Without a trailing slash: `http://127.0.0.1:7071`. */
  readonly url: string;
  readonly functions: readonly RunningFunction[];
  /** Stops the triggers, lets running invocations finish, then stops the hub and the server. */
  readonly stop: () => Promise<void>;
};

/** Loads a function app and runs it until it is stopped. Throws AppFault, with all faults, for one that cannot run. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { seams, store } = options;
  const realm = openRealm();
  const app = readAppFolder(options.folder, options.environment ?? {}, realm.process.env);
  const log = withLevels(options.log, app.config.logLevels, seams.clock.now);
  const worker = newWorker((line) => writeLine(log, line));
  let running: RunningApp | undefined;
  let front: Front = passing;
  // The server comes first: the app is told its own port, and a port in use is told before anything has begun.
  const server = await startHttpServer({
    port: options.port,
    clock: seams.clock,
    answer: async (request, url) => {
      if (!running) return empty(503);
      const fronted = await front(request, url);
      return fronted.kind === "answer" ? fronted.answer : running.answer(request, url, fronted.headers);
    },
    failed: (error) =>
      log({ level: "error", category: "Host.General", message: `A request failed: ${thrownOf(error).stack}` }),
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const settings = { ...app.settings, ...asCoreToolsSets(server.port, app.folder) };
  const giveBack = takeProcess(realm, app.folder, settings, log);
  try {
    front = options.front?.(server.address) ?? front;
    await loadApp(app, worker, realm);
    const keys = openKeys(store, seams.random);
    const parts = { ...options, app: { ...app, settings }, worker, origin, keys, log };
    const opened = await openApp({ ...parts, enforceKeys: options.enforceKeys ?? false });
    running = opened;
    await opened.start();
    return {
      url: origin,
      functions: opened.known.map((known) => runningFrom(known, origin)),
      async stop() {
        await opened.stop();
        await terminate(worker, log);
        await server.stop();
        giveBack();
      },
    };
  } catch (error) {
    await running?.stop();
    await server.stop();
    giveBack();
    throw error;
  }
}

const passing: Front = async ({ headersDistinct }) => ({ kind: "on", headers: headersDistinct });

/** Gives the process to the app and returns what takes it back. */
function takeProcess({ process }: Realm, folder: string, settings: Settings, log: HostLog): () => void {
  const returnEnvironment = takeEnvironment(process, folder, settings);
  const stopWatching = watchEscapes(process, log);
  return () => {
    stopWatching();
    returnEnvironment();
  };
}

/** `durable-functions` rewrites every URL that it hands out if WEBSITE_HOSTNAME is not set. */
function asCoreToolsSets(port: number, folder: string): Readonly<Record<string, string>> {
  return {
    WEBSITE_HOSTNAME: `127.0.0.1:${port}`,
    AZURE_FUNCTIONS_ENVIRONMENT: "Development",
    AzureWebJobsScriptRoot: folder,
  };
}

function writeLine(log: HostLog, { level, category, message, invocation }: Written): void {
  const isUser = category === "user";
  if (!invocation) {
    log({ level, category: isUser ? "Host.Function.Console" : "Worker", message });
    return;
  }
  const { functionName, invocationId } = invocation;
  const place = `Function.${functionName}${isUser ? ".User" : ""}`;
  log({ level, category: place, functionName, invocationId, message });
}

async function terminate({ hooks, appLevelHookData: hookData, appHookData }: AppWorker, log: HostLog): Promise<void> {
  try {
    await hooks.run("appTerminate", hookContext({}, { hookData, appHookData }));
  } catch (error) {
    log({ level: "error", category: "Worker", message: `An appTerminate hook failed: ${thrownOf(error).message}` });
  }
}
