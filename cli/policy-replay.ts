import { parseArgs } from "node:util";
import { type Judged, judged, judgedAnew } from "../src/policy/comparison";
import type { Loaded } from "../src/policy/load";
import type { PastDecision } from "../src/policy/past-decision";
import { NO_TIME, timeIn } from "../src/policy/time-text";
import { type Command, EXIT, type Io } from "./command";
import { readEndpoints, required } from "./endpoints";
import { FOLDER, goodPolicy } from "./policy-folder";
import { decisionsIn, type Period } from "./policy-log";
import { formatOf, report, reportOptions } from "./policy-report";

export const policyReplay: Command = {
  words: ["policy", "replay"],
  summary: "Says what a policy would have decided of what was decided before",
  help: `usage: approver policy replay [--policies folder] [--audit url] [--since time] [--until time]
                             [--all] [--fail-on-widening] [--json | --csv]

Judges the facts in the audit log anew, as of then, and prints the decisions that would have been others.
  --policies folder    default: ${FOLDER}
  --audit url          the log: a blob container (https), a folder (file), or a path; default: that of npm start
  --since, --until     only decisions of that time, such as 2026-01-01T00:00:00Z
  --all                prints the decisions that stay the same, too
  --fail-on-widening   exit code 1 if anything would be newly approved
Exit code 0: done. 1: wider than before, or the policy has faults. 3: part of the log could not
be read or does not hold, so nothing is claimed.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        policies: { type: "string" },
        audit: { type: "string" },
        since: { type: "string" },
        until: { type: "string" },
        all: { type: "boolean" },
        ...reportOptions,
      },
    });
    const period = periodOf(values.since, values.until);
    if (typeof period === "string") {
      io.err(`${period} ${NO_TIME}.`);
      return EXIT.usage;
    }
    const policy = await goodPolicy(values.policies ?? FOLDER, io);
    if (typeof policy === "number") return policy;
    const audit = required(
      readEndpoints(values.audit === undefined ? {} : { audit: values.audit }),
      "audit",
      "--audit",
    );
    const rows = await replayed(policy, audit, period, io);
    if (typeof rows === "number") return rows;
    const format = formatOf(values);
    return report(
      rows,
      {
        format,
        onlyChanges: values.all !== true,
        failOnWidening: values["fail-on-widening"] === true,
        against: "what was decided",
      },
      io,
    );
  },
};

/** Or the first of the two that is no time. */
function periodOf(since: string | undefined, until: string | undefined): Period | string {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : timeIn(since)?.getTime();
  const to = until === undefined ? Number.POSITIVE_INFINITY : timeIn(until)?.getTime();
  if (from === undefined) return `--since: ${JSON.stringify(since)}`;
  return to === undefined ? `--until: ${JSON.stringify(until)}` : { from, to };
}

async function replayed(policy: Loaded, audit: string, period: Period, io: Io): Promise<readonly Judged[] | number> {
  const read = await decisionsIn(audit, period);
  if (read.kind === "whole") {
    for (const remark of read.remarks) io.err(remark);
    return read.decisions.map((decision) => again(policy, decision));
  }
  for (const why of read.why) io.err(why);
  io.err("Nothing is printed, since part of the log would look like all of it. approver audit verify says more.");
  return EXIT.unreachable;
}

/** As of then, with today's directory. */
function again(policy: Loaded, { facts, at, said }: PastDecision): Judged {
  return judged(facts, { at, now: judgedAnew(policy, facts, at), before: said });
}
