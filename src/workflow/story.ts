import type { OrchestrationContext } from "durable-functions";
import type { About } from "../approval/about";
import type { ApprovalRequest, Decision, Outcome } from "../approval/model";
import {
  type Asking,
  type Change,
  fitting,
  type Next,
  type Stage,
  type Status,
  withHappening,
} from "../approval/status";
import type { Receipt } from "./steps";

/** Tells people where their request is. What it tells is replayed like everything else, so it never needs storing. */
export type Story = {
  readonly tell: (stage: Stage, what: string, text: string, next?: Next) => void;
  /** What the request is about, how far people are, what Azure answered; told with what is told next. */
  readonly learn: (more: { readonly about: About } | { readonly asking: Asking } | { readonly change: Change }) => void;
  readonly decided: (decision: Decision) => void;
  readonly ended: (outcome: Outcome, receipt: Receipt) => void;
};

export function storyOf({ df }: OrchestrationContext, request: ApprovalRequest): Story {
  let status: Status = { requestId: request.requestId, stage: "reading", text: "", since: now(), timeline: [] };

  function now(): string {
    return df.currentUtcDateTime.toISOString();
  }

  function tell(stage: Stage, what: string, text: string, next?: Next, more: Partial<Status> = {}): void {
    const { next: _, ...kept } = status;
    const timeline = withHappening(status.timeline, { at: now(), what, text });
    status = { ...kept, ...more, stage, text, since: now(), timeline, ...(next && { next }) };
    df.setCustomStatus(fitting(status));
  }

  return {
    tell,
    learn(more) {
      status = { ...status, ...more };
    },
    decided({ verdict, rule, reason, policyHash }) {
      const text = `${rule ? `Rule ${rule} decided` : "No rule decided"}: ${verdict}, because ${reason}`;
      tell("judging", "decided", text, undefined, { decision: { verdict, reason, policyHash, ...(rule && { rule }) } });
    },
    ended(outcome, { index, hash }) {
      tell("ended", "ended", outcome.reason, undefined, { outcome });
      tell("ended", "recorded", `It is entry ${index} of the connection's log, ${hash.slice(0, 12)}…`);
    },
  };
}
