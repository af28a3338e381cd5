import { execFileSync } from "node:child_process";
import { ROOT } from "./product";

export type HttpFunction = {
  readonly name: string;
  readonly methods: readonly string[];
  readonly route: string;
  readonly authLevel: string;
};

/** Stands in for what the worker provides, and tells what the app registers with it. */
const TELL = `
  const Module = require("node:module");
  const load = Module._load;
  const told = [];
  const core = { version: "4", hostVersion: "4", setProgrammingModel() {}, getProgrammingModel() {}, registerHook: () => ({ dispose() {} }),
    Disposable: { from: () => ({ dispose() {} }) }, registerFunction(metadata) { told.push(metadata); } };
  Module._load = (name, ...rest) => (name === "@azure/functions-core" ? core : load(name, ...rest));
  require("./dist/app.js");
  console.log(JSON.stringify(told));
`;

/** The HTTP functions of the built app, as Azure would be told of them. */
export function registeredOverHttp(env: Readonly<Record<string, string>>): readonly HttpFunction[] {
  const text = execFileSync(process.execPath, ["-e", TELL], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const told = JSON.parse(text) as readonly { readonly name: string; readonly bindings: Record<string, Binding> }[];
  return told.flatMap(({ name, bindings }) =>
    Object.values(bindings)
      .filter(({ type }) => type === "httpTrigger")
      .map(({ methods = [], route = name, authLevel = "function" }) => ({ name, methods, route, authLevel })),
  );
}

type Binding = {
  readonly type: string;
  readonly methods?: readonly string[];
  readonly route?: string;
  readonly authLevel?: string;
};
