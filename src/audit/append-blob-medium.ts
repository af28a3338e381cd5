import { connectionIdIn, lineOf, linksIn, logName } from "./lines";
import type { Medium } from "./store";

/** What is used of the Blob client: tests speak to a small server, the rest to Azure. */
export type BlobTokens =
  | import("@azure/storage-blob").StorageSharedKeyCredential
  | import("@azure/core-auth").TokenCredential;

/**
 * Logs as append blobs of a container: under an immutability policy that allows appends, nobody can take an entry back.
 * The append position is the compare-and-append. A blob takes 50,000 appends, which a connection never comes near.
 */
export async function appendBlobMedium(
  url: string,
  identityClientId: string | undefined,
  credential?: BlobTokens,
): Promise<Medium> {
  const { ContainerClient } = await import("@azure/storage-blob");
  const container = new ContainerClient(url, credential ?? (await managedIdentity(identityClientId)));
  const blobOf = (connectionId: string) => container.getAppendBlobClient(logName(connectionId));

  return {
    async load(connectionId) {
      const bytes = await blobOf(connectionId)
        .downloadToBuffer()
        .catch((error: unknown) => {
          if (statusOf(error) === 404) return Buffer.alloc(0);
          throw error;
        });
      return linksIn(bytes);
    },
    async add(connectionId, link, at) {
      const line = Buffer.from(lineOf(connectionId, link));
      try {
        if (link.index === 0) await blobOf(connectionId).createIfNotExists();
        await blobOf(connectionId).appendBlock(line, line.length, { conditions: { appendPosition: at } });
        return true;
      } catch (error) {
        if (statusOf(error) === 412 || statusOf(error) === 409) return false;
        throw error;
      }
    },
    async *list() {
      for await (const { name } of container.listBlobsFlat()) {
        const id = connectionIdIn(await container.getBlobClient(name).downloadToBuffer());
        if (id !== undefined) yield id;
      }
    },
  };
}

async function managedIdentity(clientId: string | undefined) {
  const { ManagedIdentityCredential } = await import("@azure/identity");
  return new ManagedIdentityCredential(clientId ? { clientId } : {});
}

function statusOf(error: unknown): number | undefined {
  return typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : undefined;
}
