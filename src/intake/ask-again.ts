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

/** People who let a question lapse are asked again after so long, or as soon as the policy has changed. */
const ASK_AGAIN_HOURS = 24;

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

/** Asking at every round what nobody answered at the last one would fill the log and wear people out. */
function isAnswered({ outcome, endedAt, policyHash }: LastRun, current: string, now: Date): boolean {
  if (outcome !== "escalationExpired" || endedAt === undefined || policyHash !== current) return false;
  return now.getTime() - Date.parse(endedAt) < ASK_AGAIN_HOURS * 3_600_000;
}

function requestFor(connectionId: string) {
  return {
    connectionId,
    requestedBy: "reconciliation",
    justification: "The connection is Pending, and no request for it is being worked on.",
  };
}
