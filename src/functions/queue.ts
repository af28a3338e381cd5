import * as df from "durable-functions";
import { startDelivery } from "../intake/instances";
import { receiveMessage } from "../intake/receive-message";
import { announceTo } from "../notify/announce";
import { channels, intakePorts, refusedQueue } from "./services";

/**
 * The host hands bodies over as bytes: as text it would fail by itself for what is no UTF-8, before anybody could
 * refuse it, and would let a body overwrite its message's id. The host takes this; the library's type leaves it out.
 */
const AS_BYTES = { dataType: "binary" };

df.app.client.serviceBusQueue("takeRequest", {
  connection: "ServiceBusConnection",
  queueName: "approval-requests",
  ...AS_BYTES,
  handler: (body: unknown, client, context) =>
    receiveMessage(body, client, context, intakePorts(), {
      keep: async (refusal, messageId) => (await refusedQueue()).keep(refusal, messageId),
      tell: (event) => announceTo(channels(), event, (errand) => startDelivery(client, errand)),
    }),
});
