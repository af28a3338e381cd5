import type { Worker } from "./functions-core";
import { type HookData, type Hooks, hookContext, newHooks } from "./hooks";
import type { LogLevel } from "./log";
import type { FunctionCallback, FunctionMetadata, ProgrammingModel, RpcLogCategory, RpcLogLevel } from "./rpc";

export type Registered = { readonly metadata: FunctionMetadata; readonly callback: FunctionCallback };

/** The Node worker with one app in it. */
export type AppWorker = Worker & {
  readonly functions: () => readonly Registered[];
  readonly hooks: Hooks;
  /** Shared by all hooks; `hookData` of the app's start and end is apart from it. */
  readonly appHookData: HookData;
  readonly appLevelHookData: HookData;
  /** From now on nothing can be registered. */
  readonly endStartup: () => void;
  /** Writes what an invocation, or the app outside of one, logs. */
  readonly write: (line: WorkerLine) => void;
};

export type WorkerLine = {
  readonly level: RpcLogLevel;
  readonly category: RpcLogCategory;
  readonly message: string;
  readonly invocation?: {
    readonly functionName: string;
    readonly invocationId: string;
    readonly context: unknown;
    readonly hookData: HookData;
  };
};

/** A line as it leaves the worker, after the app's log hooks. */
export type Written = Omit<WorkerLine, "level"> & { readonly level: LogLevel };

export function newWorker(log: (line: Written) => void): AppWorker {
  const registered = new Map<string, Registered>();
  const hooks = newHooks();
  const appHookData: HookData = {};
  let isStarted = false;
  let model: ProgrammingModel | undefined;

  function write(line: WorkerLine): void {
    const { level, message } = line.category === "user" ? afterHooks(line, hooks, appHookData) : line;
    if (level !== "none") log({ ...line, level, message });
  }

  return {
    hooks,
    appHookData,
    appLevelHookData: {},
    functions: () => [...registered.values()],
    endStartup() {
      isStarted = true;
    },
    registerFunction(metadata, callback) {
      if (isStarted) throw systemError("A function can only be registered during app startup.");
      if (registered.has(metadata.name))
        throw systemError(
          `A function named "${metadata.name}" is registered already. Give each function its own name.`,
        );
      registered.set(metadata.name, { metadata, callback });
      return () => {
        if (isStarted) throw systemError("A function can only be disposed during app startup.");
        registered.delete(metadata.name);
      };
    },
    registerHook: (name, callback) => hooks.add(name, callback),
    setProgrammingModel(given) {
      model = given;
    },
    getProgrammingModel: () => model,
    log: (level, category, message) => write({ level, category, message }),
    write,
  };
}

/** Log hooks may change the level and the message of what the app itself logs. */
function afterHooks({ level, message, category, invocation }: WorkerLine, hooks: Hooks, appHookData: HookData) {
  const context = hookContext(
    { level, message },
    { category, appHookData, hookData: invocation?.hookData ?? {}, invocationContext: invocation?.context },
  );
  hooks.runNow("log", context);
  return context;
}

/** Marked as the worker marks its own errors; @azure/functions looks at that. */
function systemError(message: string): Error {
  return Object.assign(new Error(message), { isAzureFunctionsSystemError: true });
}
