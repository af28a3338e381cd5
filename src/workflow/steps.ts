import { RetryOptions } from "durable-functions";
import type { Attempt, Errand } from "../approval/delivery";
import type { Entry } from "../approval/entry";
import type { LifecycleEvent } from "../approval/event";
import type {
  ApprovalRequest,
  Decision,
  EstatePage,
  Facts,
  Order,
  PollAnswer,
  PutAnswer,
  ReadBack,
  Sight,
  Tracker,
} from "../approval/model";
import type { VotesInShort } from "../approval/question";
import { step } from "./durable";

/**
 * What the orchestrations ask for, by name and type. Activities return what can happen and throw for faults of our own
 * ground (storage, a worker that dies) and for bugs: those are tried again a few times.
 */
const FIRST_RETRY_MS = 5_000;
const ATTEMPTS = 6;

const patiently = new RetryOptions(FIRST_RETRY_MS, ATTEMPTS);
patiently.backoffCoefficient = 2;

export const gatherFacts = step<ApprovalRequest, Sight>("gatherFacts", patiently);
/** `shownHash` is of what people would decide upon (approval/shown.ts). */
export type Judged = {
  readonly decision: Decision;
  readonly mode: "enforce" | "observe";
  readonly shownHash: string;
};

export const judge = step<Facts, Judged>("judge", patiently);
export const putState = step<Order, PutAnswer>("putState", patiently);
export const poll = step<{ readonly order: Order; readonly tracker: Tracker }, PollAnswer>("poll", patiently);
export const verify = step<Order, ReadBack>("verify", patiently);
/** Where an entry stands in the log of its connection. */
export type Receipt = { readonly index: number; readonly hash: string };

export const record = step<{ readonly connectionId: string; readonly entry: Entry }, Receipt>("record", patiently);

/** How far people are, read off the log; with the answers that came after the entry `after`. */
export const readVotes = step<
  { readonly connectionId: string; readonly run: string; readonly after: number },
  VotesInShort
>("readVotes", patiently);
/** The same at the deadline: whoever has not answered by then cannot any more. */
export const closeQuestion = step<
  { readonly connectionId: string; readonly run: string; readonly after: number; readonly why: string },
  VotesInShort
>("closeQuestion", patiently);

export const scope = step<null, readonly string[]>("scope", patiently);
export const listPage = step<{ readonly subscription: string; readonly next?: string }, EstatePage>(
  "listPage",
  patiently,
);
export const ask = step<
  { readonly run: string; readonly connectionIds: readonly string[] },
  { readonly asked: number; readonly rung: number }
>("ask", patiently);

/** Tells others: a delivery of its own is started for each channel that wants to hear of it, and none is waited for. */
export const announce = step<LifecycleEvent, { readonly deliveries: number }>("announce", patiently);
export const sendEvent = step<Errand, Attempt>("sendEvent", patiently);
