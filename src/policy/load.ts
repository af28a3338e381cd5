import { createHash } from "node:crypto";
import type { Environment } from "@marcbachmann/cel-js";
import type { Consumer, Facts, Judgement, People, RuleTrace, VerdictKind } from "../approval/model";
import { EVERYBODY } from "../approval/question";
import { canonical } from "../json";
import { MOST_RULES, type PolicyDocument, type RuleDocument } from "./document";
import { collect, type PolicyFile, type Read, readDocument } from "./documents";
import { environmentFor } from "./environment";
import { type Compiled, compileTest, type Test } from "./expression";
import { valuesOf } from "./facts-values";
import { bounded, faultsInShort, type PolicyFault } from "./fault";
import type { Objection } from "./guard";
import { asciiLower, normalized } from "./ids";
import { explain, judge, type Rules } from "./judge";
import type { ListSizes } from "./sizes";
import { compileTemplate, type Template } from "./template";
import { warningsOf } from "./warnings";
import type { Path, Source } from "./yaml-source";

/** A rule, ready to be asked. */
export type Rule = {
  readonly name: string;
  readonly verdict: VerdictKind;
  readonly mode: "enforce" | "observe";
  readonly test: Test;
  /** The condition on one line. */
  readonly when: string;
  readonly reason?: Template;
  readonly note?: Template;
  readonly people?: People;
  readonly expiresAfter?: string;
  readonly document: RuleDocument;
  readonly source: Source;
  readonly path: Path;
};

export type DocumentInShort = {
  readonly file: string;
  readonly hash: string;
  readonly rules: readonly string[];
  readonly lists: readonly string[];
  readonly directory: number;
};

/** A document as people see it, with where each rule stands. */
export type DocumentInFull = DocumentInShort & { readonly text: string; readonly places: readonly RulePlace[] };

export type RulePlace = Pick<Rule, "verdict" | "mode"> & {
  readonly rule: string;
  readonly line: number;
  readonly endLine: number;
};

/** Everything that one set of documents comes to. With any fault there is no policy at all. */
export type Loaded = {
  readonly hash: string;
  readonly faults: readonly PolicyFault[];
  readonly warnings: readonly PolicyFault[];
  readonly documents: readonly DocumentInFull[];
  /** The consumers that the directory names. */
  readonly directory: readonly { readonly id: string; readonly owner?: string }[];
  readonly rules: readonly Rule[];
  readonly judge: (facts: Facts, now: Date) => Judgement;
  /** What became of every rule; a judgement carries as much of it as is fit to be stored. */
  readonly explain: (facts: Facts, now: Date) => readonly RuleTrace[];
  readonly consumerOf: (subscription: string) => Consumer;
};

