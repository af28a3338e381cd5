import type { Consumer, Facts, Judgement } from "../approval/model";
import { faultsInShort, type PolicyFault } from "./fault";
import { filesOf, markOf } from "./files";
import type { DocumentInShort, Loaded } from "./load";

/** The rules in force, ready to judge. Always there: where nothing could be loaded, it escalates everything and says why. */
export type Policy = {
  /** Of the documents in force. */
  readonly hash: string;
  /** Of the newest documents: while there are any, the last good policy stays in force, if there ever was one. */
  readonly faults: readonly PolicyFault[];
  /** Since when these rules are in force; ISO 8601, UTC. */
  readonly since: string;
  readonly documents: readonly DocumentInShort[];
  readonly judge: (facts: Facts, now: Date) => Judgement;
  readonly consumerOf: (subscription: string) => Consumer;
};

/** What there is to know of the policy in force, in data and in one sentence. */
export type PolicyState = {
  /**
   * good: the documents are in force. empty: there are no rules, and everything escalates. stale: the newest documents
   * have faults, and the last good ones stay in force. broken: they have faults, there are no good ones, everything escalates.
   */
  readonly kind: "good" | "empty" | "stale" | "broken";
  readonly text: string;
  readonly hash: string;
  readonly since: string;
  readonly rules: number;
  readonly documents: readonly DocumentInShort[];
  readonly faults: readonly PolicyFault[];
  readonly warnings: readonly PolicyFault[];
};

/** All of the policy in force, for people who look at it. */
export type PolicyInFull = Omit<PolicyState, "documents"> & Pick<Loaded, "documents" | "directory">;

export type PolicyStore = {
  /** The policy in force; reads the folder again where a file has changed. */
  readonly current: () => Promise<Policy>;
  readonly state: () => Promise<PolicyState>;
  readonly inFull: () => Promise<PolicyInFull>;
};

type Held = {
  readonly mark: string;
  /** The newest documents, good or not. */
  readonly newest: Loaded;
  readonly good?: { readonly loaded: Loaded; readonly since: string };
  readonly since: string;
};

export type Surroundings = {
  readonly now: () => Date;
  /** Told once when documents begin to have faults: what somebody has just changed is not in force, and nothing else shows it. */
  readonly alarm?: (text: string) => void;
};

/**
 * The policy of a folder. Nothing is read or compiled before it is first asked for, and its parts that weigh something
 * (CEL, YAML, schemas) are loaded then: a cold start that judges nothing does not pay for them.
 */
export function policyStore(folder: string, { now, alarm }: Surroundings): PolicyStore {
  let held: Held | undefined;
  let looking: Promise<Held> | undefined;

  async function look(): Promise<Held> {
    const before = held;
    const mark = await markOf(folder);
    if (before?.mark === mark) return before;
    const { loadPolicy } = await import("./load");
    const { policies } = await filesOf(folder, before?.good !== undefined);
    const newest = loadPolicy(policies);
    if (before?.newest.hash === newest.hash && newest.faults.length === before.newest.faults.length) {
      held = { ...before, mark };
      return held;
    }
    held = heldAfter(before, { mark, newest, since: now().toISOString() });
    if (newest.faults.length > 0 && !before?.newest.faults.length) alarm?.(`${stateOf(held).text} ${WHERE_TO_LOOK}`);
    return held;
  }

  function asked(): Promise<Held> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    current: async () => policyOf(await asked()),
    state: async () => stateOf(await asked()),
    async inFull() {
      const known = await asked();
      const { documents, directory } = inForceOf(known);
      return { ...stateOf(known), documents, directory };
    },
  };
}

const WHERE_TO_LOOK = "All of it: GET /api/policy, the page of the policy at /console, or approver policy check.";

/** Documents that come back as they were good are the policy that never went out of force. */
function heldAfter(before: Held | undefined, looked: Omit<Held, "good">): Held {
  const { newest, since } = looked;
  const isBack = newest.hash === before?.good?.loaded.hash;
  const good = newest.faults.length === 0 && !isBack ? { loaded: newest, since } : before?.good;
  return { ...looked, ...(good && { good }) };
}

function inForceOf({ newest, good }: Held): Loaded {
  return good?.loaded ?? newest;
}

function policyOf(held: Held): Policy {
  const { hash, documents, judge, consumerOf } = inForceOf(held);
  const { newest, good, since } = held;
  return { hash, faults: newest.faults, since: good?.since ?? since, documents, judge, consumerOf };
}

function stateOf(held: Held): PolicyState {
  const { newest, good, since } = held;
  const { faults } = newest;
  const inForce = inForceOf(held);
  const kind = faults.length > 0 ? (good ? "stale" : "broken") : inForce.rules.length > 0 ? "good" : "empty";
  return {
    kind,
    text: sentences[kind](inForce.rules.length, faults, good?.since ?? since),
    hash: inForce.hash,
    since: good?.since ?? since,
    rules: kind === "broken" ? 0 : inForce.rules.length,
    documents: inForce.documents.map(({ text: _, places: _places, ...short }) => short),
    faults,
    warnings: inForce.warnings,
  };
}

const sentences: {
  readonly [Kind in PolicyState["kind"]]: (rules: number, faults: readonly PolicyFault[], since: string) => string;
} = {
  good: (rules, _faults, since) => `In force since ${since}: ${ruleCount(rules)}.`,
  empty: () => "There are no rules: every request is escalated to people.",
  stale: (rules, faults, since) =>
    `The policy's documents have ${faultsInShort(faults)}. What was loaded ${since} stays in force: ${ruleCount(rules)}.`,
  broken: (_rules, faults) =>
    `The policy's documents have ${faultsInShort(faults)}: every request is escalated to people.`,
};

function ruleCount(rules: number): string {
  return rules === 1 ? "1 rule" : `${rules} rules`;
}
