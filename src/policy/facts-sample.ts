import type { Consumer, Facts } from "../approval/model";
import { isObject } from "../json";
import type { FactsPatch } from "./facts-input";
import { type Fact, fieldsOf, variables } from "./facts-schema";

/** When a case takes place if it does not say: a Monday morning. */
export const SAMPLE_TIME = "2026-03-02T09:00:00Z";

/** Made-up facts in which nothing is missing, for cases to differ from; what the directory says is left to the directory. */
export function sampleFacts(): Facts {
  const records = Object.entries(variables).map(([name, shape]) => {
    const fields = Object.entries(fieldsOf(shape) ?? {});
    const given = fields.filter(([, fact]: readonly [string, Fact]) => fact.from !== "directory");
    return [name, Object.fromEntries(given.map(([field, { example }]) => [field, example]))];
  });
  const facts = { ...Object.fromEntries(records), readAt: SAMPLE_TIME, readFrom: "target" };
  return structuredClone(facts) as Facts;
}

/**
 * The facts with patches laid over them, one after the other, as Azure would have shown them: the endpoint lies in the
 * consumer's subscription, and what the directory knows of that is filled in, unless a patch says otherwise.
 */
export function patched(
  base: Facts,
  patches: readonly FactsPatch[],
  directory: (subscription: string) => Consumer,
): Facts {
  const patch = patches.reduce<unknown>(mergedPatch, {});
  const subscription = subscriptionIn(patch, base);
  const moved = subscription === undefined ? withoutConsumer(base) : movedTo(base, subscription);
  const known = subscription === undefined ? {} : directory(subscription);
  return merged({ ...moved, consumer: { ...known, ...moved.consumer } }, patch) as Facts;
}

/** Whose endpoint it is in the end. Where that is taken away, nothing is known of the consumer at all. */
function subscriptionIn(patch: unknown, base: Facts): string | undefined {
  const said = [at(patch, "consumer", "subscription"), at(patch, "connection", "privateEndpoint", "subscription")];
  const text = said.find((value) => typeof value === "string");
  if (typeof text === "string") return text;
  const isGone = said.includes(null) || at(patch, "connection", "privateEndpoint") === null;
  return isGone ? undefined : base.consumer.subscription;
}

function movedTo(base: Facts, subscription: string): Facts {
  const { connection } = base;
  const { privateEndpoint } = connection;
  const consumer = base.consumer.subscription === subscription ? base.consumer : { subscription };
  if (!privateEndpoint) return { ...base, consumer };
  const id = privateEndpoint.id.replace(/^\/subscriptions\/[^/]*/i, `/subscriptions/${subscription}`);
  return {
    ...base,
    consumer,
    connection: { ...connection, privateEndpoint: { ...privateEndpoint, id, subscription } },
  };
}

function withoutConsumer(base: Facts): Facts {
  return { ...base, consumer: {} };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((above, key) => (isObject(above) ? above[key] : undefined), value);
}

/** RFC 7396: null takes away, objects are laid over each other, all else replaces. */
export function merged(base: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(base) ? Object.entries(base) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key), value));
  }
  return Object.fromEntries(result);
}

/** Two patches as one: their nulls stay. */
function mergedPatch(one: unknown, other: unknown): unknown {
  if (!isObject(one) || !isObject(other)) return other;
  const result = new Map(Object.entries(one));
  for (const [key, value] of Object.entries(other)) result.set(key, mergedPatch(result.get(key), value));
  return Object.fromEntries(result);
}
