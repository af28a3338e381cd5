import type { FunctionCallback, FunctionMetadata, RpcBinding, RpcRetryOptions } from "./rpc";
import { isOn, resolveNames, type Settings } from "./settings";
import type { Registered } from "./worker";

/** A binding with its settings put in: what the host goes by. */
export type Binding = RpcBinding & { readonly name: string };

/** A registered function, as the host runs it. */
export type AppFunction = {
  readonly name: string;
  readonly trigger: Binding;
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  readonly retry: RpcRetryOptions | undefined;
  readonly isDisabled: boolean;
};

export type Described =
  | { readonly kind: "function"; readonly fn: AppFunction }
  | { readonly kind: "broken"; readonly name: string; readonly trigger: string; readonly why: string };

const NAME = /^[a-z][a-z0-9_-]{0,127}$/i;

/** Reads one registration; what is wrong with it is told in one text, and the other functions run without it. */
export function describe({ metadata, callback }: Registered, settings: Settings): Described {
  const { name } = metadata;
  const faults: string[] = [];
  const bindings = Object.entries(metadata.bindings).map(([key, binding]) => resolved(key, binding, settings, faults));
  const triggers = bindings.filter(isTrigger);
  const [trigger] = triggers;
  if (!NAME.test(name))
    faults.push(
      `"${name}" is no name for a function: it takes a letter first, then letters, digits, - and _, at most 128`,
    );
  if (triggers.length !== 1) faults.push(`it has ${triggers.length} triggers and must have one`);
  if (typeof callback !== "function") faults.push("it has no handler");
  if (!trigger || faults.length > 0)
    return { kind: "broken", name, trigger: trigger?.type ?? "none", why: faults.join("; ") };
  const fn: AppFunction = {
    name,
    trigger,
    inputs: bindings.filter((binding) => binding !== trigger && binding.direction !== "out"),
    outputs: bindings.filter(({ direction }) => direction === "out"),
    metadata,
    callback,
    retry: metadata.retryOptions,
    isDisabled: isOn(settings[`AzureWebJobs.${name}.Disabled`]) || isOn(settings[`AzureWebJobs_${name}_Disabled`]),
  };
  return { kind: "function", fn };
}

/** Types are compared without case, as in the host. */
export function isOfType(binding: RpcBinding, type: string): boolean {
  return binding.type.toLowerCase() === type.toLowerCase();
}

/** A text property of a binding. */
export function textOf(binding: Binding, property: string): string | undefined {
  const value = binding[property];
  return typeof value === "string" ? value : undefined;
}

function isTrigger({ type }: Binding): boolean {
  return /trigger$/i.test(type);
}

function resolved(name: string, binding: RpcBinding, settings: Settings, faults: string[]): Binding {
  const entries = Object.entries(binding).map(([property, value]): [string, unknown] => {
    if (typeof value !== "string") return [property, value];
    const text = resolveNames(value, settings);
    if (text.kind === "value") return [property, text.value];
    for (const missing of text.names)
      faults.push(
        `%${missing}% in its ${property} does not resolve: set ${missing} in local.settings.json or in the environment`,
      );
    return [property, value];
  });
  return { ...binding, ...Object.fromEntries(entries), name };
}
