import type { EventType, LifecycleEvent } from "../approval/event";

/** CloudEvents 1.0, as JSON: what goes to the topic and to webhooks. */
export type CloudEvent = {
  readonly specversion: "1.0";
  /** With `source` the same for every copy of an event, on whatever way it comes. */
  readonly id: string;
  readonly source: string;
  readonly type: `${typeof PREFIX}${EventType}`;
  /** The connection; for what never became a request, the message. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: Omit<LifecycleEvent, "id" | "type" | "at"> & {
    /** For people: where the request is shown. Nothing there acts by itself. */
    readonly page?: string;
  };
};

export const PREFIX = "dev.private-link-approver.";

export function cloudEventOf(event: LifecycleEvent, consoleUrl: string): CloudEvent {
  const { id, type, at, ...rest } = event;
  const page = pageOf(event, consoleUrl);
  return {
    specversion: "1.0",
    id,
    source: consoleUrl,
    type: `${PREFIX}${type}`,
    subject: event.connectionId ?? event.requestId,
    time: at,
    datacontenttype: "application/json",
    data: { ...rest, ...(page !== undefined && { page }) },
  };
}

/** The page of a request. It shows and asks; no link that is sent decides anything. */
export function pageOf({ instanceId }: LifecycleEvent, consoleUrl: string): string | undefined {
  return instanceId === undefined ? undefined : `${consoleUrl}/console/requests/${encodeURIComponent(instanceId)}`;
}
