import { aboutAsked } from "../approval/about";
import type { ApprovalRequest } from "../approval/model";
import { type Asking, type Status, toldBy } from "../approval/status";
import type { AskingInShort, RequestSummary, StateFilter } from "../console/api-types";
import type { Principal } from "../identity/principal";
import { type InstanceStatus, requestViewOf } from "./request-view";
import { youFor } from "./you";

/** A request in a list, and what lists are filtered and ordered by. */
export type Listed = {
  readonly summary: RequestSummary;
  readonly request: ApprovalRequest;
  readonly kind: StateFilter;
};

/** Everything comes from the instance's own status, so that a list of thousands reads no log. */
export function listed(status: InstanceStatus, reader: Principal): Listed {
  const view = requestViewOf(status);
  const { about, asking } = toldBy(status);
  const { request, decision, outcome } = view;
  const isAsking = view.stage === "asking" && view.state === "working";
  const summary: RequestSummary = {
    id: view.id,
    state: view.state,
    stage: view.stage,
    text: view.text,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
    ...(about ?? aboutAsked(request)),
    desiredStatus: request.desiredStatus,
    ...(decision?.rule !== undefined && { rule: decision.rule }),
    ...(decision && { reason: decision.reason }),
    ...(outcome && { outcome: inShort(outcome) }),
    ...(asking && { asking: askingInShort(asking) }),
    you: youFor(reader, {
      request,
      requests: [request],
      ...(asking && isAsking && { asking: { ...asking, isSettled: asking.approvals >= asking.people.quorum } }),
    }),
  };
  return { summary, request, kind: kindOf(summary) };
}

function inShort({
  kind,
  code,
  reason,
  by,
  status,
}: NonNullable<Status["outcome"]>): NonNullable<RequestSummary["outcome"]> {
  return { kind, code, reason, ...(by && { by }), ...(status !== undefined && { status }) };
}

function askingInShort({ askedAt, deadline, people, approvals, decided }: Asking): AskingInShort {
  const { atDeadline, quorum } = people;
  const votes = decided.map(({ by, verdict }) => ({ by, verdict }));
  return { askedAt, deadline, atDeadline, quorum, approvals, decided: votes };
}

function kindOf({ state, stage, outcome }: RequestSummary): StateFilter {
  if (state === "stopped") return "other";
  if (state !== "ended") return stage === "asking" ? "waiting" : "working";
  if (outcome?.status === "Approved" && outcome.kind !== "superseded") return "connected";
  return outcome?.status === "Rejected" && outcome.kind !== "superseded" && outcome.by !== "azure"
    ? "rejected"
    : "other";
}
