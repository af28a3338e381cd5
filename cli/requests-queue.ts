/** The product's queues as a sender sees them: asks through one, and finds what was refused in the other. */
export type Requests = {
  readonly send: (messageId: string, body: string) => Promise<void>;
  /** The reasons why a message was refused, if it was. */
  readonly refusalOf: (messageId: string) => Promise<readonly Reason[] | undefined>;
  readonly close: () => Promise<void>;
};

export type Reason = { readonly path: string; readonly text: string };

type Refusal = { readonly reasons: readonly Reason[]; readonly message: { readonly messageId?: string } };

const PEEKED = 250;

/** `where` is a connection string, or the host name of a namespace: then whoever is signed in to Azure here sends. */
export async function openRequests(where: string): Promise<Requests> {
  const { ServiceBusClient } = await import("@azure/service-bus");
  const retryOptions = { maxRetries: 2, timeoutInMs: 15_000, retryDelayInMs: 500 };
  const client = where.includes("Endpoint=")
    ? new ServiceBusClient(where, { retryOptions })
    : new ServiceBusClient(where, await developer(), { retryOptions });
  const sender = client.createSender("approval-requests");
  const refused = client.createReceiver("approval-requests-refused", { receiveMode: "peekLock" });
  return {
    send: (messageId, body) => sender.sendMessages({ messageId, body: jsonOr(body), contentType: "application/json" }),
    async refusalOf(messageId) {
      const peeked = await refused.peekMessages(PEEKED);
      const refusals = peeked.map(({ body }) => body as Refusal);
      return refusals.find(({ message }) => message?.messageId === messageId)?.reasons;
    },
    close: () => client.close(),
  };
}

/** What is JSON is sent as JSON; anything else as the text that it is, so that bad input can be tried too. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function developer() {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential();
}
