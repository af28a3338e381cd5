import { createHash } from "node:crypto";
import { canonical, isObject, type Json } from "../json";
import type { Link } from "./chain";

/**
 * A log as bytes: one link a line, in its canonical text, the first one with the connection's id. Of a link there is one
 * text only, so that a line that differs in a single byte is not what was written.
 */
export function lineOf(connectionId: string, link: Link): string {
  return `${textOf(link, link.index === 0 ? connectionId.toLowerCase() : undefined)}\n`;
}

export type Read = {
  readonly links: readonly Link[];
  /** What the first line says, lower case. */
  readonly connectionId?: string;
  /** In bytes, of all that is there. */
  readonly length: number;
  /** In bytes, of all that counts. What comes after it is the torn line of a process that died while writing. */
  readonly whole: number;
  /** The last link lacks its line end, and nothing else: it counts, and whoever appends ends its line first. */
  readonly isOpen: boolean;
};

/** Reads what is complete. A line that is no link stands as one that no verification passes. */
export function linksIn(bytes: Buffer): Read {
  const lines = splitLines(bytes);
  const rest = lines.pop() ?? Buffer.alloc(0);
  // A part of an object is never an object: what can be read is complete, but for the line end.
  const isOpen = objectIn(rest) !== undefined;
  if (isOpen) lines.push(rest);
  const connectionId = objectIn(lines[0])?.["connectionId"];
  return {
    links: lines.map(linkIn),
    ...(typeof connectionId === "string" && { connectionId }),
    length: bytes.length,
    whole: isOpen ? bytes.length : bytes.length - rest.length,
    isOpen,
  };
}

/** A name that is safe on every file system, begins with what a person recognises, and differs for each connection. */
export function logName(connectionId: string): string {
  const id = connectionId.toLowerCase();
  const [target = "", connection = ""] = [id.split("/")[8], id.split("/")[10]];
  const readable = `${target}-${connection}`.replace(/[^a-z0-9-]+/g, "_").slice(0, 60);
  return `${readable}-${createHash("sha256").update(id).digest("hex").slice(0, 24)}.jsonl`;
}

function textOf({ index, previous, hash, entry }: Link, connectionId?: string): string {
  return canonical({ index, previous, hash, entry, ...(connectionId !== undefined && { connectionId }) });
}

function linkIn(line: Buffer, place: number): Link {
  const read = objectIn(line);
  // Its hash is that of its bytes, so that entries after it build on something, and a second forgery shows.
  const nothing = { index: place, previous: "", hash: createHash("sha256").update(line).digest("hex"), entry: null };
  if (!read) return { ...nothing, damaged: "its line is no entry" };
  const { index, previous, hash, entry, connectionId } = read;
  if (typeof index !== "number" || typeof previous !== "string" || typeof hash !== "string" || entry === undefined)
    return { ...nothing, damaged: "its line lacks a part of an entry" };
  const link = { index, previous, hash, entry: entry as Json };
  const text = textOf(link, place === 0 && typeof connectionId === "string" ? connectionId : undefined);
  return line.equals(Buffer.from(text)) ? link : { ...link, damaged: "its line is not as it was written" };
}

function objectIn(line: Buffer | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(String(line));
    return isObject(read) ? read : undefined;
  } catch {
    return undefined; // Not what was written: verification names the place.
  }
}

/** The lines, and last what follows the last line end. */
function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return [...lines, bytes.subarray(from)];
}
