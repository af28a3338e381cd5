import type { StorageSharedKeyCredential } from "@azure/storage-blob";
import type { Medium, SignIn } from "./store";

/** A key is for tests alone: the product signs in as an identity. */
export type BlobCredential = StorageSharedKeyCredential | Awaited<ReturnType<typeof identity>>;

/**
 * Logs as append blobs of a container: under an immutability policy that allows appends, nobody can take an entry back.
 * An append is whole or not there, and its position is the compare in compare-and-append. The client sends a request
 * again when an answer is lost; the second one then finds the log moved, and its entry in it by key.
 */
export async function appendBlobMedium(url: string, signIn: SignIn, credential?: BlobCredential): Promise<Medium> {
  const { ContainerClient } = await import("@azure/storage-blob");
  const container = new ContainerClient(url, credential ?? (await identity(signIn)));

  return {
    async bytes(name) {
      try {
        return await container.getAppendBlobClient(name).downloadToBuffer();
      } catch (error) {
        if (failureOf(error).status === 404) return Buffer.alloc(0);
        throw error;
      }
    },
    async add(name, { line, whole, length }) {
      const blob = container.getAppendBlobClient(name);
      // Nothing can be cut off a blob, and we leave no torn line: what is there is somebody else's, and shows as damage.
      const text = Buffer.from(whole < length ? `\n${line}` : line);
      try {
        if (length === 0) await blob.createIfNotExists();
        await blob.appendBlock(text, text.length, { conditions: { appendPosition: length } });
        return true;
      } catch (error) {
        const { status, code } = failureOf(error);
        if (status === 412) return false;
        if (code === "BlockCountExceedsLimit")
          throw new Error(`The log ${name} is full: an append blob takes 50,000 entries.`, { cause: error });
        throw error;
      }
    },
    async *names() {
      for await (const { name } of container.listBlobsFlat()) if (name.endsWith(".jsonl")) yield name;
    },
  };
}

async function identity({ as, clientId }: SignIn) {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import("@azure/identity");
  if (as === "developer") return new DefaultAzureCredential();
  return new ManagedIdentityCredential(clientId ? { clientId } : {});
}

function failureOf(error: unknown): { readonly status?: number; readonly code?: string } {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return {};
  return { status: Number(error.statusCode), ...("code" in error && { code: String(error.code) }) };
}
