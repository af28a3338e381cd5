const { app, output } = require("@azure/functions");

const toOut = output.serviceBusQueue({ connection: "Bus", queueName: "%OUT_QUEUE%" });
const toTopic = output.serviceBusTopic({ connection: "Bus", topicName: "news" });

/** Hands on what arrived, with its metadata; `throw` in a message makes it fail. */
app.serviceBusQueue("relay", {
  connection: "Bus",
  queueName: "in",
  return: toOut,
  extraOutputs: [toTopic],
  handler: (message, context) => {
    if (message?.throw) throw new Error(message.throw);
    if (message?.topic) context.extraOutputs.set(toTopic, message.topic);
    return { message, metadata: context.triggerMetadata };
  },
});

app.serviceBusTopic("listen", {
  connection: "Bus",
  topicName: "news",
  subscriptionName: "all",
  return: toOut,
  handler: (message) => ({ heard: message }),
});

app.serviceBusQueue("raw", {
  connection: "Bus",
  queueName: "raw",
  dataType: "binary",
  return: toOut,
  handler: (bytes) => ({ isBuffer: Buffer.isBuffer(bytes), hex: bytes.toString("hex") }),
});

app.serviceBusQueue("many", {
  connection: "Bus",
  queueName: "many",
  cardinality: "many",
  return: toOut,
  handler: (messages, context) => ({ messages, ids: context.triggerMetadata.messageIdArray }),
});

app.serviceBusQueue("orphan", { connection: "NoSuchSetting", queueName: "in", handler: () => {} });
