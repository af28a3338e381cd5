import fc from "fast-check";
import type { Order, Tracker } from "../../src/approval/model";
import type { Answer, ArmClient } from "../../src/arm/client";
import { connectionsOf, type Intent } from "../../src/arm/connections";
import { approveConnection } from "../../src/workflow/approve-connection";
import { answer, connectionBody, errorBody, NOW, ORIGIN, TARGET } from "../arm/answers";
import { runOrchestration } from "../run-orchestration";
import { decided, named, request } from "../workflow/world";

/** An operation's URL is signed: whoever has it can read the operation. It lives in its own instance's history alone. */
const SIGNED = `${ORIGIN}/op?api-version=2020-12-01&t=1&c=SIGNATURE&s=SIGNATURE`;
const quoting = (status: number): Answer =>
  answer(status, errorBody("Odd", `GET ${SIGNED} failed, see '${SIGNED}'.`), { "x-ms-request-id": `at ${SIGNED}` });

/** Azure quotes the signed URL wherever it has a word to say. */
const answers = {
  // Most are taken: there is no operation to follow otherwise.
  put: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constant(
        answer(202, undefined, {
          "azure-asyncoperation": SIGNED,
          "x-ms-request-id": `at ${SIGNED}`,
          "retry-after": "1",
        }),
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(...[429, 403, 400, 409].map(quoting)) },
  ),
  poll: fc.constantFrom(
    answer(200, { status: "Running" }, { "azure-asyncoperation": `${SIGNED}2` }),
    answer(200, { status: "Failed", ...errorBody("Odd", `at ${SIGNED}`) }),
    answer(200, { status: "Canceled", ...errorBody(`at ${SIGNED}`, "no") }),
    answer(200, { status: "Succeeded" }),
    quoting(404),
    quoting(503),
    answer(302, undefined, { location: `${SIGNED}3` }),
  ),
  get: fc.constantFrom(answer(200, connectionBody("Pending")), quoting(403), quoting(500), quoting(404)),
};

test("the signature of an operation's URL never leaves its instance: not in a status, not in the log, not in the outcome", async () => {
  const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 5 });
  let followed = 0;
  await fc.assert(
    fc.asyncProperty(list(answers.put), list(answers.poll), list(answers.get), async (puts, polls, gets) => {
      const turns = { puts: 0, polls: 0, gets: 0 };
      const next = (kind: keyof typeof turns, given: readonly Answer[]): Answer => {
        turns[kind] += 1;
        return given[Math.min(turns[kind], given.length) - 1] ?? answer(500);
      };
      const arm: ArmClient = {
        origin: ORIGIN,
        put: async () => next("puts", puts),
        async get(url) {
          if (url.includes("/op?")) return next("polls", polls);
          if (!url.includes("/privateEndpointConnections/"))
            return answer(200, { id: TARGET, properties: { privateEndpointConnections: [connectionBody("Pending")] } });
          // The first look before the PUT succeeds, so that there is something to follow.
          return turns.gets === 0 && turns.puts === 0 ? answer(200, connectionBody("Pending")) : next("gets", gets);
        },
      };
      const connections = connectionsOf(arm, () => NOW);
      const intent: Intent = { isDeclared: async () => false, declare: async () => undefined };
      const run = await runOrchestration(approveConnection, request, {
        gatherFacts: () => connections.gatherFacts(request, () => ({})),
        judge: () => ({ decision: decided("approve"), mode: "enforce", shownHash: "s" }),
        putState: (order: Order) => connections.putState(order, intent),
        poll: ({ tracker }: { tracker: Tracker }) => connections.poll(tracker),
        verify: (order: Order) => connections.verify(order),
        record: () => ({ index: 0, hash: "0123456789abcdef" }),
        announce: () => ({ deliveries: 0 }),
      });
      followed += named(run.calls, "poll").length;
      expect(JSON.stringify([run.statuses, run.outcome, named(run.calls, "record")])).not.toContain("SIGNATURE");
    }),
    { numRuns: 200 },
  );
  expect(followed).toBeGreaterThan(100);
});
