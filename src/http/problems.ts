import type { Reason } from "../intake/submission";
import type { Problem } from "./problem";
import type { Body } from "./read-body";

/** Every problem that the API answers with, in one place: a code never changes its meaning. */

export function unreadable({ kind, why }: Exclude<Body, { kind: "json" }>): Problem {
  if (kind === "notJson") return invalid([{ path: "", text: why }]);
  return { code: "BodyTooLarge", status: 413, title: "The body is too large", detail: why, next: "Send less." };
}

export function invalid(reasons: readonly Reason[]): Problem {
  return {
    code: "InvalidRequest",
    status: 400,
    title: "The request is not valid",
    detail: sentence(reasons),
    next: "Mend what reasons names and send it again. Nothing was started.",
    reasons,
  };
}

export function noSuchConnection(reasons: readonly Reason[]): Problem {
  return {
    code: "NoSuchConnection",
    status: 422,
    title: "There is no such connection",
    detail: sentence(reasons),
    next: "Check both ids. A private endpoint that was just created shows up on its target after some seconds.",
    reasons,
  };
}

export function unknownRequest(id: string): Problem {
  return {
    code: "UnknownRequest",
    status: 404,
    title: "There is no such request",
    detail: `No request is known as ${JSON.stringify(id.slice(0, 80))}.`,
    next: "Use the id that POST /api/requests answered with.",
  };
}

export const NOT_NOW: Problem = {
  code: "NotNow",
  status: 503,
  title: "The request could not be taken",
  detail:
    "What the app stands on could not be reached. Nothing was started, or it was started and the answer was lost.",
  next: "Send the same request again, with the same requestId: it is taken once.",
  headers: { "retry-after": "10" },
};

export const NO_RECONCILIATION: Problem = {
  code: "NoReconciliation",
  status: 404,
  title: "Nothing was reconciled yet",
  detail: "No round of reconciliation has run.",
  next: "Start one with POST /api/reconciliations, or wait for the schedule.",
};

function sentence(reasons: readonly Reason[]): string {
  return reasons.map(({ path, text }) => (path ? `${path} ${text}` : text)).join("; ");
}
