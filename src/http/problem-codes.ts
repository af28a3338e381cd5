/**
 * Every problem that the API answers with, in one table: docs/errors.md, the API's document and its readable page are made
 * of it. A code never changes its meaning, and callers may branch on it; titles and texts may get better.
 */
export const PROBLEMS = {
  InvalidRequest: {
    status: 400,
    title: "The request is not valid",
    when: "The body is no JSON, a field is missing, unknown or of the wrong form, or the query says what nobody understands. All that is wrong is in `reasons`.",
    next: "Mend what reasons names and send it again. Nothing was started.",
  },
  CommentMissing: {
    status: 400,
    title: "A rejection needs a comment",
    when: "Somebody rejects without saying why.",
    next: "Send the decision again with a comment that tells the consumer why.",
  },
  NotSignedIn: {
    status: 401,
    title: "Nobody is signed in",
    when: "The request carries no identity that the platform vouches for.",
    next: "Sign in and ask again; a pipeline sends a token of Entra for this app.",
  },
  SignatureInvalid: {
    status: 401,
    title: "The webhook is not signed as it must be",
    when: "A header of Standard Webhooks is missing or has another form, the time in it is more than five minutes away, or none of its signatures verifies.",
    next: "Sign the bytes that are sent, with the secret that the app knows you by, at the time when you send them (docs/webhooks.md).",
  },
  RoleMissing: {
    status: 403,
    title: "A role is missing",
    when: "Who is signed in has none of the roles that this needs.",
    next: "Ask whoever assigns the app's roles for the one that detail names, and sign in again: a role counts from the next sign-in.",
  },
  NotSentByUs: {
    status: 403,
    title: "Another page may have sent this",
    when: "A request that changes something carries neither the header x-requested-with nor a token: a foreign page could have made a browser send it.",
    next: "Send x-requested-with: XMLHttpRequest. No foreign page can make a browser send that.",
  },
  OwnRequest: {
    status: 403,
    title: "Nobody decides their own request",
    when: "Whoever asked for the connection sends a decision on it.",
    next: "Another approver decides.",
  },
  NotAsked: {
    status: 403,
    title: "Others are asked",
    when: "Policy asks a role or a group for the decision, and who is signed in does not belong to it.",
    next: "Somebody who is asked decides; detail says who that is.",
  },
  UnknownRequest: {
    status: 404,
    title: "There is no such request",
    when: "No request is known by the id in the address.",
    next: "Use the id that POST /api/requests answered with.",
  },
  NoWebhooks: {
    status: 404,
    title: "No webhooks are taken here",
    when: "A webhook arrives, and WEBHOOK_SECRETS names nobody who may send one.",
    next: "Have a secret set for the sender (docs/webhooks.md), or ask over POST /api/requests or the queue.",
  },
  NothingToJudge: {
    status: 404,
    title: "There is nothing to judge",
    when: "A what-if names a connection or a target that Azure does not have.",
    next: "Check the id. To ask about somebody who might come, send a targetId and a subscription.",
  },
  NoReconciliation: {
    status: 404,
    title: "Nothing was reconciled yet",
    when: "No round of reconciliation has run.",
    next: "Start one with POST /api/reconciliations, or wait for the schedule.",
  },
  FactsChanged: {
    status: 409,
    title: "The facts have changed",
    when: "A decision was made on facts that are no longer the ones in question.",
    next: "Look at the request again, and decide on what it shows now.",
  },
  AlreadyDecided: {
    status: 409,
    title: "It is decided already",
    when: "People have settled the request, and a decision or a withdrawal comes after that.",
    next: "Nothing. GET /api/requests/{id} says what came of it.",
  },
  AlreadyEnded: {
    status: 409,
    title: "The request has ended",
    when: "A decision or a withdrawal comes after the request's end.",
    next: "Nothing. Send a new request if the connection is to change again.",
  },
  LogBroken: {
    status: 409,
    title: "The log does not hold",
    when: "Somebody else has written to the log of the connection since the request began, so that decisions in it cannot be trusted.",
    next: "Have an operator run approver audit verify. The request ends by itself and changes nothing; send a new one then.",
  },
  OppositeWish: {
    status: 409,
    title: "The connection is being worked on, with the opposite wish",
    when: "A request wants a connection Rejected while one that wants it Approved is being worked on, or the other way round.",
    next: "Withdraw the other request, or send this one when that has ended. reasons names it.",
  },
  RequestIdUsed: {
    status: 409,
    title: "The request id is another request's",
    when: "A request for a connection comes under the id or the Idempotency-Key of another request for it, by somebody else or with other content.",
    next: "Send it under an id of its own. Nothing was started.",
  },
  AlreadyTaken: {
    status: 409,
    title: "This webhook was taken before",
    when: "A webhook arrives again under an id that was taken. Nothing happens a second time.",
    next: "Follow it at the address in Location. What is to be asked anew needs a webhook-id of its own.",
  },
  KeyReused: {
    status: 422,
    title: "The Idempotency-Key was used before",
    when: "A decision comes under the key of another decision of the same person.",
    next: "Make a new key for each decision; send the same one again only with the same decision.",
  },
  BodyTooLarge: {
    status: 413,
    title: "The body is too large",
    when: "The body has more than 64 KiB.",
    next: "Send less.",
  },
  NoSuchConnection: {
    status: 422,
    title: "There is no such connection",
    when: "The request names a private endpoint and a target, and the target has no connection from that endpoint.",
    next: "Check both ids. A private endpoint that was just created shows up on its target after some seconds.",
  },
  Unexpected: {
    status: 500,
    title: "Something broke in the app",
    when: "The app met what nobody foresaw, or could not reach what it stands on. Its logs have the reason under `traceId`.",
    next: "Ask again in a while, with the same Idempotency-Key where there was one. If it stays so, give an operator the traceId.",
  },
  AzureRefused: {
    status: 502,
    title: "Azure refused to be read",
    when: "Azure answered the app's look at a target with a refusal, which asking again does not change.",
    next: "Do what next says: mostly the app's identity lacks a right.",
  },
  AzureNotReadable: {
    status: 503,
    title: "Azure could not be read",
    when: "Azure is slow, throttles, or cannot be reached.",
    next: "Ask again in a while.",
  },
  BeingTaken: {
    status: 503,
    title: "This webhook is being taken",
    when: "A webhook arrives again while its first delivery is worked on, or that one broke off a moment ago.",
    next: "Send it again as Retry-After says, under the same webhook-id: it is taken once.",
  },
  NotNow: {
    status: 503,
    title: "The request could not be taken",
    when: "What the app stands on could not be reached. Nothing was started, or it was started and the answer was lost.",
    next: "Send the same request again, with the same requestId: it is taken once.",
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;

export type ProblemKind = {
  readonly status: number;
  readonly title: string;
  /** When it happens. */
  readonly when: string;
  /** What to do about it, unless an answer knows better. */
  readonly next: string;
};
