import { parseArgs } from "node:util";
import type { CaseResult } from "../src/policy/cases";
import type { Coverage } from "../src/policy/coverage";
import { type Command, EXIT, type Io } from "./command";
import { traceLines } from "./policy-explain";
import { counted, FOLDER, folderFrom, openFolder, tell } from "./policy-folder";

export const policyTest: Command = {
  words: ["policy", "test"],
  summary: "Runs a policy's cases and says which rules they reach",
  help: `usage: approver policy test [folder] [--min-coverage percent] [--verbose]

Runs the cases in folder/*.test.yaml (default: ${FOLDER}) against folder/*.policy.yaml.
  --min-coverage percent   fails when fewer of the rules' outcomes are reached by a case: that a rule matches, and that
                           it does not. That it is unknown is listed and not counted
  --verbose                names the cases that pass, too
Exit code 0: all cases pass. 1: a case or the coverage fails, or the policy has faults. 2: called wrongly.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { "min-coverage": { type: "string" }, verbose: { type: "boolean" } },
    });
    const folder = folderFrom(positionals, io);
    if (folder === undefined) return EXIT.usage;
    const given = values["min-coverage"];
    const least = given === undefined ? undefined : Number(given.trim() || Number.NaN);
    if (least !== undefined && !(least >= 0 && least <= 100)) {
      io.err("--min-coverage takes a number from 0 to 100.");
      return EXIT.usage;
    }
    return runTests(folder, { least, isVerbose: values.verbose === true }, io);
  },
};

type Options = { readonly least: number | undefined; readonly isVerbose: boolean };

async function runTests(folder: string, { least, isVerbose }: Options, io: Io): Promise<number> {
  const { policy, tests } = await openFolder(folder);
  const [{ readCases, runCase }, { coverageOf }] = await Promise.all([
    import("../src/policy/cases"),
    import("../src/policy/coverage"),
  ]);
  const { cases, faults } = policy.faults.length > 0 ? { cases: [], faults: policy.faults } : readCases(tests, policy);
  if (faults.length > 0) {
    tell(faults, folder, io.err);
    return EXIT.refused;
  }
  const results = cases.map((one) => runCase(one, policy));
  for (const result of results) tellResult(result, isVerbose, io);
  const coverage = coverageOf(
    policy.rules,
    results.map(({ traces }) => traces),
  );
  tellCoverage(coverage, io);
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  io.out(`${counted(results.length, "case")}, ${failed} failed, coverage ${coverage.percent} %`);
  if (results.length === 0)
    io.err(`There are no cases in ${folder}: write some into a file whose name ends in .test.yaml.`);
  const isThin = least !== undefined && coverage.percent < least;
  if (isThin) io.err(`The coverage is ${coverage.percent} %, and ${least} % is asked for.`);
  return failed > 0 || isThin || results.length === 0 ? EXIT.refused : EXIT.done;
}

function tellResult({ case: one, differences, traces }: CaseResult, isVerbose: boolean, { out }: Io): void {
  if (differences.length === 0) {
    if (isVerbose) out(`ok    ${one.name}`);
    return;
  }
  out(`FAIL  ${one.name}  (${one.place.file}:${one.place.line})`);
  for (const { what, expected, got } of differences) out(`      ${what}\n      - ${expected}\n      + ${got}`);
  for (const line of traceLines(traces)) out(`      ${line}`);
}

const outcomes: Readonly<Record<string, string>> = {
  matched: "matches",
  notMatched: "does not match",
  unknown: "is unknown (not counted)",
};

function tellCoverage({ rules }: Coverage, { out }: Io): void {
  const gaps = rules.filter(({ missed }) => missed.length > 0);
  if (gaps.length > 0) out("\nNo case shows that");
  for (const { rule, missed } of gaps) out(`  ${rule} ${missed.map((result) => outcomes[result]).join(", ")}`);
}
