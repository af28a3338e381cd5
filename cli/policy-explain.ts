import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Facts, Judgement, RuleTrace } from "../src/approval/model";
import { NO_TIME, timeIn } from "../src/policy/time-text";
import { type Command, EXIT, type Io } from "./command";
import { FOLDER, goodPolicy } from "./policy-folder";

export const policyExplain: Command = {
  words: ["policy", "explain"],
  summary: "Says what a policy makes of one connection, and why",
  help: `usage: approver policy explain <connection id | facts.json> [--policies folder] [--now time] [--json]

For each rule in order: whether it matched, and which part of its condition decided that, with the values it saw.
A connection id is read from Azure, or from the stand-in of npm start; a file holds facts as decisions record them.
  --policies folder   default: ${FOLDER}
  --now time          judges as if it were then, such as 2026-03-02T09:00:00Z
  --json              prints the judgement as data
Exit code 0: it was judged. 1: the policy has faults, or there is nothing to judge. 3: Azure could not be reached.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { policies: { type: "string" }, now: { type: "string" }, json: { type: "boolean" } },
    });
    const [subject, ...more] = positionals;
    const now = values.now === undefined ? new Date() : timeIn(values.now);
    if (subject === undefined) return refused("Which connection? Give its id, or a file with facts.", io);
    if (more.length > 0) return refused(`One connection at a time. Left over: ${more.join(" ")}`, io);
    if (!now) return refused(`--now: ${JSON.stringify(values.now)} ${NO_TIME}.`, io);
    const policy = await goodPolicy(values.policies ?? FOLDER, io);
    if (typeof policy === "number") return policy;
    const facts = subject.startsWith("/subscriptions/")
      ? await factsFromAzure(subject, policy.consumerOf, io)
      : await factsFromFile(subject, io);
    if (typeof facts === "number") return facts;
    const judgement = policy.judge(facts, now);
    if (values.json) io.out(JSON.stringify({ ...judgement, explanation: policy.explain(facts, now) }, null, 2));
    else tellJudgement(judgement, policy.explain(facts, now), io);
    return EXIT.done;
  },
};

function refused(why: string, { err }: Io): number {
  err(why);
  return EXIT.usage;
}

async function factsFromAzure(
  id: string,
  directory: Parameters<typeof import("./policy-estate").factsOf>[1],
  io: Io,
): Promise<Facts | number> {
  const { factsOf } = await import("./policy-estate");
  const sight = await factsOf(id, directory);
  if (sight.kind === "found") return sight.facts;
  io.err(sight.kind === "denied" ? `${sight.fault.reason}\n${sight.fault.next}` : sight.why);
  return sight.kind === "busy" ? EXIT.unreachable : EXIT.refused;
}

async function factsFromFile(file: string, io: Io): Promise<Facts | number> {
  const { factsSchema } = await import("../src/policy/facts-input");
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    io.err(`${file} is neither a connection id nor a file of JSON: ${error instanceof Error ? error.message : error}`);
    return EXIT.usage;
  }
  const parsed = factsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  io.err(`${file} does not hold facts:`);
  for (const { path, message } of parsed.error.issues) io.err(`  ${path.join(".") || "the whole"}: ${message}`);
  return EXIT.usage;
}

function tellJudgement(judgement: Judgement, traces: readonly RuleTrace[], { out }: Io): void {
  const { verdict, rule, reason, note, people, expiresAfter, policyHash } = judgement;
  for (const line of traceLines(traces)) out(line);
  out("");
  out(`verdict  ${verdict}${rule === undefined ? "" : ` (rule ${rule})`}`);
  out(`reason   ${reason}`);
  out(`note     ${note}`);
  if (people)
    out(
      `people   ${people.quorum} of ${people.role ?? people.group}, within ${people.deadline}, then ${people.atDeadline}`,
    );
  if (expiresAfter !== undefined) out(`expires  after ${expiresAfter}`);
  out(`policy   ${policyHash.slice(0, 12)}`);
}

const marks: { readonly [Result in RuleTrace["result"]]: string } = {
  matched: "✓",
  notMatched: "✗",
  unknown: "?",
  notReached: "·",
};

const words: { readonly [Result in RuleTrace["result"]]: string } = {
  matched: "matches",
  notMatched: "does not match",
  unknown: "cannot be told",
  notReached: "not reached",
};

/** Two lines for each rule: what became of it, and why. */
export function traceLines(traces: readonly RuleTrace[]): readonly string[] {
  const width = Math.max(0, ...traces.map(({ rule }) => rule.length));
  return traces.flatMap(({ rule, result, verdict, mode, because }) => {
    const trial = mode === "observe" ? ", on trial" : "";
    const head = `${marks[result]} ${rule.padEnd(width)}  ${words[result]} (${verdict}${trial})`;
    return because === undefined ? [head] : [head, `    ${because}`];
  });
}
