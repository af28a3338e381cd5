import { instanceIdOf } from "./instance-id";
import type { Outbox, OutgoingMessage } from "./request-queue";

/** How the last run for a connection ended. */
export type LastRun = {
  readonly isOpen: boolean;
  readonly endedAt?: string;
  readonly outcome?: string;
  readonly policyHash?: string;
};

export type World = {
  readonly lastRun: (instanceId: string) => Promise<LastRun | undefined>;
  readonly policyHash: () => Promise<string>;
  readonly outbox: Outbox;
  readonly now: () => Date;
};

/** People who let a question lapse are asked again after so long, or as soon as the policy has changed. */
const ASK_AGAIN_HOURS = 24;

/** Asks for a decision on each connection that no instance is working on. Asking twice within a run is asking once. */
export async function askAgain(
  { run, connectionIds }: { readonly run: string; readonly connectionIds: readonly string[] },
  { lastRun, policyHash, outbox, now }: World,
): Promise<{ readonly asked: number }> {
  const messages: OutgoingMessage[] = [];
  for (const connectionId of connectionIds) {
    const instanceId = instanceIdOf(connectionId);
    const last = await lastRun(instanceId);
    if (last?.isOpen || (last && isAnswered(last, await policyHash(), now()))) continue;
    messages.push({ messageId: `reconcile-${run}-${instanceId}`, body: requestFor(connectionId) });
  }
  if (messages.length > 0) await outbox.send(messages);
  return { asked: messages.length };
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
