import { type Entry, keyOf } from "../approval/entry";
import type { Json } from "../json";
import { type Broken, firstBroken, type Head, headOf, type Link, nextLink } from "./chain";
import { lineOf, linksIn, logName, type Read } from "./lines";
import { withoutSecrets } from "./secrets";

/** What became of an append that builds on a head. `moved`: the log has grown since; look again. */
export type Appended =
  /** `isNew` tells whoever wrote it from everybody who found it there. */
  | { readonly kind: "appended"; readonly link: Link; readonly isNew: boolean }
  | { readonly kind: "moved"; readonly head: Head };

/** One append-only, hash-chained log for each connection. Ids count without case. */
export type AuditStore = {
  /** Every complete entry, in order. Whoever trusts one asks firstBroken first. */
  readonly read: (connectionId: string) => Promise<readonly Link[]>;
  /** Writes the entry, unless one with its key is there: then that one is what is returned. */
  readonly append: (connectionId: string, entry: Entry) => Promise<Link>;
  /** The same, only while `head` is the last entry. */
  readonly appendOn: (connectionId: string, entry: Entry, head: Head) => Promise<Appended>;
  /** The ids of all connections that have a log, lower case. A log that does not say whose it is, is missing here. */
  readonly list: () => AsyncIterable<string>;
  /** Every log as it lies there, also one that no connection leads to; or that of one connection. */
  readonly inspect: (connectionId?: string) => AsyncIterable<Inspected>;
};

export type Inspected = {
  readonly name: string;
  readonly connectionId?: string;
  readonly chain: readonly Link[];
  readonly broken?: Broken;
  /** Bytes of a last line that was never finished: a process died while writing, or somebody cut the log off. */
  readonly torn: number;
};

/** Where logs lie, under names. */
export type Medium = {
  /** All that is there; nothing where there is no such log. */
  readonly bytes: (name: string) => Promise<Buffer>;
  /** False where the log is no longer as long as it was. Durable when it resolves. */
  readonly add: (name: string, addition: Addition) => Promise<boolean>;
  readonly names: () => AsyncIterable<string>;
};

export type Addition = {
  readonly line: string;
  /** In bytes: what is there, and how much of it counts. */
  readonly length: number;
  readonly whole: number;
};

/** As whom the log is read and written where it lies in Azure. */
export type SignIn = { readonly as: "app" | "developer"; readonly clientId?: string };

/** Somebody else appends at the same moment so often at the very most: then something is wrong. */
const MOST_TRIES = 20;
/** What one append of a blob takes, with some room (4 MiB for every version of the service). */
const LONGEST_LINE_BYTES = 4_000_000;

export function storeOn(medium: Medium): AuditStore {
  const load = async (connectionId: string): Promise<Read> => linksIn(await medium.bytes(logName(connectionId)));

  /** Undefined where somebody else was quicker. */
  async function tryAppend(connectionId: string, entry: Json, on?: Head): Promise<Appended | undefined> {
    const { links, length, whole, isOpen } = await load(connectionId);
    const key = keyIn(entry);
    const there = links.find((link) => keyIn(link.entry) === key);
    if (there) return { kind: "appended", link: there, isNew: false };
    const head = headOf(connectionId, links);
    if (on && (on.hash !== head.hash || on.index !== head.index)) return { kind: "moved", head };
    const link = nextLink(head, entry);
    const line = `${isOpen ? "\n" : ""}${lineOf(connectionId, link)}`;
    if (line.length > LONGEST_LINE_BYTES) throw new Error(`An entry of ${line.length} characters is too long to keep.`);
    const isAdded = await medium.add(logName(connectionId), { line, length, whole });
    return isAdded ? { kind: "appended", link, isNew: true } : undefined;
  }

  async function patiently(connectionId: string, entry: Entry, on?: Head): Promise<Appended> {
    // As it will be read again: the same text however it is spelt, and no secret in it.
    const clean = withoutSecrets(JSON.parse(JSON.stringify(entry)) as Json);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const appended = await tryAppend(connectionId, clean, on);
      if (appended) return appended;
    }
    throw new Error(`The log of a connection kept growing through ${MOST_TRIES} attempts to append to it.`);
  }

  async function* inspect(connectionId?: string): AsyncGenerator<Inspected> {
    const names = connectionId === undefined ? medium.names() : [logName(connectionId)];
    for await (const name of names) {
      const log = linksIn(await medium.bytes(name));
      if (connectionId === undefined || log.length > 0) yield inspected(name, log);
    }
  }

  return {
    read: async (connectionId) => (await load(connectionId)).links,
    async append(connectionId, entry) {
      const appended = await patiently(connectionId, entry);
      if (appended.kind === "moved") throw new Error("An append that builds on no head cannot find it moved.");
      return appended.link;
    },
    appendOn: patiently,
    async *list() {
      for await (const { connectionId } of inspect()) if (connectionId !== undefined) yield connectionId;
    },
    inspect,
  };
}

/** Whose log it is counts only where it lies under that connection's name: nothing else holds the first line's id. */
function inspected(name: string, { links: chain, connectionId, length, whole }: Read): Inspected {
  const torn = length - whole;
  if (connectionId !== undefined && logName(connectionId) === name) {
    const broken = firstBroken(connectionId, chain);
    return { name, connectionId, chain, torn, ...(broken && { broken }) };
  }
  if (chain.length === 0) return { name, chain, torn }; // Made, and its writer died before the first entry.
  const why =
    connectionId === undefined
      ? "it does not say whose log this is"
      : "the log lies under a name that is not its connection's";
  return { name, chain, torn, broken: { index: 0, why } };
}

function keyIn(entry: Json): string | undefined {
  try {
    return keyOf(entry as Entry);
  } catch {
    return undefined; // Not one of ours, in a log that somebody else has written to.
  }
}

/** Opens the log that a URL names: a blob container (https) or a folder (file). */
export async function openAudit(
  url: string,
  options: { readonly identityClientId?: string; readonly as?: SignIn["as"] } = {},
): Promise<AuditStore> {
  const { protocol, search } = new URL(url);
  if (protocol === "file:") {
    const { fileMedium } = await import("./file-medium");
    return storeOn(fileMedium(url));
  }
  if (search)
    throw new Error("The audit log's URL carries a query: it is opened with an identity, never with a signature.");
  const { identityClientId: clientId, as = "app" } = options;
  const { appendBlobMedium } = await import("./append-blob-medium");
  return storeOn(await appendBlobMedium(url, { as, ...(clientId && { clientId }) }));
}
