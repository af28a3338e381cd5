export type HookData = Record<string, unknown>;
export type HookCallback = (context: object) => unknown;
export type HookName = "appStart" | "appTerminate" | "preInvocation" | "postInvocation" | "log";

const NAMES: readonly string[] = ["appStart", "appTerminate", "preInvocation", "postInvocation", "log"];

/** The callbacks of each hook, in the order of their registration. */
export type Hooks = {
  readonly add: (name: string, callback: HookCallback) => () => void;
  /** Runs one after the other; the first one that throws ends it, as in the worker. */
  readonly run: (name: HookName, context: object) => Promise<void>;
  /** Log hooks cannot wait: they run where the line is written. */
  readonly runNow: (name: HookName, context: object) => void;
};

export function newHooks(): Hooks {
  const callbacks = new Map<string, HookCallback[]>();
  const of = (name: string) => callbacks.get(name) ?? [];
  return {
    add(name, callback) {
      if (!NAMES.includes(name)) throw new RangeError(`Unrecognized hook "${name}"`);
      callbacks.set(name, [...of(name), callback]);
      return () => {
        callbacks.set(
          name,
          of(name).filter((known) => known !== callback),
        );
      };
    },
    async run(name, context) {
      for (const callback of of(name)) await callback(context);
    },
    runNow(name, context) {
      for (const callback of of(name)) callback(context);
    },
  };
}

/** A hook's context: `own` can be changed by the hook, `fixed` refuses it with the worker's words. */
export function hookContext<Own extends object>(own: Own, fixed: Readonly<Record<string, unknown>>): Own {
  const context = { ...own };
  for (const [name, value] of Object.entries(fixed)) {
    Object.defineProperty(context, name, {
      enumerable: true,
      get: () => value,
      set() {
        throw new TypeError(`Cannot assign to read only property '${name}'`);
      },
    });
  }
  return context;
}
