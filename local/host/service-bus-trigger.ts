import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";
import type { Seams } from "../seams";
import { type AppFunction, textOf } from "./app-functions";
import { batchesOf } from "./batches";
import type { HostConfig } from "./host-json";
import type { Invoked, Invoker } from "./invoke";
import type { HostLog } from "./log";
import { closeClient, connect } from "./service-bus-clients";
import { type Received, receivedMany, receivedOne } from "./service-bus-message";
import { thrownOf } from "./thrown";
import type { Trigger } from "./trigger";

export type ServiceBusParts = {
  readonly connectionString: string;
  readonly config: HostConfig["serviceBus"];
  readonly invoker: Invoker;
  readonly seams: Seams;
  readonly log: HostLog;
};

const CATEGORY = "Host.Triggers.ServiceBus";

/** Runs a function for each message of a queue or subscription, or for several at once with `cardinality: "many"`. */
export function serviceBusTrigger(parts: ServiceBusParts, fn: AppFunction): Trigger {
  const underWay = new Set<Promise<void>>();
  const settled = (work: Promise<void>): Promise<void> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  const outages = outageLog(parts.log, fn);
  // A client of its own: with many receivers on one connection the client does not always find them all again.
  let client: ServiceBusClient | undefined;
  let subscription: { close(): Promise<void> } | undefined;
  let isStopping = false;
  return {
    async start() {
      client = await connect(parts.connectionString);
      const receiver = receiverFor(client, parts, fn);
      const handle = async (messages: readonly ServiceBusReceivedMessage[]) => {
        if (isStopping) return; // Not settled: the broker has them back when the link is closed.
        outages.over();
        await settled(handleMessages(parts, fn, receiver, messages));
      };
      const { take, atOnce } = takerOf(parts, fn, handle);
      subscription = receiver.subscribe(
        { processMessage: take, processError: async ({ error }) => outages.told(error) },
        { autoCompleteMessages: false, maxConcurrentCalls: atOnce },
      );
    },
    async stop() {
      isStopping = true;
      outages.mute();
      await subscription?.close();
      await Promise.all(underWay);
      if (client) await closeClient(client, parts.seams.clock);
    },
  };
}

function receiverFor(client: ServiceBusClient, { config }: ServiceBusParts, fn: AppFunction): ServiceBusReceiver {
  const options = {
    receiveMode: "peekLock" as const,
    maxAutoLockRenewalDurationInMs: config.maxAutoLockRenewalMs,
    skipParsingBodyAsJson: true,
  };
  const queue = textOf(fn.trigger, "queueName");
  if (queue) return client.createReceiver(queue, options);
  return client.createReceiver(
    textOf(fn.trigger, "topicName") ?? "",
    textOf(fn.trigger, "subscriptionName") ?? "",
    options,
  );
}

/** How long the first message of a batch waits for others. */
const BATCH_WAIT_MS = 100;

/** What takes each message: the function itself, or what gathers them for a function that wants many. */
function takerOf(
  { config, seams }: ServiceBusParts,
  fn: AppFunction,
  handle: (messages: readonly ServiceBusReceivedMessage[]) => Promise<void>,
): { readonly take: (message: ServiceBusReceivedMessage) => Promise<void>; readonly atOnce: number } {
  if (!isMany(fn)) return { take: (message) => handle([message]), atOnce: config.maxConcurrentCalls };
  const { maxMessageBatchSize: size } = config;
  return { take: batchesOf({ size, waitMs: BATCH_WAIT_MS, clock: seams.clock, handle }), atOnce: size };
}

function isMany({ trigger }: AppFunction): boolean {
  return textOf(trigger, "cardinality")?.toLowerCase() === "many";
}

/** Completes what the function took, gives back what it did not; neither stops the messages behind it. */
async function handleMessages(
  parts: ServiceBusParts,
  fn: AppFunction,
  receiver: ServiceBusReceiver,
  messages: readonly ServiceBusReceivedMessage[],
): Promise<void> {
  const invoked = await invokeFor(parts, fn, messages);
  const isLost = parts.seams.faults.at("host/settle-message")?.kind === "lose";
  if (isLost || (invoked.kind === "returned" && !parts.config.autoCompleteMessages)) return;
  for (const message of messages) {
    try {
      if (invoked.kind === "returned") await receiver.completeMessage(message);
      else await receiver.abandonMessage(message);
    } catch (error) {
      // A lock that ran out, or a broker that went away: the message comes again by itself.
      const { message: why } = thrownOf(error);
      const text = `The message ${message.messageId} could not be settled and will come again: ${why}`;
      parts.log({ level: "warning", category: CATEGORY, functionName: fn.name, message: text });
    }
  }
}

async function invokeFor(
  { invoker, log }: ServiceBusParts,
  fn: AppFunction,
  messages: readonly ServiceBusReceivedMessage[],
): Promise<Invoked> {
  let received: Received;
  try {
    received = receivedFrom(fn, messages);
  } catch (error) {
    const thrown = thrownOf(error);
    log({ level: "error", category: CATEGORY, functionName: fn.name, message: thrown.message });
    return { kind: "threw", ...thrown };
  }
  return invoker.invoke(fn, { ...received, reason: "(null)" });
}

function receivedFrom(fn: AppFunction, messages: readonly ServiceBusReceivedMessage[]): Received {
  const isBinary = textOf(fn.trigger, "dataType")?.toLowerCase() === "binary";
  const [only] = messages;
  return isMany(fn) || !only ? receivedMany(messages, isBinary) : receivedOne(only, isBinary);
}

/** Tells an outage once, and that it is over once: the client tries again every moment and reports each time. */
function outageLog(log: HostLog, fn: AppFunction) {
  let told: string | undefined;
  let isMuted = false;
  const write = (level: "warning" | "information", message: string) =>
    log({ level, category: CATEGORY, functionName: fn.name, message });
  return {
    told(error: unknown) {
      const { message } = thrownOf(error);
      const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : message;
      if (told === code || isMuted) return;
      told = code;
      write("warning", `Service Bus cannot be reached and is tried again until it can: ${message}`);
    },
    over() {
      if (told !== undefined) write("information", "Service Bus is there again.");
      told = undefined;
    },
    /** A receiver that is being closed reports that as well. */
    mute() {
      isMuted = true;
    },
  };
}
