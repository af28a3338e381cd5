import { type Entry, keyOf } from "../approval/entry";
import type { Json } from "../json";
import { type Head, headOf, type Link, nextLink } from "./chain";
import { withoutSecrets } from "./secrets";

/** What became of an append that builds on a head. `moved`: the log has grown since; look again. */
export type Appended =
  | { readonly kind: "appended"; readonly link: Link }
  | { readonly kind: "moved"; readonly head: Head };

/** One append-only, hash-chained log for each connection. Ids count without case. */
export type AuditStore = {
  readonly read: (connectionId: string) => Promise<readonly Link[]>;
  /** Writes the entry, unless one with its key is there: then that one is what is returned. */
  readonly append: (connectionId: string, entry: Entry) => Promise<Link>;
  /** The same, only while `head` is the last entry. */
  readonly appendOn: (connectionId: string, entry: Entry, head: Head) => Promise<Appended>;
  /** The ids of all connections that have a log, lower case. */
  readonly list: () => AsyncIterable<string>;
};

/** Where logs lie: adds bytes to one at a known length, or says that it has grown. */
export type Medium = {
  /** All complete links, and the length in bytes that the next one is added at. */
  readonly load: (connectionId: string) => Promise<{ readonly links: readonly Link[]; readonly length: number }>;
  /** False where the log is no longer `at` bytes long. Durable when it resolves. */
  readonly add: (connectionId: string, link: Link, at: number) => Promise<boolean>;
  readonly list: () => AsyncIterable<string>;
};

/** Somebody else appends at the same moment so often at the very most: then something is wrong. */
const MOST_TRIES = 20;

export function storeOn(medium: Medium): AuditStore {
  /** Undefined where somebody else was quicker, or where the log is not at `on`. */
  async function tryAppend(connectionId: string, entry: Entry, on?: Head): Promise<Appended | undefined> {
    const { links, length } = await medium.load(connectionId);
    const key = keyOf(entry);
    const there = links.find((link) => keyOf(link.entry as Entry) === key);
    if (there) return { kind: "appended", link: there };
    const head = headOf(connectionId, links);
    if (on && on.hash !== head.hash) return { kind: "moved", head };
    const link = nextLink(head, withoutSecrets(entry as Json));
    return (await medium.add(connectionId, link, length)) ? { kind: "appended", link } : undefined;
  }

  async function patiently(connectionId: string, entry: Entry, on?: Head): Promise<Appended> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const appended = await tryAppend(connectionId, entry, on);
      if (appended) return appended;
    }
    throw new Error(`The log of a connection kept growing through ${MOST_TRIES} attempts to append to it.`);
  }

  return {
    read: async (connectionId) => (await medium.load(connectionId)).links,
    async append(connectionId, entry) {
      const appended = await patiently(connectionId, entry);
      if (appended.kind === "moved") throw new Error("An append that builds on no head cannot find it moved.");
      return appended.link;
    },
    appendOn: patiently,
    list: () => medium.list(),
  };
}

/** Opens the log that a URL names: a blob container (https) or a folder (file). */
export async function openAudit(
  url: string,
  { identityClientId }: { readonly identityClientId?: string } = {},
): Promise<AuditStore> {
  if (new URL(url).protocol === "file:") {
    const { fileMedium } = await import("./file-medium");
    return storeOn(fileMedium(url));
  }
  const { appendBlobMedium } = await import("./append-blob-medium");
  return storeOn(await appendBlobMedium(url, identityClientId));
}
