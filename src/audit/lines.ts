import { createHash } from "node:crypto";
import type { Json } from "../json";
import type { Link } from "./chain";

/** A log as text: one link a line, the connection's id with the first so that a log can be told from its content alone. */

export function lineOf(connectionId: string, link: Link): string {
  return `${JSON.stringify(link.index === 0 ? { ...link, connectionId: connectionId.toLowerCase() } : link)}\n`;
}

export type Read = {
  readonly links: readonly Link[];
  /** In bytes, of the complete lines: a torn last one, of a process that died while writing, does not count. */
  readonly length: number;
};

/** Reads the complete lines. A line that is complete and no link becomes one that no verification will pass. */
export function linksIn(bytes: Buffer): Read {
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, length).toString("utf8").split("\n").slice(0, -1);
  return { links: lines.map(linkIn), length };
}

export function connectionIdIn(bytes: Buffer): string | undefined {
  const end = bytes.indexOf(0x0a);
  const first = end < 0 ? undefined : objectIn(bytes.subarray(0, end).toString("utf8"));
  return typeof first?.["connectionId"] === "string" ? first["connectionId"] : undefined;
}

/** A name that is safe on every file system, begins with what a person recognises, and differs for each connection. */
export function logName(connectionId: string): string {
  const id = connectionId.toLowerCase();
  const [target = "", connection = ""] = [id.split("/")[8], id.split("/")[10]];
  const readable = `${target}-${connection}`.replace(/[^a-z0-9-]+/g, "_").slice(0, 60);
  return `${readable}-${createHash("sha256").update(id).digest("hex").slice(0, 24)}.jsonl`;
}

function linkIn(line: string): Link {
  const link = objectIn(line);
  if (!link) return UNREADABLE;
  const { index, previous, hash, entry } = link;
  return { index: Number(index), previous: String(previous), hash: String(hash), entry: (entry ?? null) as Json };
}

const UNREADABLE: Link = { index: -1, previous: "", hash: "", entry: { kind: "unreadable", run: "" } };

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined; // Not what was written: verification names the place.
  }
}
