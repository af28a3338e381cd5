import { type OrchestrationContext, RetryOptions } from "durable-functions";
import fc from "fast-check";
import { type Durable, pause, step, whyFailed } from "../../src/workflow/durable";
import { runOrchestration } from "../run-orchestration";

test("a pause is never shorter than it says, however early its timer fires, and hardly longer", async () => {
  function* resting(context: OrchestrationContext): Durable<void> {
    yield* pause(context, context.df.getInput<number>());
  }
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3_600 }), fc.integer({ min: 0, max: 999 }), async (seconds, earlyMs) => {
      const { elapsedMs } = await runOrchestration(resting, seconds, {}, { earlyMs: () => earlyMs });
      expect(elapsedMs).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(elapsedMs).toBeLessThanOrEqual(seconds * 1_000 + 1_000);
    }),
  );
});

const fragile = step<{ readonly a: number }, string>("fragile", new RetryOptions(1_000, 2));

test("a step hands its input over and brings its result back", async () => {
  const calling = (context: OrchestrationContext) => fragile.run(context, { a: 1 });
  const { outcome, calls } = await runOrchestration(calling, null, { fragile: ({ a }: { a: number }) => `got ${a}` });
  expect(outcome).toBe("got 1");
  expect(calls).toEqual([{ name: "fragile", input: { a: 1 }, at: 0 }]);
});

test("why a step failed for good is told in one line, without the worker's stack", async () => {
  function* failing(context: OrchestrationContext): Durable<string> {
    try {
      return yield* fragile.run(context, { a: 1 });
    } catch (error) {
      return whyFailed(error);
    }
  }
  const throws = () => {
    throw new Error("disk is full\n    at write (/app/dist/app.js:1:1)");
  };
  const { outcome } = await runOrchestration(failing, null, { fragile: throws });
  expect(outcome).toBe("Activity function 'fragile' failed:  disk is full");
});
