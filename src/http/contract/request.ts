import * as z from "zod";
import type { ApprovalRequest } from "../../approval/model";
import type { Happening } from "../../approval/status";
import type {
  AlsoAsked,
  Asking,
  AskingInShort,
  EntryRef,
  PersonsDecision,
  Progress,
  RequestDetail,
  RequestPage,
  RequestSummary,
  StateFilter,
  You,
} from "../../console/api-types";
import { decision, facts, outcome } from "./judgement";
import { consumer, person, target } from "./parties";
import { count, hash, instant, shapeOf, texts } from "./shape";

/** A request as lists and its own page show it. */

export const entryRef = shapeOf<EntryRef>()(
  "EntryRef",
  z.object({ index: count, hash }).describe("An entry of the connection's log."),
);

const desiredStatus = z.enum(["Approved", "Rejected"]);

const asked = shapeOf<ApprovalRequest>()(
  "ApprovalRequest",
  z.object({
    requestId: z.string(),
    connectionId: z.string().describe("ARM id of the private endpoint connection."),
    desiredStatus,
    requestedBy: z.string(),
    requesterId: z.string().exactOptional().describe("Who signed in to ask; their own decision never counts."),
    justification: z.string(),
    correlationId: z.string().exactOptional(),
    door: z.enum(["queue", "http", "webhook", "event"]),
    receivedAt: instant,
  }),
);

const happening = shapeOf<Happening>()(
  "Happening",
  z.object({
    at: instant,
    what: z.string().describe("A word for it; docs/console.md has the list."),
    text: z.string(),
    times: z.number().exactOptional().describe("How often in a row."),
  }),
);

const verdict = z.enum(["approve", "reject"]);

const askingFields = {
  askedAt: instant,
  deadline: instant,
  atDeadline: z.enum(["keepPending", "reject"]),
  quorum: z.number(),
  approvals: z.number().describe("How many approvals count so far."),
  decided: z.array(z.object({ by: person, verdict })),
};
const askingInShort = shapeOf<AskingInShort>()("AskingInShort", z.object(askingFields));

const personsDecision = shapeOf<PersonsDecision>()(
  "PersonsDecision",
  z.object({
    by: person,
    verdict,
    comment: z.string(),
    at: instant,
    void: z.string().exactOptional().describe("Why it does not count, where it does not."),
    entry: entryRef,
  }),
);

const asking = shapeOf<Asking>()(
  "Asking",
  z.object({
    ...askingFields,
    decisions: z.array(personsDecision),
    role: z.string().exactOptional(),
    group: z.string().exactOptional(),
    names: texts.exactOptional(),
    veto: z.boolean().describe("false: a rejection is one vote and does not end it."),
  }),
);

const you = shapeOf<You>()(
  "You",
  z.object({
    standing: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("mayDecide") }),
      z.object({ kind: z.literal("decided"), verdict, at: instant, mayChange: z.boolean() }),
      z.object({ kind: z.literal("requester") }),
      z.object({ kind: z.literal("notAsked"), why: z.string() }),
      z.object({ kind: z.literal("logBroken"), why: z.string() }),
      z.object({ kind: z.literal("nobodyAsked") }),
    ]),
    mayWithdraw: z.boolean(),
  }),
);

const state = z
  .enum(["waiting", "working", "ended", "stopped"])
  .describe("waiting: for its turn. ended: it has an outcome. stopped: an operator ended it, or it broke off.");
const stage = z.enum(["queued", "reading", "judging", "asking", "changing", "following", "verifying", "ended"]);
const text = z.string().describe("Where it is, in a sentence.");

export const summary = shapeOf<RequestSummary>()(
  "RequestSummary",
  z.object({
    id: z.string(),
    state,
    stage,
    text,
    createdAt: instant,
    updatedAt: instant,
    consumer,
    target,
    desiredStatus: desiredStatus.describe(
      "Rejected: the connection is to be cut off, and whoever approves it keeps it as it is.",
    ),
    rule: z.string().exactOptional(),
    reason: z.string().exactOptional().describe("Why policy decided as it did, or asks people."),
    outcome: outcome.pick({ kind: true, code: true, reason: true, by: true, status: true }).exactOptional(),
    asking: askingInShort.exactOptional().describe("There while people are asked, and afterwards where they were."),
    you,
  }),
);

export const stateFilter = shapeOf<StateFilter>()(
  "StateFilter",
  z.enum(["waiting", "working", "connected", "rejected", "other"]),
);

export const page = shapeOf<RequestPage>()(
  "RequestPage",
  z.object({
    items: z.array(summary),
    first: count.describe("The place of the first item in the whole list, from 1; 0 where there is none."),
    total: count.exactOptional(),
    undecided: count
      .exactOptional()
      .describe("With mine=true: how many of them the reader may decide and has not, on this page and all others."),
    counts: z
      .object({ all: count, waiting: count, working: count, connected: count, rejected: count, other: count })
      .exactOptional()
      .describe("How many there are in each state, whatever state and page are."),
    next: z.string().exactOptional().describe("The page parameter of the next page."),
    previous: z.string().exactOptional(),
  }),
);

const progress = shapeOf<Progress>()(
  "Progress",
  z.object({
    sentAt: instant,
    httpStatus: z.number().exactOptional(),
    looks: z.array(z.object({ at: instant, text: z.string() })),
    looksLeftOut: z.number().exactOptional(),
    nextLookAt: instant.exactOptional(),
    retryAfterSeconds: z.number().exactOptional(),
    readBack: z.object({ at: instant, status: z.string() }).exactOptional(),
  }),
);

const alsoAsked = shapeOf<AlsoAsked>()(
  "AlsoAsked",
  z.object({ name: z.string(), justification: z.string(), desiredStatus, at: instant }),
);

export const detail = shapeOf<RequestDetail>()(
  "RequestDetail",
  z.object({
    id: z.string(),
    state,
    stage,
    text,
    since: instant,
    next: z
      .object({ what: z.string(), at: z.string().exactOptional() })
      .exactOptional()
      .describe("What happens next, and when."),
    request: asked,
    decision: z
      .object({ verdict: z.string(), rule: z.string().exactOptional(), reason: z.string(), policyHash: hash })
      .exactOptional()
      .describe("What policy said, in short."),
    outcome: outcome.exactOptional(),
    timeline: z.array(happening),
    createdAt: instant,
    updatedAt: instant,
    consumer,
    target,
    alsoAskedBy: z
      .array(alsoAsked)
      .exactOptional()
      .describe(
        "Who asked for the same connection while this request was on its way: theirs joined it. The last 20, the newest last.",
      ),
    shown: z
      .object({ facts, hash })
      .exactOptional()
      .describe("The facts that were read last, and the hash to send back with a decision."),
    judgement: decision.exactOptional(),
    asking: asking.exactOptional(),
    you,
    preview: z
      .object({ approve: z.string().exactOptional(), reject: z.string() })
      .exactOptional()
      .describe(
        "What Azure's description would say if the reader decided now. Without approve where a rejection is asked for: a connection that people keep is left as it is.",
      ),
    note: z.string().exactOptional().describe("What Azure's description says by the app's hand."),
    progress: progress.exactOptional(),
  }),
);
