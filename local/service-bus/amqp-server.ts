import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import type { Entities } from "./entities";

export type ServiceBusOptions = {
  /** Where messages are kept. The caller opens and closes it. */
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  /** Read with readEntities from a file in the format of Microsoft's emulator. */
  readonly entities: Entities;
  /** On 127.0.0.1; 0 picks a free one. */
  readonly port: number;
};

export type RunningServiceBus = {
  readonly port: number;
  /** What the official client takes: `Endpoint=sb://127.0.0.1:PORT;...;UseDevelopmentEmulator=true;`. */
  readonly connectionString: string;
  /** Closes every connection and resolves when what was acknowledged is on the disk. */
  readonly stop: () => Promise<void>;
};

/** Starts a stand-in for Azure Service Bus that speaks AMQP 1.0. */
export async function startServiceBus(_options: ServiceBusOptions): Promise<RunningServiceBus> {
  throw new Error("not built yet");
}
