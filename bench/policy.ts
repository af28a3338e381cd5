import { type ChildProcess, fork } from "node:child_process";
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { Engine } from "json-rules-engine";
import { environmentFor } from "../src/policy/environment";
import { patched, sampleFacts } from "../src/policy/facts-sample";
import { valuesOf } from "../src/policy/facts-values";
import { loadPolicy } from "../src/policy/load";

/** The same twenty rules in three languages, over the same facts. The last one matches, so that nobody may stop early. */
const RULES = 20;
const SECONDS_EACH = Number(process.env["BENCH_SECONDS_EACH"] || 2);
/** They take turns, so that a busy machine is busy for all of them. */
const ROUNDS = 3;

const SUBSCRIPTION = "33333333-3333-4333-8333-333333333333";
const allowed = Array.from({ length: 8 }, (_, index) => SUBSCRIPTION.replace(/^3/, String(index % 8)));
const env = (index: number) => `env${index}`;

type Contestant = { readonly name: string; readonly evaluate: () => Promise<boolean> | boolean };

/**
 * Each in a process of its own: V8 of Node 20 dies where Cedar's WebAssembly and our rules grow hot in one, and what one
 * leaves behind in the heap is not what another should be slow by. Without a number it is the one that lets them take turns.
 */
export async function policy([which]: readonly string[] = []): Promise<void> {
  const make = which === undefined ? undefined : contestants[Number(which)];
  if (make) return compete(make());
  const processes = contestants.map((_, index) => fork(__filename, ["policy", String(index)]));
  try {
    const best = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const child of processes) {
        const { name, count } = await turnOf(child);
        best.set(name, Math.max(best.get(name) ?? 0, count));
      }
    }
    tell(best);
  } finally {
    for (const child of processes) child.kill();
  }
}

function tell(best: ReadonlyMap<string, number>): void {
  console.log(
    `evaluations of a policy of ${RULES} rules per second, best of ${ROUNDS} rounds on Node ${process.versions.node}`,
  );
  const width = Math.max(...[...best.keys()].map((name) => name.length));
  for (const [name, count] of best)
    console.log(`  ${name.padEnd(width)} ${Math.round(count).toLocaleString("en-US").padStart(10)}`);
}

type Turn = { readonly name: string; readonly count: number };

/** Answers every message with how many evaluations a second it came to, until the one who asks ends it. */
async function compete(contestant: Contestant): Promise<void> {
  const { name, evaluate } = contestant;
  if ((await evaluate()) !== true) throw new Error(`${name} does not approve what all have to approve`);
  process.on("message", async () => {
    const turn: Turn = { name, count: await perSecond(contestant) };
    process.send?.(turn);
  });
}

function turnOf(child: ChildProcess): Promise<Turn> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) =>
      reject(new Error(`A contestant ended before its turn was over: ${signal ?? `exit code ${code}`}`));
    child.once("exit", ended);
    child.once("message", (turn) => {
      child.off("exit", ended);
      resolve(turn as Turn);
    });
    child.send("your turn", (error) => error && reject(error));
  });
}

async function perSecond({ evaluate }: Contestant): Promise<number> {
  const end = performance.now() + SECONDS_EACH * 1000;
  const began = performance.now();
  let count = 0;
  while (performance.now() < end) {
    for (let batch = 0; batch < 50; batch += 1) await evaluate();
    count += 50;
  }
  return (count * 1000) / (performance.now() - began);
}

const facts = patched(
  sampleFacts(),
  [{ consumer: { subscription: SUBSCRIPTION }, target: { tags: { env: env(RULES - 1) } } }],
  (subscription) => ({ subscription }),
);

const rules = Array.from({ length: RULES }, (_, index) => ({
  name: `rule-${index}`,
  when: `consumer.subscription in lists.allowed && target.tag("env") == "${env(index)}" && connection.status == "Pending" && target.name.startsWith("twins-")`,
  verdict: "approve",
  reason: "x",
}));
const now = new Date("2026-03-02T09:00:00Z");

function loaded() {
  const policy = loadPolicy([{ file: "bench.policy.yaml", text: JSON.stringify({ lists: { allowed }, rules }) }]);
  if (policy.faults.length > 0) throw new Error("the policy of the benchmark has faults");
  return policy;
}

function ours(): Contestant {
  const { judge } = loaded();
  return {
    name: "this product: the judgement, explained, hashed, with its note",
    evaluate: () => judge(facts, now).verdict === "approve",
  };
}

function ourRules(): Contestant {
  const { Lists } = environmentFor(["allowed"]);
  const policy = loaded();
  return {
    name: "this product: the rules alone",
    evaluate: () => {
      const values = valuesOf(facts, now, new Lists([["allowed", allowed]]));
      return policy.rules.find(({ test }) => test.test(values).truth === true)?.name === `rule-${RULES - 1}`;
    },
  };
}

function cedar(): Contestant {
  const list = allowed.map((id) => JSON.stringify(id)).join(", ");
  const policies = Array.from(
    { length: RULES },
    (_, index) =>
      `permit(principal, action, resource) when { [${list}].contains(context.subscription) && context.env == "${env(index)}" && context.status == "Pending" && context.target like "twins-*" };`,
  );
  preparsePolicySet("bench", { staticPolicies: policies.join("\n") });
  const [tag, { status }, { name }] = [facts.target.tags?.["env"] ?? "", facts.connection, facts.target];
  return {
    name: "Cedar (@cedar-policy/cedar-wasm, preparsed)",
    evaluate() {
      const answer = statefulIsAuthorized({
        principal: { type: "Consumer", id: "c" },
        action: { type: "Action", id: "connect" },
        resource: { type: "Target", id: "t" },
        context: { subscription: SUBSCRIPTION, env: tag, status, target: name },
        preparsedPolicySetId: "bench",
        entities: [],
      });
      return answer.type === "success" && answer.response.decision === "allow";
    },
  };
}

function jsonRules(): Contestant {
  const engine = new Engine();
  engine.addOperator<string, string>("startsWith", (text, start) => text.startsWith(start));
  for (let index = 0; index < RULES; index += 1) {
    engine.addRule({
      event: { type: "approve" },
      conditions: {
        all: [
          { fact: "subscription", operator: "in", value: allowed },
          { fact: "env", operator: "equal", value: env(index) },
          { fact: "status", operator: "equal", value: "Pending" },
          { fact: "target", operator: "startsWith", value: "twins-" },
        ],
      },
    });
  }
  const given = {
    subscription: SUBSCRIPTION,
    env: facts.target.tags?.["env"] ?? "",
    status: facts.connection.status,
    target: facts.target.name,
  };
  return { name: "json-rules-engine", evaluate: async () => (await engine.run(given)).events.length === 1 };
}

const contestants: readonly (() => Contestant)[] = [ours, ourRules, cedar, jsonRules];
