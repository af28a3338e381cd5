import { output } from "@azure/functions";
import * as df from "durable-functions";
import { receiveMessage } from "../intake/receive-message";
import { intakePorts } from "./services";

const refused = output.serviceBusQueue({ connection: "ServiceBusConnection", queueName: "approval-requests-refused" });

df.app.client.serviceBusQueue("takeRequest", {
  connection: "ServiceBusConnection",
  queueName: "approval-requests",
  extraOutputs: [refused],
  handler: (body: unknown, client, context) =>
    receiveMessage(body, client, context, intakePorts(), (refusal) => context.extraOutputs.set(refused, refusal)),
});
