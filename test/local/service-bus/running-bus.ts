import { ServiceBusClient, type ServiceBusReceivedMessage } from "@azure/service-bus";
import { type Clock, type Fault, noFaults, seededRandom } from "../../../local/seams";
import { type RunningServiceBus, startServiceBus } from "../../../local/service-bus/amqp-server";
import type { Entities } from "../../../local/service-bus/entities";
import { journalOf } from "../../../local/store/journal";
import { openStore } from "../../../local/store/sqlite";
import { virtualClock } from "../../virtual-clock";

export const LOCK_MS = 60_000;
export const WINDOW_MS = 600_000;

/** Quick to come back, as local mode is told to be. */
export const RETRIES = { retryDelayInMs: 100, maxRetryDelayInMs: 500 };

const keeping = { lockMs: LOCK_MS, maxDeliveries: 3, deadLettersExpired: false };
const QUEUES = 80;

/** Many equal queues, so that each test has one of its own, and one of each other kind. */
export const ENTITIES: Entities = {
  queues: [
    ...Array.from({ length: QUEUES }, (_, index) => ({ ...keeping, name: `queue-${index}` })),
    { ...keeping, name: "unique", duplicateWindowMs: WINDOW_MS },
    { ...keeping, name: "buries", deadLettersExpired: true },
    { ...keeping, name: "brief", lockMs: 2000 },
  ],
  topics: [
    {
      name: "News",
      subscriptions: [
        { ...keeping, name: "all", rules: [] },
        {
          ...keeping,
          name: "urgent",
          rules: [{ kind: "correlation", traits: { Label: "fire" }, properties: { level: 3 } }],
        },
      ],
    },
  ],
};

let used = 0;

/** The name of a queue that no other test uses. */
export function ownQueue(): string {
  used += 1;
  if (used > QUEUES) throw new Error("more tests than queues: raise QUEUES");
  return `queue-${used - 1}`;
}

/** Service Bus on a real socket, on a clock that stands still until the test moves it. */
export async function runningBus({
  file = ":memory:",
  port = 0,
  clock,
}: {
  file?: string;
  port?: number;
  clock?: Clock;
} = {}) {
  const time = virtualClock(Date.now());
  const store = openStore(file);
  const planned: { place: string; fault: Fault }[] = [];
  const seams = {
    clock: clock ?? time,
    random: seededRandom(1),
    faults: {
      at(place: string) {
        const index = planned.findIndex((one) => one.place === place);
        return index < 0 ? noFaults.at(place) : planned.splice(index, 1)[0]?.fault;
      },
    },
  };
  const bus: RunningServiceBus = await startServiceBus({
    store,
    journal: journalOf(store),
    seams,
    entities: ENTITIES,
    port,
  });
  const clients: ServiceBusClient[] = [];
  return {
    ...bus,
    time,
    /** Goes wrong at this place, once. */
    plan: (place: string, fault: Fault) => planned.push({ place, fault }),
    client(retryOptions: object = RETRIES) {
      const client = new ServiceBusClient(bus.connectionString, { retryOptions });
      clients.push(client);
      return client;
    },
    async stop() {
      await Promise.all(clients.map((client) => client.close()));
      await bus.stop();
      store.close();
    },
    /** As a process that is killed: clients are not asked. */
    async die() {
      await bus.stop();
      store.close();
    },
  };
}

export type RunningBus = Awaited<ReturnType<typeof runningBus>>;

export function bodies(messages: readonly ServiceBusReceivedMessage[]): unknown[] {
  return messages.map(({ body }): unknown => body);
}
