import type { Listed } from "./admin";
import type { AppFunction, Described } from "./app-functions";
import { methodsOf } from "./http-routes";
import { type Prepared, prepare, type TriggerParts } from "./prepare";

/** A function of the app, what it waits for, and what is wrong with it. */
export type Known = {
  readonly name: string;
  readonly triggerType: string;
  /** Undefined for one that cannot even be read. */
  readonly fn: AppFunction | undefined;
  readonly prepared: Prepared;
};

export async function knownFrom(parts: TriggerParts, one: Described): Promise<Known> {
  if (one.kind === "broken")
    return { name: one.name, triggerType: one.trigger, fn: undefined, prepared: { kind: "fault", why: one.why } };
  const { fn } = one;
  return { name: fn.name, triggerType: fn.trigger.type, fn, prepared: await prepare(parts, fn) };
}

/** A function of the running app, as a person reads it. */
export type RunningFunction = {
  readonly name: string;
  /** Of its trigger binding, such as `httpTrigger`. */
  readonly trigger: string;
  readonly methods?: readonly string[];
  /** Where an HTTP function answers. */
  readonly url?: string;
  /** Why it does not run, if it does not; the others do. */
  readonly error?: string;
};

export function runningFrom(known: Known, origin: string): RunningFunction {
  const { name, triggerType, fn, prepared } = known;
  const methods = fn && prepared.kind === "route" ? methodsOf(fn) : undefined;
  const url = urlOf(known, origin);
  return {
    name,
    trigger: triggerType,
    ...(methods && { methods }),
    ...(url !== undefined && { url }),
    ...(prepared.kind === "fault" && { error: prepared.why }),
  };
}

type Run = (input: string | undefined) => void;

/** As the admin API lists it. */
export function listedFrom(known: Known, origin: string, runner: (fn: AppFunction) => Run | undefined): Listed {
  const { name, fn, prepared } = known;
  return {
    name,
    bindings: fn ? Object.entries(fn.metadata.bindings).map(([key, binding]) => ({ ...binding, name: key })) : [],
    isDisabled: fn?.isDisabled ?? false,
    url: urlOf(known, origin),
    error: prepared.kind === "fault" ? prepared.why : undefined,
    run: fn && runner(fn),
  };
}

function urlOf({ prepared }: Known, origin: string): string | undefined {
  return prepared.kind === "route" ? `${origin}/${prepared.route.template.text}` : undefined;
}
