import { type AppFunction, textOf } from "./app-functions";
import { parseTemplate } from "./route-template";
import type { Route } from "./router";

/** An HTTP function's place in the route table, or why it has none. */
export type Placed =
  | { readonly kind: "route"; readonly route: Route<AppFunction> }
  | { readonly kind: "fault"; readonly why: string };

/** The host keeps these for itself. */
const RESERVED = /^(admin|runtime)(\/|$)/i;

export function routeOf(fn: AppFunction, prefix: string): Placed {
  const own = textOf(fn.trigger, "route") || fn.name;
  const text = prefix === "" ? own : `${prefix}/${own}`;
  if (RESERVED.test(text))
    return { kind: "fault", why: `its route "${text}" conflicts with the host's own routes below admin and runtime` };
  const parsed = parseTemplate(text);
  if (parsed.kind === "fault") return parsed;
  return { kind: "route", route: { template: parsed.template, methods: methodsOf(fn), target: fn } };
}

export function methodsOf({ trigger }: AppFunction): readonly string[] | undefined {
  const { methods } = trigger;
  if (!Array.isArray(methods) || methods.length === 0) return undefined;
  return methods.map((method) => String(method).toUpperCase());
}
