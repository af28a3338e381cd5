import type { Fault } from "../approval/model";
import type { Reason } from "../intake/submission";
import { type Problem, problem } from "./problem";
import { PROBLEMS } from "./problem-codes";
import type { Body } from "./read-body";

/** The problems of the table, each with what its answer knows besides. */

export function unreadable({ kind, why }: Exclude<Body, { kind: "json" }>): Problem {
  return kind === "notJson" ? invalid([{ path: "", text: why }]) : problem("BodyTooLarge", why);
}

export const invalid = (reasons: readonly Reason[]): Problem =>
  problem("InvalidRequest", sentence(reasons), { reasons });

export const noSuchConnection = (reasons: readonly Reason[]): Problem =>
  problem("NoSuchConnection", sentence(reasons), { reasons });

export const unknownRequest = (id: string): Problem =>
  problem("UnknownRequest", `No request is known as ${JSON.stringify(id.slice(0, 80))}.`);

export const nothingToJudge = (why: string): Problem => problem("NothingToJudge", why);

export const azureNotReadable = (why: string): Problem =>
  problem("AzureNotReadable", why, { headers: { "retry-after": "15" } });

export const azureRefused = ({ code, reason, next }: Fault): Problem =>
  problem("AzureRefused", `${code}: ${reason}`, { next });

export const NOT_NOW = problem("NotNow", PROBLEMS.NotNow.when, { headers: { "retry-after": "10" } });

export const NO_RECONCILIATION = problem("NoReconciliation", PROBLEMS.NoReconciliation.when);

function sentence(reasons: readonly Reason[]): string {
  return reasons.map(({ path, text }) => (path ? `${path} ${text}` : text)).join("; ");
}
