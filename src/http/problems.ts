import type { Fault, Role } from "../approval/model";
import type { Principal } from "../identity/principal";
import type { Reason } from "../intake/submission";
import type { Refused } from "../intake/take";
import type { Refusal } from "../people/append-on-question";
import { type Problem, problem } from "./problem";
import { PROBLEMS } from "./problem-codes";
import type { Body } from "./read-body";

/** The problems of the table, each with what its answer knows besides. */

export function notSignedIn(signInIsOn: boolean, signIn: string): Problem {
  if (signInIsOn) return problem("NotSignedIn", PROBLEMS.NotSignedIn.when, { headers: CHALLENGE, signIn });
  return problem("NotSignedIn", "Authentication is off where the app runs, so that nobody can be known to it.", {
    headers: CHALLENGE,
    next: "An operator turns App Service authentication on: docs/identity.md.",
  });
}

export function roleMissing({ name, roles }: Principal, wanted: readonly Role[]): Problem {
  const has = roles.length === 0 ? "no role here" : `only the role ${either(roles, "and")}`;
  return problem("RoleMissing", `This takes the role ${either(wanted, "or")}; ${name} has ${has}.`);
}

export const NOT_SENT_BY_US = problem("NotSentByUs", PROBLEMS.NotSentByUs.when);

export function unreadable({ kind, why }: Exclude<Body, { kind: "json" }>): Problem {
  return kind === "notJson" ? invalid([{ path: "", text: why }]) : problem("BodyTooLarge", why);
}

export const invalid = (reasons: readonly Reason[]): Problem =>
  problem("InvalidRequest", sentence(reasons), { reasons });

export const notTaken = ({ code, reasons }: Refused): Problem => problem(code, sentence(reasons), { reasons });

export const unknownRequest = (id: string): Problem =>
  problem("UnknownRequest", `No request is known as ${JSON.stringify(id.slice(0, 80))}.`);

export const signatureInvalid = (why: string): Problem =>
  problem("SignatureInvalid", why, { headers: { "www-authenticate": "StandardWebhooks" } });

export const NO_WEBHOOKS = problem("NoWebhooks", PROBLEMS.NoWebhooks.when);

export const alreadyTaken = (at: string, location: string): Problem =>
  problem("AlreadyTaken", `It was taken at ${at}; ${location} tells what became of it.`, { headers: { location } });

export const BEING_TAKEN = problem("BeingTaken", PROBLEMS.BeingTaken.when, { headers: { "retry-after": "10" } });

export const nothingToJudge = (why: string): Problem => problem("NothingToJudge", why);

export const azureNotReadable = (why: string): Problem =>
  problem("AzureNotReadable", why, { headers: { "retry-after": "15" } });

export const azureRefused = ({ code, reason, next }: Fault): Problem =>
  problem("AzureRefused", `${code}: ${reason}`, { next });

export const COMMENT_MISSING = problem("CommentMissing", PROBLEMS.CommentMissing.when);

/** Why somebody's decision or withdrawal changes nothing. */
export const notCounted = ({ code, why }: Refusal): Problem => problem(code, why);

export const unexpected = (traceId: string): Problem =>
  problem("Unexpected", `The request could not be answered; the logs say why under ${traceId}.`, { traceId });

export const NOT_NOW = problem("NotNow", PROBLEMS.NotNow.when, { headers: { "retry-after": "10" } });

export const NO_RECONCILIATION = problem("NoReconciliation", PROBLEMS.NoReconciliation.when);

/** RFC 9110 wants a 401 to say how to do it. Browsers ask nobody for a password on this one. */
const CHALLENGE = { "www-authenticate": "Bearer" };

function either(roles: readonly Role[], word: "and" | "or"): string {
  return [roles.slice(0, -1).join(", "), roles.at(-1)].filter(Boolean).join(` ${word} `);
}

function sentence(reasons: readonly Reason[]): string {
  return reasons.map(({ path, text }) => (path ? `${path} ${text}` : text)).join("; ");
}
