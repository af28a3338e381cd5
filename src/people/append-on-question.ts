import type { Answered, Recorded, Withdrawn } from "../approval/entry";
import { headOf } from "../audit/chain";
import { recordedIn } from "../audit/recorded";
import type { AuditStore } from "../audit/store";

export type Log = Pick<AuditStore, "read" | "append" | "appendOn">;

/** It is in the log, durably. */
export type Acknowledged = {
  readonly kind: "acknowledged";
  readonly entry: { readonly index: number; readonly hash: string };
  readonly at: string;
};

export type Refusal = { readonly kind: "refused"; readonly code: RefusalCode; readonly why: string };
export type RefusalCode =
  | "AlreadyEnded"
  | "AlreadyDecided"
  | "FactsChanged"
  | "LogBroken"
  | "OwnRequest"
  | "NotAsked"
  | "KeyReused";

/** So many others append at the same moment at the very most. */
const MOST_TRIES = 50;

/**
 * Appends what `entryOn` makes of the log, on the very entries that it was shown: where somebody was quicker, it is asked
 * again. An entry that is there already is not written twice.
 */
export async function appendOnQuestion(
  connectionId: string,
  log: Log,
  entryOn: (entries: readonly Recorded[]) => Answered | Withdrawn | Refusal,
): Promise<Acknowledged | Refusal> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const links = await log.read(connectionId);
    const entry = entryOn(recordedIn(connectionId, links));
    if (entry.kind === "refused") return entry;
    const appended = await log.appendOn(connectionId, entry, headOf(connectionId, links));
    if (appended.kind === "moved") continue;
    const { index, hash } = appended.link;
    return { kind: "acknowledged", entry: { index, hash }, at: entry.at };
  }
  throw new Error(`The log kept growing through ${MOST_TRIES} attempts to append to it.`);
}
