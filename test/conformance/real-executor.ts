import type { Answer, Runner } from "../../local/durable/runner";

type Handler = (input: unknown, context: object) => unknown;
type DurableFunctions = typeof import("durable-functions");

/** What was registered with the real library, by name, and the library itself. */
export type RealApp = { readonly df: DurableFunctions; readonly handlers: ReadonlyMap<string, Registered> };
type Registered = { readonly kind: "orchestrator" | "activity"; readonly handler: Handler };

/**
 * Loads the real durable-functions and lets `register` register an app with it. `@azure/functions-core`, which the
 * worker injects, takes the registrations down here.
 */
export function loadApp(register: (df: DurableFunctions) => void): RealApp {
  const handlers = new Map<string, Registered>();
  const registerFunction = (
    metadata: { name: string; bindings: Record<string, { type: string }> },
    handler: Handler,
  ): void => {
    const types = Object.values(metadata.bindings).map(({ type }) => type);
    const kind = types.includes("orchestrationTrigger") ? "orchestrator" : "activity";
    handlers.set(metadata.name.toLowerCase(), { kind, handler });
  };
  const core = {
    version: "4.0.0",
    hostVersion: "4.0.0",
    setProgrammingModel() {},
    getProgrammingModel() {},
    registerHook: () => ({ dispose() {} }),
    registerFunction,
    Disposable: { from: () => ({ dispose() {} }) },
  };
  jest.doMock("@azure/functions-core", () => core, { virtual: true });
  const df: DurableFunctions = require("durable-functions");
  register(df);
  return { df, handlers };
}

/**
 * The Runner that the host provides, without the host: each function is called as the worker would call it, with a
 * `sleep` in its context for activities that take their time.
 */
export function runnerFor({ handlers }: RealApp, sleep: (ms: number) => Promise<void> = async () => {}): Runner {
  const call = async (name: string, instanceId: string, input: unknown): Promise<Answer> => {
    const handler = handlers.get(name.toLowerCase())?.handler;
    if (!handler) throw new Error(`no function ${name}`);
    const context = { functionName: name, triggerMetadata: { instanceId }, options: { extraInputs: [] }, sleep };
    try {
      return { kind: "returned", value: onTheWire(await handler(input, context)) };
    } catch (error) {
      const thrown = error instanceof Error ? error : new Error(String(error));
      return { kind: "threw", message: thrown.message, stack: thrown.stack ?? "" };
    }
  };
  return {
    has: (kind, name) => handlers.get(name.toLowerCase())?.kind === kind,
    orchestrate: (name, instanceId, trigger) => call(name, instanceId, JSON.parse(trigger)),
    act: (name, instanceId, input) => call(name, instanceId, parsedOr(input)),
  };
}

const onTheWire = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** The Functions library parses text where it can, and keeps it where it cannot. */
function parsedOr(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
