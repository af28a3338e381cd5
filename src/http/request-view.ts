import type { ApprovalRequest } from "../approval/model";
import type { Happening, Next, Stage, Status } from "../approval/status";

/** What the Durable client tells of an instance, as far as it matters here. */
export type InstanceStatus = {
  readonly instanceId: string;
  readonly runtimeStatus: string;
  readonly createdTime: Date;
  readonly lastUpdatedTime: Date;
  readonly input: unknown;
  readonly output: unknown;
  readonly customStatus?: unknown;
};

/** Where a request is: what GET /api/requests/{id} answers. */
export type RequestView = {
  readonly id: string;
  readonly state: "waiting" | "working" | "ended" | "stopped";
  readonly stage: Stage | "queued";
  /** Where it is, in a sentence. */
  readonly text: string;
  readonly since: string;
  readonly next?: Next;
  readonly request: ApprovalRequest;
  readonly decision?: NonNullable<Status["decision"]>;
  readonly outcome?: NonNullable<Status["outcome"]>;
  readonly timeline: readonly Happening[];
  readonly createdAt: string;
  readonly updatedAt: string;
};

export function requestViewOf(status: InstanceStatus): RequestView {
  const told = status.customStatus as Partial<Status> | null;
  const { next: _, ...base } = { ...queued(status), ...toldOf(told) };
  const next = told?.next;
  return withEngine(status, { ...base, ...(next && { next }) });
}

function queued({ instanceId, createdTime, lastUpdatedTime, input }: InstanceStatus): RequestView {
  return {
    id: instanceId,
    state: "waiting",
    stage: "queued",
    text: "The request was accepted and waits for its turn.",
    since: createdTime.toISOString(),
    request: input as ApprovalRequest,
    timeline: [],
    createdAt: createdTime.toISOString(),
    updatedAt: lastUpdatedTime.toISOString(),
  };
}

function toldOf(told: Partial<Status> | null): Partial<RequestView> {
  if (!told?.stage || told.text === undefined || told.since === undefined) return {};
  const { stage, text, since, decision, outcome, timeline = [] } = told;
  return {
    state: stage === "ended" ? "ended" : "working",
    stage,
    text,
    since,
    timeline,
    ...(decision && { decision }),
    ...(outcome && { outcome }),
  };
}

/** What the engine knows better than the story: an instance that somebody stopped, or that broke. */
function withEngine({ runtimeStatus, output, lastUpdatedTime }: InstanceStatus, view: RequestView): RequestView {
  const since = lastUpdatedTime.toISOString();
  switch (runtimeStatus) {
    case "Failed":
      return stopped(
        view,
        since,
        "The workflow broke off; its instance failed.",
        "An operator reads the logs of this instance and sends the request again.",
      );
    case "Terminated":
      return stopped(
        view,
        since,
        `An operator ended the workflow: ${String(output)}`,
        "Send the request again if it is still wanted.",
      );
    case "Suspended":
      return { ...view, next: { what: "An operator has paused the workflow; it goes on when it is resumed." } };
    default:
      return view;
  }
}

function stopped(view: RequestView, since: string, text: string, what: string): RequestView {
  return { ...view, state: "stopped", text, since, next: { what } };
}
