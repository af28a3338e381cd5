import type { ServiceBusMessage } from "@azure/service-bus";
import { type Binding, isOfType, textOf } from "./app-functions";
import type { TypedData } from "./rpc";
import type { Senders } from "./service-bus-clients";
import { connectionNamed, type Settings } from "./settings";

export function isServiceBusOutput(binding: Binding): boolean {
  return isOfType(binding, "serviceBus");
}

/** The queue or topic that a binding means. */
export function entityOf(binding: Binding): string | undefined {
  return textOf(binding, "queueName") || textOf(binding, "topicName");
}

/** Sends what a function left in an output binding and resolves when the broker has all of it. */
export async function sendOutput(
  senders: Senders,
  settings: Settings,
  binding: Binding,
  data: TypedData,
): Promise<void> {
  const connection = connectionNamed(textOf(binding, "connection") || "ServiceBus", settings);
  const entity = entityOf(binding);
  if (connection.kind === "fault") throw new Error(connection.why);
  if (!entity) throw new Error(`The output binding ${binding.name} names no queue and no topic.`);
  const sender = await senders.sender(connection.connectionString, entity);
  let batch = await sender.createMessageBatch();
  for (const message of messagesFrom(data)) {
    if (batch.tryAddMessage(message)) continue;
    await sender.sendMessages(batch);
    batch = await sender.createMessageBatch();
    if (!batch.tryAddMessage(message)) throw new Error(`A message for ${entity} is larger than the broker takes.`);
  }
  if (batch.count > 0) await sender.sendMessages(batch);
}

/** One message for a text, for bytes and for an object; one for each element of an array (as the host's collector does). */
export function messagesFrom(data: TypedData): readonly ServiceBusMessage[] {
  if (data.bytes !== undefined) return [{ body: Buffer.from(data.bytes), contentType: "application/octet-stream" }];
  if (data.json === undefined) return [textMessage(data.string ?? String(data.int ?? data.double ?? ""))];
  const content: unknown = JSON.parse(data.json);
  const elements: readonly unknown[] = Array.isArray(content) ? content : [content];
  return elements.map((element) => textMessage(typeof element === "string" ? element : JSON.stringify(element)));
}

/** As bytes: the client would make JSON of a text, quotes and all. */
function textMessage(text: string): ServiceBusMessage {
  return { body: Buffer.from(text, "utf8"), contentType: "text/plain" };
}
