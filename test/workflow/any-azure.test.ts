import fc from "fast-check";
import type { Order, Outcome, Tracker } from "../../src/approval/model";
import { connectionsOf, type Intent } from "../../src/arm/connections";
import { approveConnection } from "../../src/workflow/approve-connection";
import { moodsFor, moodyAzure } from "../arm/moody-azure";
import { runOrchestration } from "../run-orchestration";
import { decided, entriesIn, request } from "./world";

const mood = (count: number) => fc.array(fc.nat(count - 1), { maxLength: 12 });
const scenario = fc.record({
  moods: fc.record({ puts: mood(moodsFor.puts), polls: mood(moodsFor.polls), gets: mood(moodsFor.gets) }),
  looksToRest: fc.nat(6),
  fails: fc.boolean(),
  acts: fc.array(
    fc.record({ before: fc.nat(15), does: fc.constantFrom("approve" as const, "reject" as const, "delete" as const) }),
    { maxLength: 2 },
  ),
  crashes: fc.array(fc.nat(12), { maxLength: 3 }),
  earlyMs: fc.integer({ min: 0, max: 999 }),
  verdict: fc.constantFrom("approve" as const, "reject" as const),
});

test("whatever Azure does and whenever workers die: one recorded outcome, one change at most, no look too early, and no success that was not read back", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ moods, looksToRest, fails, acts, crashes, earlyMs, verdict }) => {
      const azure = moodyAzure(moods, { looksToRest, fails, acts });
      const connections = connectionsOf(azure.arm, () => new Date(0));
      const declared = new Set<string>();
      const intentOf = ({ run }: Order): Intent => ({
        isDeclared: async () => declared.has(run),
        declare: async () => void declared.add(run),
      });
      let calls = 0;
      /** A worker that dies after the call to Azure and before its answer is kept. */
      const mortal =
        <I, O>(act: (input: I) => Promise<O>) =>
        async (input: I, at: number): Promise<O> => {
          azure.at(at);
          const answer = await act(input);
          calls += 1;
          if (!crashes.includes(calls)) return answer;
          azure.forget();
          throw new Error("the worker died");
        };
      const run = await runOrchestration(
        approveConnection,
        request,
        {
          gatherFacts: mortal(() => connections.gatherFacts(request, () => ({}))),
          judge: () => ({ decision: decided(verdict), mode: "enforce", shownHash: "s" }),
          putState: mortal((order: Order) => connections.putState(order, intentOf(order))),
          poll: mortal(({ tracker }: { tracker: Tracker }) => connections.poll(tracker)),
          verify: mortal((order: Order) => connections.verify(order)),
          record: () => ({ index: 0, hash: "0123456789abcdef" }),
          announce: () => ({ deliveries: 0 }),
        },
        { earlyMs: () => earlyMs },
      );
      const outcome = run.outcome as Outcome;
      expect(entriesIn(run.calls).filter(({ kind }) => kind === "ended")).toMatchObject([{ outcome }]);
      expect(azure.early).toEqual([]);
      expect(azure.effective()).toBeLessThanOrEqual(1);
      if (outcome.kind === "applied" || outcome.code === "PolicyRejected")
        expect(azure.lastShown()).toMatchObject({ status: outcome.status, provisioningState: "Succeeded" });
    }),
    { numRuns: Number(process.env["RUNS"] ?? 150) },
  );
});
