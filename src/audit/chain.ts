import { createHash } from "node:crypto";
import { canonical, type Json } from "../json";

/** One entry in its place: its hash covers its place, the hash of the one before, and its content. */
export type Link = {
  readonly index: number;
  /** Of the link before; of the first one, what the connection's id comes to: a log cannot pass for another's. */
  readonly previous: string;
  readonly hash: string;
  readonly entry: Json;
  /** What is wrong with the way it was stored, where something is; never written. */
  readonly damaged?: string;
};

/** The last link, in short: what an append builds on, and what a snapshot keeps. */
export type Head = { readonly index: number; readonly hash: string };

/** The head of a log without entries. */
export function emptyHead(connectionId: string): Head {
  return { index: -1, hash: createHash("sha256").update(connectionId.toLowerCase()).digest("hex") };
}

export function nextLink(head: Head, entry: Json): Link {
  const index = head.index + 1;
  return { index, previous: head.hash, hash: hashOf(index, head.hash, entry), entry };
}

export function headOf(connectionId: string, chain: readonly Link[]): Head {
  const last = chain.at(-1);
  // Its place counts, not what it says of it: a log with a broken entry goes on, and the alarm points to that entry.
  return last ? { index: chain.length - 1, hash: last.hash } : emptyHead(connectionId);
}

/** The first place where a chain does not hold, and what is wrong there: an alarm has to point. */
export type Broken = { readonly index: number; readonly why: string };

export function firstBroken(connectionId: string, chain: readonly Link[]): Broken | undefined {
  const breaks = breaksIn(connectionId, chain);
  const index = breaks.findIndex((why) => why !== undefined);
  const why = breaks[index];
  return why === undefined ? undefined : { index, why };
}

/** Place by place, what is wrong there; undefined where the chain holds. */
export function breaksIn(connectionId: string, chain: readonly Link[]): readonly (string | undefined)[] {
  const { hash: genesis } = emptyHead(connectionId);
  return chain.map((link, index) => whyBroken(link, index, chain[index - 1]?.hash ?? genesis));
}

/** What a snapshot shows that a chain cannot show by itself: a tail that was cut off, or a log that was written anew. */
export function missingSince(chain: readonly Link[], snapshot: Head): Broken | undefined {
  if (snapshot.index < 0) return undefined;
  const link = chain[snapshot.index];
  if (!link)
    return { index: chain.length, why: `it and all after it are gone: the snapshot saw ${snapshot.index + 1} entries` };
  if (link.hash !== snapshot.hash) return { index: snapshot.index, why: "it is not the entry that the snapshot saw" };
  return undefined;
}

function whyBroken(link: Link, place: number, before: string): string | undefined {
  const { index, previous, hash, entry, damaged } = link;
  if (damaged) return damaged;
  if (index !== place) return `it says that it is entry ${index}: one was dropped, added or moved before it`;
  if (previous !== before) return "it does not build on the entry before it";
  if (hash !== hashOf(index, previous, entry)) return "its content is not what was written";
  return undefined;
}

function hashOf(index: number, previous: string, entry: Json): string {
  return createHash("sha256")
    .update(`${index}\n${previous}\n${canonical(entry)}`)
    .digest("hex");
}
