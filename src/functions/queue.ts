import { output } from "@azure/functions";
import * as df from "durable-functions";
import { startDelivery } from "../intake/instances";
import { receiveMessage } from "../intake/receive-message";
import { announceTo } from "../notify/announce";
import { channels, intakePorts } from "./services";

const refused = output.serviceBusQueue({ connection: "ServiceBusConnection", queueName: "approval-requests-refused" });

df.app.client.serviceBusQueue("takeRequest", {
  connection: "ServiceBusConnection",
  queueName: "approval-requests",
  extraOutputs: [refused],
  handler: (body: unknown, client, context) =>
    receiveMessage(body, client, context, intakePorts(), {
      keep: (refusal) => context.extraOutputs.set(refused, refusal),
      tell: (event) => announceTo(channels(), event, (errand) => startDelivery(client, errand)),
    }),
});
