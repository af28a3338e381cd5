import { parseArgs } from "node:util";
import type { Facts } from "../src/approval/model";
import { type Judged, judged, judgedAnew } from "../src/policy/comparison";
import type { Loaded } from "../src/policy/load";
import { NO_TIME, timeIn } from "../src/policy/time-text";
import { type Command, EXIT, type Io } from "./command";
import { FOLDER, goodPolicy } from "./policy-folder";
import { formatOf, report, reportOptions } from "./policy-report";

export const policySimulate: Command = {
  words: ["policy", "simulate"],
  summary: "Says what a policy would decide of everything that there is",
  help: `usage: approver policy simulate [--policies folder] [--against folder] [--fail-on-widening]
                               [--subscription id]... [--now time]... [--json | --csv]

Lists every private endpoint connection of the subscriptions, through the client that the app itself uses and without
its way to write, and prints its status, the verdict and the rule. After npm start it reads the stand-in's estate.
  --policies folder    the policy in question; default: ${FOLDER}
  --against folder     prints only the connections that this other policy, of before, judges differently:
                       another verdict, or the same with another rule, other people, or another term
  --fail-on-widening   with --against: exit code 1 if anything is newly approved
  --subscription id    instead of those in SUBSCRIPTIONS; may be given again
  --now time           judges as if it were then, such as 2026-03-02T22:00:00Z; may be given again
Exit code 0: done. 1: wider than before, or a policy has faults. 3: Azure could not be read, so nothing is claimed.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        policies: { type: "string" },
        against: { type: "string" },
        subscription: { type: "string", multiple: true },
        now: { type: "string", multiple: true },
        ...reportOptions,
      },
    });
    if (values["fail-on-widening"] && values.against === undefined) {
      io.err("--fail-on-widening needs --against: wider than what?");
      return EXIT.usage;
    }
    const instants = instantsFrom(values.now);
    if (typeof instants === "string") {
      io.err(instants);
      return EXIT.usage;
    }
    const policies = await bothPolicies(values.policies ?? FOLDER, values.against, io);
    if (typeof policies === "number") return policies;
    const rows = await simulated(policies, { subscriptions: values.subscription, instants }, io);
    if (typeof rows === "number") return rows;
    const { against } = values;
    const format = formatOf(values);
    const code = report(
      rows,
      {
        format,
        instants,
        onlyChanges: against !== undefined,
        failOnWidening: values["fail-on-widening"] === true,
        ...(against !== undefined && { against }),
      },
      io,
    );
    await tellTimeReaders(policies, format === "text" ? io.out : io.err);
    return code;
  },
};

/** The moments to judge at, or what is wrong with one. */
function instantsFrom(given: readonly string[] = []): readonly Date[] | string {
  const times = given.map((text) => ({ text, time: timeIn(text) }));
  const bad = times.find(({ time }) => !time);
  if (bad) return `--now: ${JSON.stringify(bad.text)} ${NO_TIME}.`;
  return given.length === 0 ? [new Date()] : times.flatMap(({ time }) => time ?? []);
}

async function tellTimeReaders({ policy, before }: Policies, say: (text: string) => void): Promise<void> {
  const { timeReaders } = await import("../src/policy/time-readers");
  const names = new Set([...timeReaders(policy.rules), ...timeReaders(before?.rules ?? [])]);
  if (names.size === 0) return;
  const [rules, read] = names.size === 1 ? ["rule", "reads"] : ["rules", "read"];
  say(`The result depends on the time, which ${rules} ${[...names].join(", ")} ${read}: --now judges at another one.`);
}

type Policies = { readonly policy: Loaded; readonly before?: Loaded };

export async function bothPolicies(folder: string, against: string | undefined, io: Io): Promise<Policies | number> {
  const policy = await goodPolicy(folder, io);
  if (typeof policy === "number") return policy;
  const before = against === undefined ? undefined : await goodPolicy(against, io);
  if (typeof before === "number") return before;
  return { policy, ...(before && { before }) };
}

type Asked = { readonly subscriptions: readonly string[] | undefined; readonly instants: readonly Date[] };

async function simulated(
  policies: Policies,
  { subscriptions, instants }: Asked,
  io: Io,
): Promise<readonly Judged[] | number> {
  const { factsOfEstate, NotRead, onlyReads, subscriptionsFrom } = await import("./policy-estate");
  const rows: Judged[] = [];
  try {
    const azure = onlyReads();
    for await (const facts of factsOfEstate(azure, subscriptionsFrom(subscriptions)))
      rows.push(...instants.map((at) => judgedBy(policies, facts, at)));
    return rows;
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
    io.err(`${error.message}. Nothing is printed, since part of the picture would look like all of it.`);
    return EXIT.unreachable;
  }
}

/** The request that is made up comes in at that very moment. */
function judgedBy({ policy, before }: Policies, seen: Facts, at: Date): Judged {
  const facts = { ...seen, request: { ...seen.request, receivedAt: at.toISOString() } };
  const now = judgedAnew(policy, facts, at);
  return judged(facts, { at, now, before: before && judgedAnew(before, facts, at) });
}
