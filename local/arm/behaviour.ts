import * as z from "zod";
import { BEHAVIOURS } from "./behaviours";
import { keyOf, placeOf } from "./place";
import { RECORDED } from "./recorded";
import { type SomeTraits, someTraits, type Traits } from "./traits";

/** How the stand-in behaves: everywhere, and differently at some instances or connections. Later choices win. */
export type Behaviour = {
  readonly everywhere: readonly Choice[];
  /** By lower-case id of an instance or a connection. */
  readonly at: Readonly<Record<string, readonly Choice[]>>;
  readonly limits: Limits;
};

/** A behaviour by name, or single traits. */
export type Choice = string | SomeTraits;

/** Token buckets of ARM, for each principal and subscription (arm-facts 2.4), and the length of a page. */
export type Limits = {
  readonly reads: Rate;
  readonly writes: Rate;
  readonly deletes: Rate;
  readonly pageSize: number;
};

export type Rate = { readonly bucket: number; readonly perSecond: number };

export const AS_RECORDED: Behaviour = {
  everywhere: [],
  at: {},
  limits: {
    reads: { bucket: 250, perSecond: 25 },
    writes: { bucket: 200, perSecond: 10 },
    deletes: { bucket: 200, perSecond: 10 },
    pageSize: 100,
  },
};

/** The traits that count at a place, given as keys from the widest to the narrowest. */
export function traitsAt(behaviour: Behaviour, keys: readonly string[]): Traits {
  let traits = RECORDED;
  for (const choice of behaviour.everywhere) traits = { ...traits, ...traitsOf(choice) };
  for (const choice of keys.flatMap((key) => behaviour.at[key] ?? [])) traits = { ...traits, ...traitsOf(choice) };
  return traits;
}

function traitsOf(choice: Choice): SomeTraits {
  return typeof choice === "string" ? (BEHAVIOURS[choice]?.traits ?? {}) : choice;
}

const name = z.string().refine((text) => Object.hasOwn(BEHAVIOURS, text), {
  error: ({ input }) => `${JSON.stringify(input)} is no behaviour: GET /_local/behaviours lists them`,
});
const choice = z.union([name, someTraits]);
const choices = z.union([choice.transform((one) => [one]), z.array(choice).max(50)]);
const place = z.string().refine((id) => ["instance", "connection"].includes(placeOf(id)?.kind ?? ""), {
  error: "is not the id of a Digital Twins instance or of a connection on one",
});
const rate = z.strictObject({ bucket: z.number().int().min(1), perSecond: z.number().positive() });

const behaviour = z.strictObject({
  everywhere: choices.default([]),
  at: z.record(place, choices).default({}),
  limits: z
    .strictObject({
      reads: rate.default(AS_RECORDED.limits.reads),
      writes: rate.default(AS_RECORDED.limits.writes),
      deletes: rate.default(AS_RECORDED.limits.deletes),
      pageSize: z.number().int().min(1).max(1_000).default(AS_RECORDED.limits.pageSize),
    })
    .default(AS_RECORDED.limits),
});

export type Read<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

/** Reads a behaviour as it is sent, or says everything that is wrong with it. */
export function readBehaviour(value: unknown): Read<Behaviour> {
  const parsed = behaviour.safeParse(value);
  if (!parsed.success) return { kind: "faults", faults: parsed.error.issues.flatMap((issue) => faultsOf(issue)) };
  const at = Object.fromEntries(Object.entries(parsed.data.at).map(([id, chosen]) => [keyOf(id), chosen]));
  return { kind: "read", value: { ...parsed.data, at } };
}

/** What zod says of a union that has no words of its own. */
const PLAIN = "Invalid input";

/** One line for each fault, with its path. Of the forms a value may have, the one that comes nearest is explained. */
export function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): string[] {
  const path = [...above, ...issue.path];
  const at = path.map(String).join(".") || "the body";
  if (issue.code === "invalid_key") return issue.issues.flatMap((inner) => faultsOf(inner, path));
  if (issue.code === "invalid_union" && issue.message === PLAIN) {
    const nearest = issue.errors.find((issues) => !issues.some(isOfAnotherType)) ?? issue.errors.at(-1) ?? [];
    return nearest.flatMap((inner) => faultsOf(inner, path));
  }
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => `${at}: ${key} is not known here`);
  return [`${at}: ${issue.message}`];
}

function isOfAnotherType(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_union") return issue.errors.every((issues) => issues.some(isOfAnotherType));
  return issue.code === "invalid_type" && issue.path.length === 0;
}
