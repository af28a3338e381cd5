import type { InvocationContext } from "@azure/functions";
import * as df from "durable-functions";
import { version } from "../../package.json";
import { APPROVAL, DELIVERY, lastRunOf, RECONCILIATION, ring, startDelivery } from "../intake/instances";
import { announceTo } from "../notify/announce";
import { shownHashOf } from "../people/shown-hash";
import { closeQuestion, hasAnswersAfter, readVotes } from "../people/votes";
import { approveConnection } from "../workflow/approve-connection";
import { deliverEvent } from "../workflow/deliver-event";
import type { HandlersOf } from "../workflow/durable";
import { reconcileConnections } from "../workflow/reconcile-connections";
import type * as steps from "../workflow/steps";
import { arm, audit, channels, config, connections, courier, intentOf, outbox, policies } from "./services";

const now = () => new Date();
const policy = async () => (await policies()).current();

/** Every step's handler: the only place that knows both sides. One that is missing or mistyped does not compile. */
const handlers: HandlersOf<typeof steps> = {
  gatherFacts: async (request) => (await connections()).gatherFacts(request, (await policy()).consumerOf),
  judge: async (facts) => {
    const judged = (await policy()).judge(facts, now());
    return {
      decision: { ...judged, appVersion: version, decidedAt: now().toISOString() },
      mode: config().mode,
      shownHash: shownHashOf(facts),
    };
  },
  putState: async (order) => (await connections()).putState(order, intentOf(order)),
  poll: async ({ tracker }) => (await connections()).poll(tracker),
  verify: async (order) => (await connections()).verify(order),
  record: async ({ connectionId, entry }) => {
    const { index, hash } = await (await audit()).append(connectionId, entry);
    return { index, hash };
  },
  readVotes: async (asking) => readVotes(asking, await audit()),
  closeQuestion: async (asking) => closeQuestion(asking, await audit(), now),
  scope: async () => config().subscriptions,
  listPage: async (place) => (await import("../arm/estate")).listPage(await arm(), place, now),
  ask: async (ids, context: InvocationContext) => {
    const client = df.getClient(context);
    const { askAgain } = await import("../intake/ask-again");
    return askAgain(ids, {
      lastRun: (instanceId) => lastRunOf(client, instanceId),
      policyHash: async () => (await policy()).hash,
      outbox: await outbox(),
      hasAnswersAfter: async (connectionId, entry) => hasAnswersAfter(connectionId, entry, await audit()),
      ring: (instanceId) => ring(client, instanceId),
      now,
    });
  },
  announce: async (event, context: InvocationContext) => {
    const client = df.getClient(context);
    return announceTo(channels(), event, (errand) => startDelivery(client, errand));
  },
  sendEvent: async (errand, context: InvocationContext) =>
    (await import("../notify/send")).sendEvent(errand, courier(df.getClient(context)), context),
};

df.app.orchestration(APPROVAL, approveConnection);
df.app.orchestration(RECONCILIATION, reconcileConnections);
df.app.orchestration(DELIVERY, deliverEvent);
for (const [name, handler] of Object.entries(handlers)) {
  df.app.activity(name, { extraInputs: [df.input.durableClient()], handler });
}
