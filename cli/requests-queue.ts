import { hostName } from "../src/readings";
import { EndpointMissing } from "./endpoints";

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
  const message = (messageId: string, body: string) =>
    sender.sendMessages({ messageId, body: jsonOr(body), contentType: "application/json" });
  return {
    send: (messageId, body) => reaching(where, "Nothing was sent", message(messageId, body)),
    async refusalOf(messageId) {
      const peeked = await reaching(where, "The message was sent; look for it later", refused.peekMessages(PEEKED));
      const refusals = peeked.map(({ body }) => body as Refusal);
      return refusals.find(({ message }) => message?.messageId === messageId)?.reasons;
    },
    close: () => client.close(),
  };
}

/** What is wrong with `where`, in words that follow it; it is never repeated, because it may hold a key. */
export async function faultIn(where: string): Promise<string | undefined> {
  if (!where.includes("Endpoint=")) {
    const host = hostName(where);
    return "fault" in host ? host.fault : undefined;
  }
  const { ServiceBusClient } = await import("@azure/service-bus");
  try {
    await new ServiceBusClient(where).close(); // It connects with the first message, and judges its words now.
    return undefined;
  } catch {
    return "is no connection string: it holds Endpoint=sb://…, SharedAccessKeyName and SharedAccessKey";
  }
}

/** The code alone: the texts of the client name keys and run over many lines. */
async function reaching<T>(where: string, what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const host = /Endpoint=sb:\/\/([^/;]+)/i.exec(where)?.[1] ?? where;
    throw new EndpointMissing(`Service Bus at ${host} did not answer as it should (${codeOf(error)}). ${what}.`);
  }
}

function codeOf(error: unknown): string {
  const { code, name, message } = Object(error) as Partial<Record<"code" | "name" | "message", unknown>>;
  const ofSystem = /\bE[A-Z]{4,}\b/.exec(String(message))?.[0]; // Inside of what the client calls a GeneralError.
  return ofSystem ?? String(code ?? name ?? "unknown");
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
