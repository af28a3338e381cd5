import type NodeModule from "node:module";

/** Node's own module loader and process, which are what an app sees, also where a test runner has put its own in their place. */
export type Realm = {
  readonly require: (file: string) => unknown;
  readonly import: (url: string) => Promise<unknown>;
  readonly process: NodeJS.Process;
  /** The constructor whose `require` every CommonJS module of the app uses. */
  readonly Module: typeof NodeModule;
  /** The modules that are loaded, by file name. */
  readonly loaded: Record<string, unknown>;
  /** Lives as long as the process, also where a test runner loads this file again and again. */
  readonly memory: Memory;
};

type Memory = {
  /** The modules that were there before the first app was loaded. */
  loadedBefore?: ReadonlySet<string>;
  /** How many apps were loaded. */
  loads: number;
};

const MEMORY = Symbol.for("local-functions-host.memory");

type Compilable = {
  readonly exports: Pick<Realm, "require" | "import" | "process" | "Module">;
  _compile(source: string, file: string): void;
};

const SOURCE = 'module.exports = { require, import: (url) => import(url), process, Module: require("node:module") };';

/** `import` stands in a text of its own, because bundlers and test runners rewrite those that they see. */
export function openRealm(): Realm {
  const Compiler = process.getBuiltinModule("node:module");
  const file = `${process.cwd()}/host-realm.cjs`;
  const compiled = new Compiler(file) as unknown as Compilable;
  compiled._compile(SOURCE, file);
  const { Module } = compiled.exports;
  const { _cache: loaded } = Module as unknown as { readonly _cache: Record<string, unknown> };
  return { ...compiled.exports, loaded, memory: memoryOf(Module) };
}

function memoryOf(Module: typeof NodeModule): Memory {
  const holder = Module as unknown as Record<symbol, Memory | undefined>;
  holder[MEMORY] ??= { loads: 0 };
  return holder[MEMORY];
}
