import { parseArgs } from "node:util";
import type { Facts } from "../src/approval/model";
import { type Judged, judged } from "../src/policy/comparison";
import type { Loaded } from "../src/policy/load";
import { type Command, EXIT, type Io } from "./command";
import { FOLDER, goodPolicy } from "./policy-folder";
import { formatOf, report, reportOptions } from "./policy-report";

export const policySimulate: Command = {
  words: ["policy", "simulate"],
  summary: "Says what a policy would decide of everything that there is",
  help: `usage: approver policy simulate [--policies folder] [--against folder] [--fail-on-widening]
                               [--subscription id]... [--json | --csv]

Lists every private endpoint connection of the subscriptions, through the client that the app itself uses and without
its way to write, and prints its status, the verdict and the rule. After npm start it reads the stand-in's estate.
  --policies folder    the policy in question; default: ${FOLDER}
  --against folder     prints only the connections that this other policy, of before, judges differently:
                       another verdict, or the same with another rule, other people, or another term
  --fail-on-widening   with --against: exit code 1 if anything is newly approved
  --subscription id    instead of those in SUBSCRIPTIONS; may be given again
Exit code 0: done. 1: wider than before, or a policy has faults. 3: Azure could not be read, so nothing is claimed.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        policies: { type: "string" },
        against: { type: "string" },
        subscription: { type: "string", multiple: true },
        ...reportOptions,
      },
    });
    if (values["fail-on-widening"] && values.against === undefined) {
      io.err("--fail-on-widening needs --against: wider than what?");
      return EXIT.usage;
    }
    const policies = await bothPolicies(values.policies ?? FOLDER, values.against, io);
    if (typeof policies === "number") return policies;
    const rows = await simulated(policies, values.subscription, io);
    if (typeof rows === "number") return rows;
    const { against } = values;
    return report(
      rows,
      {
        format: formatOf(values),
        onlyChanges: against !== undefined,
        failOnWidening: values["fail-on-widening"] === true,
        ...(against !== undefined && { against }),
      },
      io,
    );
  },
};

type Policies = { readonly policy: Loaded; readonly before?: Loaded };

export async function bothPolicies(folder: string, against: string | undefined, io: Io): Promise<Policies | number> {
  const policy = await goodPolicy(folder, io);
  if (typeof policy === "number") return policy;
  const before = against === undefined ? undefined : await goodPolicy(against, io);
  if (typeof before === "number") return before;
  return { policy, ...(before && { before }) };
}

async function simulated(
  policies: Policies,
  given: readonly string[] | undefined,
  io: Io,
): Promise<readonly Judged[] | number> {
  const { factsOfEstate, NotRead, onlyReads, subscriptionsFrom } = await import("./policy-estate");
  const rows: Judged[] = [];
  try {
    const azure = onlyReads();
    for await (const facts of factsOfEstate(azure, subscriptionsFrom(given))) rows.push(judgedBy(policies, facts));
    return rows;
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
    io.err(`${error.message}. Nothing is printed, since part of the picture would look like all of it.`);
    return EXIT.unreachable;
  }
}

/** Each policy with its own directory: it knows consumers that the other one may not know. */
function judgedBy({ policy, before }: Policies, facts: Facts): Judged {
  const now = new Date();
  return judged(facts, judgeFor(policy, facts, now), before && judgeFor(before, facts, now));
}

function judgeFor(policy: Loaded, facts: Facts, now: Date) {
  const { subscription } = facts.consumer;
  const consumer = subscription === undefined ? {} : policy.consumerOf(subscription);
  return policy.judge({ ...facts, consumer }, now);
}
