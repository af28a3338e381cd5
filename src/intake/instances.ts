import type { DurableClient, DurableOrchestrationStatus } from "durable-functions";
import type { Errand } from "../approval/delivery";
import type { LifecycleEvent } from "../approval/event";
import type { ApprovalRequest } from "../approval/model";
import { BELL } from "../approval/question";
import { toldBy } from "../approval/status";
import type { LastRun } from "./ask-again";
import { isInstanceId } from "./instance-id";
import type { Instances } from "./take";

/** The orchestrations, by the names that functions/workflow.ts registers. */
export const APPROVAL = "approveConnection";
export const RECONCILIATION = "reconcileConnections";
export const DELIVERY = "deliverEvent";

/** States in which the extension refuses to start an instance anew (durable-protocol 8). */
const OPEN = new Set(["Pending", "Running", "Suspended", "ContinuedAsNew"]);

/** The instances of connections, through the Durable client. */
export function instancesOf(client: DurableClient): Instances {
  return {
    async find(instanceId) {
      const status = await statusOf(client, instanceId);
      if (!status) return undefined;
      return { isOpen: isOpen(status), request: status.input as Partial<ApprovalRequest> };
    },
    start: (instanceId, request) => startOnce(client, APPROVAL, instanceId, request),
  };
}

/** Starts a round of reconciliation; false where one is running. Rounds never overlap: all have the same instance id. */
export function startReconciliation(client: DurableClient): Promise<boolean> {
  return startOnce(client, RECONCILIATION, RECONCILIATION, null);
}

/** Starts a delivery; false where it was started before, whatever became of it: the extension would start an ended one anew. */
export async function startDelivery(client: DurableClient, errand: Errand): Promise<boolean> {
  if (await statusOf(client, errand.deliveryId)) return false;
  return startOnce(client, DELIVERY, errand.deliveryId, errand);
}

async function startOnce(client: DurableClient, name: string, instanceId: string, input: unknown): Promise<boolean> {
  try {
    await client.startNew(name, { instanceId, input });
    return true;
  } catch (error) {
    if (says(error, "status code: 409")) return false;
    throw error;
  }
}

/** Tells a connection's instance that there is something new in its log. An instance that is over hears nothing. */
export async function ring(client: DurableClient, instanceId: string): Promise<void> {
  await client.raiseEvent(instanceId, BELL, null);
}

/** How the last run for a connection went. */
export async function lastRunOf(client: DurableClient, instanceId: string): Promise<LastRun | undefined> {
  const status = await statusOf(client, instanceId);
  if (!status) return undefined;
  const { outcome, decision, asking } = toldBy(status);
  return {
    isOpen: isOpen(status),
    endedAt: status.lastUpdatedTime.toISOString(),
    ...(outcome && { outcome: outcome.kind }),
    ...(decision && { policyHash: decision.policyHash }),
    ...(asking && { counted: asking.counted }),
  };
}

/** Whether the request that an event is about has ended. Another request's run may be under way in the same instance. */
export async function isOver(
  client: DurableClient,
  { instanceId, requestId }: Pick<LifecycleEvent, "instanceId" | "requestId">,
): Promise<boolean> {
  const status = instanceId === undefined ? undefined : await statusOf(client, instanceId);
  if (!status || !isOpen(status)) return true;
  const { stage } = toldBy(status);
  return stage === "ended" || (status.input as Partial<ApprovalRequest>).requestId !== requestId;
}

/** The status of an instance, with its input; undefined where there is none. */
export async function statusOf(
  client: DurableClient,
  instanceId: string,
): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await client.getStatus(instanceId, { showInput: true });
  } catch (error) {
    if (says(error, "HTTP 404 response")) return undefined;
    throw error;
  }
}

/**
 * The instances of all connections, without their histories. The library can ask for no prefix of an id, so that deliveries
 * come along and are left out here.
 */
export async function statusesOfConnections(client: DurableClient): Promise<readonly DurableOrchestrationStatus[]> {
  const all = await client.getStatusBy({});
  return all
    .filter(({ instanceId }) => isInstanceId(instanceId))
    .map((status) => ({
      ...status,
      // Of many at once the library hands on what the extension wrote: texts.
      createdTime: new Date(status.createdTime),
      lastUpdatedTime: new Date(status.lastUpdatedTime),
    }));
}

export function isOpen({ runtimeStatus }: DurableOrchestrationStatus): boolean {
  return OPEN.has(runtimeStatus);
}

/** The library tells the status of a refused call in its error's text alone. */
function says(error: unknown, words: string): boolean {
  return error instanceof Error && error.message.includes(words);
}
