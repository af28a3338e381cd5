import { createHash } from "node:crypto";

/**
 * One connection, one instance: two requests for a connection meet in the same place. A digest, because the extension
 * cuts ids at # and ? and takes no / (durable-protocol 9), and because ARM's ids count without case.
 */
export function instanceIdOf(connectionId: string): string {
  return `pec-${createHash("sha256").update(connectionId.toLowerCase()).digest("hex").slice(0, 40)}`;
}

export function isInstanceId(text: string): boolean {
  return /^pec-[0-9a-f]{40}$/.test(text);
}
