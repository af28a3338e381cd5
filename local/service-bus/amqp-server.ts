import type { AddressInfo, Server, Socket } from "node:net";
import { type Container, create_container, type EventContext } from "rhea";
import { type Seams, uuidFrom } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { onReceiverLink, onSenderLink } from "./amqp-links";
import { traitsOf } from "./amqp-message";
import { openOutgoing } from "./amqp-outgoing";
import { openDurableBroker } from "./durable-broker";
import type { Entities } from "./entities";
import { leaveUnread, noticeEnd, writeTogether } from "./rhea-inside";

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

const HOST = "127.0.0.1";
const UNHEARD = [
  "error",
  "protocol_error",
  "connection_error",
  "session_error",
  "sender_error",
  "receiver_error",
  "disconnected",
];

/** Starts a stand-in for Azure Service Bus that speaks AMQP 1.0. */
export async function startServiceBus(options: ServiceBusOptions): Promise<RunningServiceBus> {
  const { seams } = options;
  const broker = openDurableBroker({ ...options, traitsOf });
  const outgoing = openOutgoing(broker, seams);
  broker.onChange(() => {
    outgoing.serve().catch(() => {}); // Whoever sends or settles next is told that the disk refuses.
  });
  const container = create_container({ id: `service-bus-${uuidFrom(seams.random)}` });
  container.sasl_server_mechanisms.enable_anonymous();
  container.sasl_server_mechanisms.enable_plain(() => true); // Any key is good here, as any token is.
  container.on("session_open", ({ session }: EventContext) => session && leaveUnread(session));
  container.on("receiver_open", ({ receiver }: EventContext) => receiver && onReceiverLink(receiver, broker, seams));
  container.on("sender_open", ({ sender }: EventContext) => sender && onSenderLink(sender, broker, outgoing, seams));
  // rhea throws or prints an event that nobody listens to; a client that misbehaves must not end the process.
  for (const event of UNHEARD) container.on(event, () => {});
  container.on("connection_open", ({ connection }: EventContext) => {
    writeTogether(connection);
    noticeEnd(connection);
  });
  const server = await listening(container, options.port);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connectionString: `Endpoint=sb://${HOST}:${port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`,
    async stop() {
      const closed = new Promise((done) => server.close(done));
      await broker.close();
      // Hangs up when the last acknowledgements are sent. Of an AMQP close the official client makes too much: it sends on
      // over the closed connection, and its unanswered sends end the process that waits for them (rhea-promise 3.0.3).
      setImmediate(() => {
        for (const socket of sockets) socket.destroySoon();
      });
      await closed;
    },
  };
}

function listening(container: Container, port: number): Promise<Server> {
  return new Promise((started, failed) => {
    const server = container.listen({
      host: HOST,
      port,
      autoaccept: false,
      credit_window: 0,
      treat_modified_as_released: false,
      tcp_no_delay: true,
      max_frame_size: 65_536,
    } as Parameters<Container["listen"]>[0]) as Server;
    server.once("listening", () => started(server));
    server.once("error", (error: NodeJS.ErrnoException) => failed(unstartable(error, port)));
  });
}

function unstartable(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE") return error;
  return new Error(
    `Port ${port} of ${HOST}, where Service Bus should listen, is in use. End what listens there, or choose other ports with --port <number>.`,
    { cause: error },
  );
}
