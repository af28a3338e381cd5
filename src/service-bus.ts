import { ServiceBusClient } from "@azure/service-bus";
import type { Config } from "./config";

/**
 * The app's own connection to its namespace; everything that sends shares it. This file is imported with the first
 * message, because the library weighs something; the connection opens with it too.
 */
export async function openServiceBus({
  serviceBus,
  identityClientId,
}: Pick<Config, "serviceBus" | "identityClientId">): Promise<ServiceBusClient> {
  if (serviceBus.kind === "connectionString") return new ServiceBusClient(serviceBus.connectionString);
  const { ManagedIdentityCredential } = await import("@azure/identity");
  const credential = new ManagedIdentityCredential(identityClientId ? { clientId: identityClientId } : {});
  return new ServiceBusClient(serviceBus.host, credential);
}
