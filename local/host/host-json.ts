import { cpus } from "node:os";
import * as z from "zod";
import type { LogLevel } from "./log";
import type { Settings } from "./settings";
import { timespanMs } from "./timespan";

/** What this host reads in host.json; the rest is for Azure and is let pass. */
export type HostConfig = {
  /** Undefined for no limit. */
  readonly functionTimeoutMs: number | undefined;
  readonly routePrefix: string;
  readonly logLevels: Readonly<Record<string, LogLevel | "none">>;
  readonly serviceBus: {
    readonly autoCompleteMessages: boolean;
    readonly maxAutoLockRenewalMs: number;
    readonly maxConcurrentCalls: number;
    readonly maxMessageBatchSize: number;
  };
  readonly durable: {
    readonly hubName: string;
    readonly defaultVersion?: string;
    readonly maxConcurrentActivities: number;
    readonly maxConcurrentOrchestrators: number;
    readonly overridableExistingInstanceStates: "NonRunningStates" | "AnyState";
    readonly httpPauseMs: number;
  };
};

const LEVELS = ["trace", "debug", "information", "warning", "error", "critical", "none"] as const;

const level = z.string().transform((text, context) => {
  const known = LEVELS.find((name) => name === text.toLowerCase());
  if (known) return known;
  context.addIssue({ code: "custom", message: `must be one of ${LEVELS.join(", ")}, not ${JSON.stringify(text)}` });
  return z.NEVER;
});

const span = z.string().transform((text, context) => {
  const ms = timespanMs(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: "custom", message: `must be a time span such as 00:05:00, not ${JSON.stringify(text)}` });
  return z.NEVER;
});

const atLeastOne = z.number().int().positive();
/** The extensions' own defaults, which count the cores. */
const CORES = cpus().length;

const extensions = z.looseObject({
  http: z.looseObject({ routePrefix: z.string().default("api") }).prefault({}),
  serviceBus: z
    .looseObject({
      autoCompleteMessages: z.boolean().default(true),
      maxAutoLockRenewalDuration: span.prefault("00:05:00"),
      maxConcurrentCalls: atLeastOne.default(16 * CORES),
      maxMessageBatchSize: atLeastOne.default(1000),
    })
    .prefault({}),
  durableTask: z
    .looseObject({
      hubName: z.string().min(1).default("TestHubName"),
      defaultVersion: z.string().optional(),
      maxConcurrentActivityFunctions: atLeastOne.default(10 * CORES),
      maxConcurrentOrchestratorFunctions: atLeastOne.default(10 * CORES),
      overridableExistingInstanceStates: z.enum(["NonRunningStates", "AnyState"]).default("NonRunningStates"),
      httpSettings: z
        .looseObject({ defaultAsyncRequestSleepTimeMilliseconds: atLeastOne.default(30_000) })
        .prefault({}),
    })
    .prefault({}),
});

const hostJson = z.looseObject({
  version: z.literal("2.0", { error: 'must be "2.0"' }),
  functionTimeout: z.union([z.literal("-1").transform(() => undefined), span]).optional(),
  logging: z.looseObject({ logLevel: z.record(z.string(), level).default({}) }).prefault({}),
  extensions: extensions.prefault({}),
});

export type ReadHostJson =
  | { readonly kind: "read"; readonly config: HostConfig }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

export function readHostJson(content: unknown): ReadHostJson {
  const read = hostJson.safeParse(content);
  if (!read.success)
    return { kind: "faults", faults: read.error.issues.map((issue) => `${where(issue.path)} ${issue.message}`) };
  const { functionTimeout, logging, extensions: known } = read.data;
  const { serviceBus, durableTask } = known;
  return {
    kind: "read",
    config: {
      functionTimeoutMs: functionTimeout,
      routePrefix: known.http.routePrefix.replace(/^\/+|\/+$/g, ""),
      logLevels: logging.logLevel,
      serviceBus: { ...serviceBus, maxAutoLockRenewalMs: serviceBus.maxAutoLockRenewalDuration },
      durable: {
        hubName: durableTask.hubName,
        ...(durableTask.defaultVersion !== undefined && { defaultVersion: durableTask.defaultVersion }),
        maxConcurrentActivities: durableTask.maxConcurrentActivityFunctions,
        maxConcurrentOrchestrators: durableTask.maxConcurrentOrchestratorFunctions,
        overridableExistingInstanceStates: durableTask.overridableExistingInstanceStates,
        httpPauseMs: durableTask.httpSettings.defaultAsyncRequestSleepTimeMilliseconds,
      },
    },
  };
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "it" : path.map(String).join(".");
}

const OVERRIDE = "AzureFunctionsJobHost__";

/** Settings such as `AzureFunctionsJobHost__functionTimeout` go before what host.json says, as in Azure. */
export function withOverrides(content: unknown, settings: Settings): unknown {
  return Object.entries(settings)
    .filter(([name]) => name.startsWith(OVERRIDE))
    .reduce((so, [name, value]) => withValue(so, name.slice(OVERRIDE.length).split("__"), value ?? ""), content);
}

function withValue(content: unknown, [first, ...rest]: readonly string[], value: string): unknown {
  if (first === undefined) return literal(value);
  const object = isObject(content) ? content : {};
  const key = Object.keys(object).find((known) => known.toLowerCase() === first.toLowerCase()) ?? first;
  return { ...object, [key]: withValue(object[key], rest, value) };
}

/** Settings are text; host.json has numbers and booleans. */
function literal(value: string): unknown {
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  return /^\d+$/.test(value) ? Number(value) : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
