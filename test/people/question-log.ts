import type { Asked, Entry, Withdrawn } from "../../src/approval/entry";
import { storeOn } from "../../src/audit/store";
import { memoryMedium } from "../memory-medium";
import { request, START } from "../workflow/world";

export const { connectionId } = request;
export const SHOWN = "a".repeat(64);
export const later = (ms: number) => () => new Date(START + ms);

/** Two people are asked, for a minute. */
export const asked = (run = "run", quorum = 2): Asked => ({
  kind: "asked",
  run,
  round: 0,
  at: request.receivedAt,
  requestId: "r1",
  people: { role: "Approver", quorum, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" },
  why: "production",
  shownHash: SHOWN,
  deadline: later(60_000)().toISOString(),
});

export const withdrawn: Withdrawn = {
  kind: "withdrawn",
  run: "run",
  answerId: "w",
  at: request.receivedAt,
  requestId: "r1",
  by: { id: "id-sam", name: "sam" },
};

export async function logWith(...entries: readonly Entry[]) {
  return (await spoilt((text) => text, ...entries)).log;
}

/** A log that somebody with access to the storage has written over. */
export async function spoilt(change: (text: string) => string, ...entries: readonly Entry[]) {
  const medium = memoryMedium();
  const log = storeOn(medium);
  for (const entry of entries) await log.append(connectionId, entry);
  medium.tamper(change);
  return { log };
}