/** Never throws: documents that break the reader itself have a fault like all others. */
export function loadPolicy(files: readonly PolicyFile[]): Loaded {
  try {
    return loaded(files);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message.split("\n", 1)[0]}` : String(error);
    return loaded(files.map(({ file }) => ({ file, unreadable: `reading the documents together failed (${why})` })));
  }
}

function loaded(files: readonly PolicyFile[]): Loaded {
  const faults: PolicyFault[] = [];
  const read = files.flatMap((file) => readDocument(file, faults));
  const lists = collect(read, "lists", (name) => name, faults);
  const directory = collect(read, "directory", asciiLower, faults);
  const { env, Lists } = environmentFor([...lists.keys()]);
  const rules = rulesOf(read, { env, sizes: (list) => lists.get(list)?.value.length }, faults);
  const listValues = new Map([...lists].map(([name, { value }]) => [name, value.map(normalized)] as const));
  const hash = hashOf(canonical(files.map((file) => [file.file, "text" in file ? file.text : null])));
  const sorted = bounded(faults);
  const inForce: Rules = {
    rules: faults.length > 0 ? [] : rules,
    everybody: EVERYBODY,
    hash,
    none: noRule(rules, sorted),
  };
  const valuesAt = (facts: Facts, now: Date) => valuesOf(facts, now, new Lists([...listValues]));
  return {
    hash,
    faults: sorted,
    warnings: faults.length > 0 ? [] : bounded(warningsOf(rules, lists)),
    documents: read.map(({ source, document }) => inFull(source, document, rules)),
    directory: [...directory].map(([id, { value }]) => ({
      id,
      ...(value.owner !== undefined && { owner: value.owner }),
    })),
    rules,
    judge: (facts, now) => judge(inForce, facts, valuesAt(facts, now)),
    explain: (facts, now) => explain(inForce, valuesAt(facts, now)),
    consumerOf(subscription) {
      const known = directory.get(asciiLower(subscription))?.value;
      const { tenant, owner, contact } = known ?? {};
      return {
        subscription,
        ...(tenant !== undefined && { tenant: asciiLower(tenant) }),
        ...(owner !== undefined && { owner }),
        ...(contact !== undefined && { contact }),
      };
    },
  };
}

/** Why it escalates where no rule decides. */
function noRule(rules: readonly Rule[], faults: readonly PolicyFault[]): string {
  if (faults.length > 0) return `the policy cannot be used: it has ${faultsInShort(faults)}`;
  return rules.length > 0 ? "no rule matches" : "there are no rules";
}

function rulesOf(
  read: readonly Read[],
  { env, sizes }: { readonly env: Environment; readonly sizes: ListSizes },
  faults: PolicyFault[],
): readonly Rule[] {
  const names = new Map<string, string>();
  return read.flatMap(({ source, document }) =>
    (document.rules ?? []).flatMap((rule, index) => {
      const path = ["rules", index];
      const before = names.get(rule.name);
      const { line } = source.at(path);
      if (before)
        faults.push({
          severity: "fault",
          ...source.at([...path, "name"]),
          text: `there is a rule ${rule.name} already: ${before}`,
        });
      else names.set(rule.name, `${source.file}:${line}`);
      if (names.size > MOST_RULES)
        faults.push({ severity: "fault", ...source.at(path), text: `there are more than ${MOST_RULES} rules in all` });
      faults.push(...misfits(rule, source, path));
      const take = <Expression>(key: "when" | "reason" | "note", compile: (text: string) => Compiled<Expression>) =>
        compiledAt(source, [...path, key], rule[key], compile, faults);
      const test = take("when", (text) => compileTest(text, env, sizes));
      const reason = take("reason", (text) => compileTemplate(text, env, sizes));
      const note = take("note", (text) => compileTemplate(text, env, sizes));
      return test ? [ruleOf(rule, { test, reason, note, source, path })] : [];
    }),
  );
}

function ruleOf(
  rule: RuleDocument,
  compiled: Pick<Rule, "test" | "source" | "path"> & {
    readonly reason: Template | undefined;
    readonly note: Template | undefined;
  },
): Rule {
  const { test, reason, note, source, path } = compiled;
  return {
    name: rule.name,
    verdict: rule.verdict,
    mode: rule.mode ?? "enforce",
    test,
    when: test.text.trim().replace(/\s+/g, " "),
    ...(reason && { reason }),
    ...(note && { note }),
    ...(rule.verdict === "escalate" && { people: peopleOf(rule) }),
    ...(rule.expiresAfter !== undefined && { expiresAfter: rule.expiresAfter }),
    document: rule,
    source,
    path,
  };
}

function peopleOf({ people }: RuleDocument): People {
  if (!people) return EVERYBODY;
  const { role, group, quorum, veto, remindEvery, deadline, atDeadline } = people;
  return {
    ...(role !== undefined && { role }),
    ...(group !== undefined && { group }),
    quorum: quorum ?? EVERYBODY.quorum,
    ...(veto === false && { veto }),
    remindEvery: remindEvery ?? EVERYBODY.remindEvery,
    deadline: deadline ?? EVERYBODY.deadline,
    atDeadline: atDeadline ?? EVERYBODY.atDeadline,
  };
}

/** What fits only some verdicts. */
function misfits(rule: RuleDocument, source: Source, path: Path): readonly PolicyFault[] {
  const fault = (key: string, text: string): PolicyFault => ({
    severity: "fault",
    ...source.atKey([...path, key]),
    text,
  });
  return [
    ...(rule.people && rule.verdict !== "escalate" ? [fault("people", "only a rule that escalates has people")] : []),
    ...(rule.expiresAfter !== undefined && rule.verdict === "reject"
      ? [fault("expiresAfter", "a rejection does not expire")]
      : []),
  ];
}

function compiledAt<Expression>(
  source: Source,
  path: Path,
  text: string | boolean | undefined,
  compile: (text: string) => Compiled<Expression>,
  faults: PolicyFault[],
): Expression | undefined {
  if (text === undefined) return undefined;
  const compiled = compile(String(text));
  if (compiled.kind === "compiled") return compiled.expression;
  faults.push(...compiled.objections.map((objection) => faultAt(source, path, objection)));
  return undefined;
}

function faultAt(source: Source, path: Path, { text, hint, ...part }: Objection): PolicyFault {
  return { severity: "fault", ...source.within(path, part), text, ...(hint !== undefined && { hint }) };
}

function inFull(source: Source, document: PolicyDocument, rules: readonly Rule[]): DocumentInFull {
  const { file, text } = source;
  return {
    file,
    hash: hashOf(text),
    rules: (document.rules ?? []).map(({ name }) => name),
    lists: Object.keys(document.lists ?? {}),
    directory: Object.keys(document.directory ?? {}).length,
    text,
    places: rules
      .filter((rule) => rule.source === source)
      .map(({ name, verdict, mode, path }) => ({ rule: name, verdict, mode, ...source.lines(path) })),
  };
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
