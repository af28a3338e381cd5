import { Environment } from "@marcbachmann/cel-js";
import { declaredLists } from "./cel-faults";
import { type Fact, shapes, variables } from "./facts-schema";
import { recordClasses } from "./facts-values";
import { functions, inner } from "./functions";

/** Structure of one expression. cel-js's own defaults are 50 times larger. */
const LIMITS = { maxAstNodes: 2000, maxDepth: 64, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 8 };

const TIME = "google.protobuf.Timestamp";

let base: Environment | undefined;

export type Language = { readonly env: Environment; readonly Lists: ListsClass };

const languages = new Map<string, Language>();
/** A policy that is loaded again mostly has the lists that it had. */
const MOST_LANGUAGES = 16;

/** What CEL can say after a dot. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The language of a policy: the facts by type, the functions, and the policy's own lists. A document with faults, too, is
 * looked at in it: a name that no condition can say is no list of it, and of two sets of lists none is taken for the other.
 */
export function environmentFor(names: readonly string[]): Language {
  const lists = names.filter((name) => NAME.test(name));
  const key = JSON.stringify(lists);
  const known = languages.get(key);
  if (known) return known;
  const language = languageWith(lists);
  if (languages.size >= MOST_LANGUAGES) languages.clear();
  languages.set(key, language);
  return language;
}

function languageWith(lists: readonly string[]): Language {
  base ??= baseEnvironment();
  const Lists: ListsClass = class Lists extends Map<string, readonly string[]> {};
  const fields = Object.fromEntries(lists.map((name) => [name, "list<string>"]));
  const env = base.clone();
  env.registerType("Lists", { ctor: Lists, fields });
  env.registerVariable("lists", "Lists");
  declaredLists.set(env, lists);
  return { env, Lists };
}

type ListsClass = new (
  entries: readonly (readonly [string, readonly string[]])[],
) => ReadonlyMap<string, readonly string[]>;

function baseEnvironment(): Environment {
  const env = new Environment({ limits: LIMITS });
  // Neighbour and PrivateEndpoint come first, since the others' fields name them.
  const ordered = Object.entries(shapes).sort(([, one], [, other]) => depth(one) - depth(other));
  for (const [name, shape] of ordered) {
    const fields = Object.entries(shape).flatMap(([field, fact]) =>
      fact.type === "tags" ? [] : [[field, celType(fact)]],
    );
    env.registerType(name, { ctor: recordClasses[name as keyof typeof shapes], fields: Object.fromEntries(fields) });
  }
  for (const [name, shape] of Object.entries(variables)) env.registerVariable(name, shape);
  env.registerVariable("now", TIME);
  for (const { signature, run } of [...functions, ...inner]) env.registerFunction(signature, run, { async: false });
  return env;
}

export function celType({ type }: Fact): string {
  switch (type) {
    case "text":
    case "id":
    case "guid":
      return "string";
    case "time":
      return TIME;
    case "texts":
      return "list<string>";
    case "tags":
      return "map<string, string>";
    case "PrivateEndpoint":
    case "list<Neighbour>":
      return type;
  }
}

function depth(shape: Readonly<Record<string, Fact>>): number {
  return Object.values(shape).some(({ type }) => type === "PrivateEndpoint" || type === "list<Neighbour>") ? 1 : 0;
}
