import type { ServiceBusClient, ServiceBusSender } from "@azure/service-bus";
import type { Clock } from "../seams";

/** Senders through the official client, one client for each connection string. */
export type Senders = {
  readonly sender: (connectionString: string, entity: string) => Promise<ServiceBusSender>;
  readonly close: () => Promise<void>;
};

/** A broker on this machine is back within moments; the client's own pause is 30 s. */
const RETRY = { retryDelayInMs: 200, maxRetryDelayInMs: 2000 };

export function openSenders(clock: Clock): Senders {
  const clients = new Map<string, Promise<ServiceBusClient>>();
  const senders = new Map<string, Promise<ServiceBusSender>>();

  const client = (connectionString: string) => {
    const known = clients.get(connectionString) ?? connect(connectionString);
    clients.set(connectionString, known);
    return known;
  };
  return {
    sender(connectionString, entity) {
      const key = `${entity}\n${connectionString}`;
      const known = senders.get(key) ?? client(connectionString).then((open) => open.createSender(entity));
      senders.set(key, known);
      return known;
    },
    async close() {
      await Promise.all([...clients.values()].map(async (open) => closeClient(await open, clock)));
    },
  };
}

const LONGEST_CLOSE_MS = 5000;

/** A client whose broker has just gone may never say that it is closed; nothing waits for it then. */
export async function closeClient(client: ServiceBusClient, clock: Clock): Promise<void> {
  let callOff = () => {};
  const late = new Promise<void>((done) => {
    callOff = clock.after(LONGEST_CLOSE_MS, done);
  });
  await Promise.race([client.close().catch(() => {}), late]);
  callOff();
}

/** Loaded when first needed: it is large, and most apps on this host have no queue. */
export async function connect(connectionString: string): Promise<ServiceBusClient> {
  const { ServiceBusClient: Client } = await import("@azure/service-bus");
  return new Client(connectionString, { retryOptions: RETRY });
}

/** Whether a connection string can be used at all. The text itself holds a key and is never told. */
export async function connectionFault(connectionString: string, name: string): Promise<string | undefined> {
  const { parseServiceBusConnectionString } = await import("@azure/service-bus");
  try {
    parseServiceBusConnectionString(connectionString);
    return undefined;
  } catch {
    return `The connection "${name}" is no Service Bus connection string: it needs Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...`;
  }
}
