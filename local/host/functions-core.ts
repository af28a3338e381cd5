import type { HookCallback } from "./hooks";
import type { Realm } from "./realm";
import type { FunctionCallback, FunctionMetadata, ProgrammingModel, RpcLogCategory, RpcLogLevel } from "./rpc";

/** What `@azure/functions-core` hands on to: the app that is loaded. */
export type Worker = {
  /** What it returns takes the registration back. */
  readonly registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => () => void;
  readonly registerHook: (name: string, callback: HookCallback) => () => void;
  readonly setProgrammingModel: (model: ProgrammingModel) => void;
  readonly getProgrammingModel: () => ProgrammingModel | undefined;
  readonly log: (level: RpcLogLevel, category: RpcLogCategory, message: string) => void;
};

/** Of the worker and host whose behaviour this follows: libraries compare them. */
const WORKER_VERSION = "3.11.0";
const HOST_VERSION = "4.1040.0";

/**
 * One for each process, whatever loads this file again: `@azure/functions` keeps the module that it saw first, and
 * tells it its programming model only once.
 */
type Slot = { worker?: Worker; model?: ProgrammingModel; readonly core: object };

const SLOT = Symbol.for("local-functions-host");

/** Makes `require("@azure/functions-core")` speak to this worker from now on. */
export function provideCore(realm: Realm, worker: Worker): void {
  const known = slotOf(realm);
  const slot = known ?? install(realm);
  slot.worker = worker;
  if (slot.model) worker.setProgrammingModel(slot.model);
}

function slotOf({ Module }: Realm): Slot | undefined {
  return (Module as unknown as Record<symbol, Slot | undefined>)[SLOT];
}

function install({ Module }: Realm): Slot {
  const slot: Slot = { core: coreModule(() => slot) };
  (Module as unknown as Record<symbol, Slot>)[SLOT] = slot;
  const prototype = Module.prototype as unknown as { require: (this: unknown, id: string) => unknown };
  const ownRequire = prototype.require;
  prototype.require = function require(id) {
    return id === "@azure/functions-core" ? slot.core : Reflect.apply(ownRequire, this, [id]);
  };
  return slot;
}

function coreModule(slot: () => Slot): object {
  const worker = () => {
    const { worker: current } = slot();
    if (!current) throw new Error("No function app is loaded.");
    return current;
  };
  return {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    Disposable,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      new Disposable(worker().registerFunction(metadata, callback)),
    registerHook: (name: string, callback: HookCallback) => new Disposable(worker().registerHook(name, callback)),
    setProgrammingModel(model: ProgrammingModel) {
      slot().model = model;
      worker().setProgrammingModel(model);
    },
    getProgrammingModel: () => worker().getProgrammingModel(),
    log: (level: RpcLogLevel, category: RpcLogCategory, message: string) => worker().log(level, category, message),
  };
}

/** Part of the worker's public interface, hence a class. */
class Disposable {
  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }

  private onDispose: (() => unknown) | undefined;

  constructor(onDispose: () => unknown) {
    this.onDispose = onDispose;
  }

  dispose(): void {
    this.onDispose?.();
    this.onDispose = undefined;
  }
}
