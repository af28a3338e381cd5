import { instanceIdOf } from "./instance-id";
import type { Outbox, OutgoingMessage } from "./request-queue";

/** How the last run for a connection ended. */
export type LastRun = {
  readonly isOpen: boolean;
  readonly endedAt?: string;
  readonly outcome?: string;
  readonly policyHash?: string;
  /** While people are asked: the last entry of the log that it has counted. */
  readonly counted?: number;
};

export type World = {
  readonly lastRun: (instanceId: string) => Promise<LastRun | undefined>;
  readonly policyHash: () => Promise<string>;
  readonly outbox: Outbox;
  /** Whether the log has an answer, or a withdrawal, after that entry. */
  readonly hasAnswersAfter: (connectionId: string, entry: number) => Promise<boolean>;
  readonly ring: (instanceId: string) => Promise<void>;
  readonly now: () => Date;
};

/**
 * What came of a connection that is Pending all the same stays true for so long, or until the policy changes: people let the
 * question lapse, the mode is observe, Azure refused, Azure was not to be reached. Any other one is asked about at once.
 */
const HOURS_UNTIL_AGAIN: Readonly<Record<string, number>> = {
  escalationExpired: 24,
  unchanged: 24,
  refused: 6,
  failed: 1,
  timedOut: 1,
};

/**
 * Asks for a decision on each connection that no instance is working on, and rings at those that have not heard of an
 * answer: somebody's decision is in the log, and its bell was lost. Asking twice within a run is asking once.
 */
export async function askAgain(
  { run, connectionIds }: { readonly run: string; readonly connectionIds: readonly string[] },
  world: World,
): Promise<{ readonly asked: number; readonly rung: number }> {
  const messages: OutgoingMessage[] = [];
  let rung = 0;
  for (const connectionId of connectionIds) {
    const instanceId = instanceIdOf(connectionId);
    const last = await world.lastRun(instanceId);
    if (last?.isOpen) rung += (await ringIfUnheard(connectionId, instanceId, last, world)) ? 1 : 0;
    else if (!last || !isAnswered(last, await world.policyHash(), world.now()))
      messages.push({ messageId: `reconcile-${run}-${instanceId}`, body: requestFor(connectionId) });
  }
  if (messages.length > 0) await world.outbox.send(messages);
  return { asked: messages.length, rung };
}

async function ringIfUnheard(
  connectionId: string,
  instanceId: string,
  { counted }: LastRun,
  { hasAnswersAfter, ring }: World,
): Promise<boolean> {
  if (counted === undefined || !(await hasAnswersAfter(connectionId, counted))) return false;
  await ring(instanceId);
  return true;
}

/** Asking at every round what the last one has answered would fill the log and wear people out. */
function isAnswered({ outcome, endedAt, policyHash }: LastRun, current: string, now: Date): boolean {
  const hours = outcome === undefined ? undefined : HOURS_UNTIL_AGAIN[outcome];
  if (hours === undefined || endedAt === undefined) return false;
  // Where it ended before policy was asked, another policy would change nothing.
  if (policyHash !== undefined && policyHash !== current) return false;
  return now.getTime() - Date.parse(endedAt) < hours * 3_600_000;
}

function requestFor(connectionId: string) {
  return {
    connectionId,
    requestedBy: "reconciliation",
    justification: "The connection is Pending, and no request for it is being worked on.",
  };
}
