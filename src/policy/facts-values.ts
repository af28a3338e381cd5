import type { Facts } from "../approval/model";
import { type Fact, fieldsOf, type ShapeName, variables } from "./facts-schema";
import { asciiLower } from "./ids";
import { UnknownFact } from "./unknown";

/** More connections on one target than this are not looked through: the list is then unknown, never cut short. */
export const MOST_ITEMS = 1000;
/** Sub-resources of one connection: Azure's services have fewer than ten. */
export const MOST_TEXTS = 100;
/** ARM ids stay below 2,000 characters, tags below 256; a longer text is unknown, never cut short. */
export const LONGEST_TEXT = 4096;

/**
 * Facts as expressions see them: a record that throws for what it does not have, so that nothing absent can be taken
 * for an answer. cel-js tells types apart by constructor, hence a class for each shape.
 */
export class FactsRecord extends Map<string, unknown> {
  readonly #unknowns = new Map<string, UnknownFact>();
  readonly #path: string;
  readonly #whyNot: ReadonlyMap<string, string>;
  readonly #tags: ReadonlyMap<string, string> | undefined;

  constructor(path: string, whyNot: ReadonlyMap<string, string>, tags: ReadonlyMap<string, string> | undefined) {
    super();
    this.#path = path;
    this.#whyNot = whyNot;
    this.#tags = tags;
  }

  override get(field: string): unknown {
    const value = super.get(field);
    if (value !== undefined) return value;
    throw this.#unknown(`${this.#path}.${field}`, this.#whyNot.get(field) ?? "it was not given");
  }

  tag(name: string): string {
    const value = this.#tags?.get(asciiLower(name));
    if (value !== undefined) return value;
    const why = this.#tags ? "the target has no such tag" : (this.#whyNot.get("tags") ?? "Azure did not give the tags");
    throw this.#unknown(`${this.#path}.tag(${JSON.stringify(name)})`, why);
  }

  /** One for each fact: a condition over pairs of connections can meet the same one a million times. */
  #unknown(fact: string, why: string): UnknownFact {
    const known = this.#unknowns.get(fact);
    if (known) return known;
    const unknown = new UnknownFact(fact, why);
    this.#unknowns.set(fact, unknown);
    return unknown;
  }
}

export const recordClasses: { readonly [Shape in ShapeName]: typeof FactsRecord } = {
  Request: class Request extends FactsRecord {},
  Connection: class Connection extends FactsRecord {},
  PrivateEndpoint: class PrivateEndpoint extends FactsRecord {},
  Target: class Target extends FactsRecord {},
  Neighbour: class Neighbour extends FactsRecord {},
  Consumer: class Consumer extends FactsRecord {},
};

export type Values = Readonly<Record<string, unknown>>;

/** The variables of an expression. `lists` belong to the policy. Integers, where facts have any, become BigInt here. */
export function valuesOf(facts: Facts, now: Date, lists: unknown): Values {
  const records = Object.entries(variables).map(([name, shape]) => {
    const given: unknown = facts[name as keyof typeof variables];
    return [name, recordOf(shape, name, given)];
  });
  return { ...Object.fromEntries(records), lists, now };
}

function recordOf(shape: ShapeName, path: string, given: unknown): FactsRecord {
  const fields = isRecord(given) ? given : {};
  const whyNot = new Map<string, string>();
  const known = new Map<string, unknown>();
  for (const [name, fact] of Object.entries(fieldsOf(shape) ?? {})) {
    const read = readerOf(fact)(Object.hasOwn(fields, name) ? fields[name] : undefined, `${path}.${name}`);
    if ("why" in read) whyNot.set(name, read.why);
    else known.set(name, read.value);
  }
  const tags = known.get("tags");
  known.delete("tags");
  const record = new recordClasses[shape](path, whyNot, tags instanceof Map ? tags : undefined);
  for (const [name, value] of known) record.set(name, value);
  return record;
}

type Read = { readonly value: unknown } | { readonly why: string };
type Reader = (given: unknown, path: string) => Read;

const nothing = (why: string): Read => ({ why });

function absence({ from }: Fact): string {
  if (from === "directory") return "the policy's directory does not say";
  return from === "azure" || from === "consumer" ? "Azure did not give it" : "it was not given";
}

function readerOf(fact: Fact): Reader {
  switch (fact.type) {
    case "text":
      return (given) => text(given, fact, (value) => value);
    case "id":
    case "guid":
      return (given) => text(given, fact, asciiLower);
    case "time":
      return (given) => time(given, fact);
    case "texts":
      return (given) => list(given, fact, (item) => text(item, fact, (value) => value), MOST_TEXTS);
    case "tags":
      return (given) => tags(given, fact);
    case "PrivateEndpoint":
      return (given, path) =>
        isRecord(given) ? { value: recordOf("PrivateEndpoint", path, given) } : nothing(absence(fact));
    case "list<Neighbour>":
      return (given, path) =>
        list(given, fact, (item, index) => ({ value: recordOf("Neighbour", `${path}[${index}]`, item) }));
  }
}

function text(given: unknown, fact: Fact, change: (value: string) => string): Read {
  if (typeof given !== "string") return nothing(absence(fact));
  if (given.length > LONGEST_TEXT) return nothing(`it is longer than ${LONGEST_TEXT} characters`);
  return { value: change(given) };
}

function time(given: unknown, fact: Fact): Read {
  const at = typeof given === "string" ? new Date(given) : undefined;
  return at && !Number.isNaN(at.getTime()) ? { value: at } : nothing(absence(fact));
}

function list(given: unknown, fact: Fact, item: (value: unknown, index: number) => Read, most = MOST_ITEMS): Read {
  if (!Array.isArray(given)) return nothing(absence(fact));
  if (given.length > most) return nothing(`it has more than ${most} entries`);
  const items = Array.from<unknown, Read>(given, item);
  const bad = items.find((read) => "why" in read);
  return bad ?? { value: items.map((read) => ("value" in read ? read.value : undefined)) };
}

/** Tag names count without case in Azure; two that differ in it alone would be a riddle, so neither is known. */
function tags(given: unknown, fact: Fact): Read {
  if (!isRecord(given)) return nothing(absence(fact));
  const known = new Map<string, string>();
  const twice = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    const key = asciiLower(name);
    if (known.has(key)) twice.add(key);
    if (typeof value === "string" && value.length <= LONGEST_TEXT) known.set(key, value);
  }
  for (const key of twice) known.delete(key);
  return { value: known };
}

function isRecord(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
