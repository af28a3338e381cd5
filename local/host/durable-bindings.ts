import type { IncomingMessage } from "node:http";
import type { Bases } from "../durable/binding-text";
import type { Runner, Answer as RunnerAnswer } from "../durable/runner";
import type { TaskHub } from "../durable/task-hub";
import { type AppFunction, isOfType } from "./app-functions";
import { empty } from "./http";
import { readBody } from "./http-body";
import type { Answer } from "./http-convert";
import type { Invoked, Invoker } from "./invoke";
import { bringsKey, type Keys } from "./keys";
import type { TypedData } from "./rpc";
import { plainValue } from "./typed-data";

const TRIGGERS = { orchestrator: "orchestrationTrigger", activity: "activityTrigger" } as const;

/** Runs the app's orchestrators and activities for the task hub. */
export function durableRunner(functions: readonly AppFunction[], invoker: Invoker): Runner {
  const find = (kind: keyof typeof TRIGGERS, name: string) =>
    functions.find(
      (fn) => isOfType(fn.trigger, TRIGGERS[kind]) && !fn.isDisabled && fn.name.toLowerCase() === name.toLowerCase(),
    );
  const run = async (kind: keyof typeof TRIGGERS, name: string, instanceId: string, input: string | undefined) => {
    const fn = find(kind, name);
    if (!fn) return missing(kind, name);
    const call = {
      input: input === undefined ? undefined : { string: input },
      metadata: { instanceId: { string: instanceId } },
      reason: `(null)`,
    };
    return answerOf(await invoker.invoke(fn, call));
  };
  return {
    has: (kind, name) => find(kind, name) !== undefined,
    orchestrate: (name, instanceId, trigger) => run("orchestrator", name, instanceId, trigger),
    act: (name, instanceId, input) => run("activity", name, instanceId, input),
  };
}

function missing(kind: string, name: string): RunnerAnswer {
  return { kind: "threw", message: `The app has no ${kind} function '${name}'.`, stack: "" };
}

function answerOf(invoked: Invoked): RunnerAnswer {
  return invoked.kind === "returned" ? { kind: "returned", value: plainValue(invoked.value) } : invoked;
}

/** Why a function with an entity trigger does not run. */
export const NO_ENTITIES = "durable entities are not supported by this stand-in; the real host runs them";

const PUBLIC_BASE = "/runtime/webhooks/durabletask";
const RPC_BASE = "/durabletask";

export function basesAt(origin: string, keys: Keys): Bases {
  return { publicBase: `${origin}${PUBLIC_BASE}`, rpcBase: `${origin}${RPC_BASE}/`, code: keys.durable };
}

/** What a `durableClient` binding is given. */
export function clientData(hub: TaskHub, bases: Bases): TypedData {
  return { string: hub.bindingText(bases) };
}

/** Below which base a request is, if it is one for the task hub. */
export function durablePath(url: URL): { readonly base: string; readonly path: string } | undefined {
  const base = [PUBLIC_BASE, RPC_BASE].find((known) => url.pathname.toLowerCase().startsWith(`${known}/`));
  return base === undefined ? undefined : { base, path: url.pathname.slice(base.length + 1) };
}

/** The public base asks for its key where keys are asked for; the other is the app's own, on this machine only. */
export async function serveDurable(
  hub: TaskHub,
  asked: { readonly request: IncomingMessage; readonly url: URL; readonly keys: Keys; readonly enforceKeys: boolean },
): Promise<Answer> {
  const { request, url, keys, enforceKeys } = asked;
  const place = durablePath(url);
  if (!place) return empty(404);
  const mustBringKey = enforceKeys && place.base === PUBLIC_BASE;
  if (mustBringKey && !bringsKey(request.headers, url, [keys.durable, keys.master])) return empty(401);
  const body = await readBody(request);
  if (body.kind === "too-large") return empty(413);
  const token = request.headers["x-ms-continuation-token"];
  const answer = await hub.handle({
    method: request.method ?? "GET",
    path: place.path,
    query: url.searchParams,
    body: body.bytes.length > 0 ? body.bytes.toString("utf8") : undefined,
    contentType: request.headers["content-type"],
    base: `${url.origin}${place.base}`,
    code: keys.durable,
    continuationToken: typeof token === "string" ? token : undefined,
  });
  return { status: answer.status, headers: Object.entries(answer.headers), body: answer.body };
}
