import type { Answer, Runner } from "../local/durable/runner";
import { hubWith } from "./conformance/hub-with";
import { loadApp, type RealApp, runnerFor } from "./conformance/real-executor";

type Orchestrator = (context: never) => Generator;
type Activity = (input: never, at: number) => unknown;

/** A whole life of an orchestration, on virtual time. */
export type Run = {
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly elapsedMs: number;
  /** Each activity as it was called; `at` in milliseconds since the start. */
  readonly calls: readonly { readonly name: string; readonly input: unknown; readonly at: number }[];
  /** The custom status after each episode. */
  readonly statuses: readonly unknown[];
  readonly history: number;
};

/** Nothing of ours takes longer; a run that does is stuck. */
const LONGEST_MS = 400 * 24 * 3_600_000;

/** So many turns of the event loop without a call: nothing more comes without time. */
const STILL_ROUNDS = 3;

/** The library, loaded once; each run registers its own functions in it. */
let app: RealApp | undefined;

/**
 * Runs an orchestrator through the real durable-functions executor on the local engine, with timers that fire up to a
 * second early, as Azure Storage's do. The executor replays the whole history from the start at every episode, and the
 * engine fails an instance whose replay schedules anything else than before.
 */
export async function runOrchestration(
  orchestrator: Orchestrator,
  input: unknown,
  activities: Readonly<Record<string, Activity>>,
  when: (elapsedMs: number, hub: ReturnType<typeof hubWith>) => Promise<void> = async () => undefined,
): Promise<Run> {
  const calls: { name: string; input: unknown; at: number }[] = [];
  const statuses: unknown[] = [];
  let longest = 0;
  app ??= loadApp(() => undefined);
  app.df.app.orchestration("it", orchestrator as never);
  for (const [name, activity] of Object.entries(activities)) {
    const handler = async (given: unknown) => {
      const at = hub.clock.now() - start;
      calls.push({ name, input: given, at });
      return activity(given as never, at);
    };
    app.df.app.activity(name, { handler });
  }
  const hub = hubWith(watched(runnerFor(app), statuses));
  const start = hub.clock.now();
  await hub.call("POST", "orchestrators/it/one", input ?? null);
  for (;;) {
    await quiet();
    await when(hub.clock.now() - start, hub);
    const status = await hub.status("one");
    if (!["Pending", "Running"].includes(String(status["runtimeStatus"]))) return ended(status);
    const next = hub.clock.next();
    if (next === undefined || next - start > LONGEST_MS) throw new Error(`stuck: ${JSON.stringify(status)}`);
    await hub.clock.advance(next - hub.clock.now());
  }

  /** Lets everything happen that needs no time to pass. */
  async function quiet(): Promise<void> {
    for (let still = 0, seen = -1; still < STILL_ROUNDS; ) {
      await hub.clock.advance(0);
      const happened = calls.length + statuses.length;
      still = happened === seen ? still + 1 : 0;
      seen = happened;
    }
  }

  function ended(status: Record<string, unknown>): Run {
    return {
      runtimeStatus: String(status["runtimeStatus"]),
      output: status["output"],
      elapsedMs: hub.clock.now() - start,
      calls,
      statuses,
      history: longest,
    };
  }

  function watched(runner: Runner, into: unknown[]): Runner {
    return {
      ...runner,
      async orchestrate(name, id, trigger): Promise<Answer> {
        longest = Math.max(longest, (JSON.parse(trigger) as { history: unknown[] }).history.length);
        const answer = await runner.orchestrate(name, id, trigger);
        if (answer.kind === "returned") into.push((answer.value as { customStatus?: unknown }).customStatus);
        return answer;
      },
    };
  }
}
