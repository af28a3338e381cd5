import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";
import { ownQueue, type RunningBus, runningBus } from "./running-bus";

/** A running Service Bus and an official client for all tests of one file. */
export function clientDesk() {
  let bus: RunningBus;
  let client: ServiceBusClient;
  beforeAll(async () => {
    bus = await runningBus();
    client = bus.client();
  });
  afterAll(() => bus.stop());
  return {
    bus: () => bus,
    client: () => client,
    /** A queue of its own, with what was sent to it. */
    async queueWith(...sent: readonly unknown[]) {
      const name = ownQueue();
      const sender = client.createSender(name);
      if (sent.length > 0) await sender.sendMessages(sent.map((body) => ({ body })));
      const dead = client.createReceiver(name, { subQueueType: "deadLetter" });
      return { name, sender, receiver: client.createReceiver(name), dead };
    },
  };
}

export async function one(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  return the(await receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 }));
}

/** Looks long enough to be sure that nothing is there: what is there comes at once. */
export function none(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage[]> {
  return receiver.receiveMessages(1, { maxWaitTimeInMs: 100 });
}

export type SequenceNumber = NonNullable<ServiceBusReceivedMessage["sequenceNumber"]>;

export async function deferredOne(
  receiver: ServiceBusReceiver,
  sequence: SequenceNumber,
): Promise<ServiceBusReceivedMessage> {
  return the(await receiver.receiveDeferredMessages(sequence));
}

export function numberOf(message: ServiceBusReceivedMessage | undefined): SequenceNumber {
  if (!message?.sequenceNumber) throw new Error("the message has no sequence number");
  return message.sequenceNumber;
}

export function because(deadLetterReason: string) {
  return { deadLetterReason, deadLetterErrorDescription: `because of ${deadLetterReason}` };
}

/** Waits for what the client does in its own time. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not so within 20 s: ${isSo.toString()}`);
    await new Promise((passed) => setTimeout(passed, 10));
  }
}

function the(messages: readonly ServiceBusReceivedMessage[]): ServiceBusReceivedMessage {
  const [message] = messages;
  if (!message) throw new Error("no message came");
  return message;
}
