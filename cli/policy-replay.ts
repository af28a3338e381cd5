import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Facts, VerdictKind } from "../src/approval/model";
import { isObject } from "../src/json";
import { type Judged, judged } from "../src/policy/comparison";
import type { Loaded } from "../src/policy/load";
import { type Command, EXIT, type Io } from "./command";
import { readEndpoints, required } from "./endpoints";
import { counted, FOLDER, goodPolicy } from "./policy-folder";
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
Exit code 0: done. 1: wider than before, or the policy has faults. 3: the log could not be read.`,
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
    if (!period) {
      io.err("--since and --until take times such as 2026-01-01T00:00:00Z.");
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

type Period = { readonly from: number; readonly to: number };

function periodOf(since: string | undefined, until: string | undefined): Period | undefined {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const to = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from, to };
}

async function replayed(policy: Loaded, audit: string, period: Period, io: Io): Promise<readonly Judged[] | number> {
  const rows: Judged[] = [];
  let unreadable = 0;
  try {
    for await (const entry of decisionsIn(URL.canParse(audit) ? audit : pathToFileURL(audit).href)) {
      const decided = await decidedIn(entry);
      if (!decided) unreadable += 1;
      else if (isWithin(period, decided)) rows.push(again(policy, decided));
    }
  } catch (error) {
    io.err(`The audit log could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.unreachable;
  }
  if (unreadable > 0)
    io.err(`${counted(unreadable, "decision")} could not be read: facts of another version, or a damaged log.`);
  return rows;
}

function isWithin({ from, to }: Period, { at }: Decided): boolean {
  return at.getTime() >= from && at.getTime() < to;
}

async function* decisionsIn(url: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const { openAudit } = await import("../src/audit/store");
  const store = await openAudit(url, { as: "developer" });
  for await (const connectionId of store.list()) {
    for (const { entry } of await store.read(connectionId))
      if (isObject(entry) && entry["kind"] === "decided") yield entry;
  }
}

type Decided = { readonly facts: Facts; readonly at: Date; readonly verdict: VerdictKind; readonly rule?: string };

async function decidedIn(entry: Readonly<Record<string, unknown>>): Promise<Decided | undefined> {
  const { factsSchema } = await import("../src/policy/facts-input");
  const { decision } = entry;
  const facts = factsSchema.safeParse(entry["facts"]);
  if (!facts.success || !isObject(decision)) return undefined;
  const { verdict, rule, decidedAt } = decision;
  const at = new Date(typeof decidedAt === "string" ? decidedAt : String(entry["at"]));
  if ((verdict !== "approve" && verdict !== "reject" && verdict !== "escalate") || Number.isNaN(at.getTime()))
    return undefined;
  return { facts: facts.data, at, verdict, ...(typeof rule === "string" && { rule }) };
}

/** As of then, with today's directory: it is part of the policy that is asked about. */
function again(policy: Loaded, { facts, at, verdict, rule }: Decided): Judged {
  const { subscription } = facts.consumer;
  const consumer = subscription === undefined ? {} : policy.consumerOf(subscription);
  const now = policy.judge({ ...facts, consumer }, at);
  return judged(facts, now, { verdict, ...(rule !== undefined && { rule }) });
}
