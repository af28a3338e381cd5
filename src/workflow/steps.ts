import { RetryOptions } from "durable-functions";
import type {
  ApprovalRequest,
  Decision,
  Facts,
  Order,
  Outcome,
  PollAnswer,
  PutAnswer,
  ReadBack,
  Sight,
  Tracker,
} from "../approval/model";
import { step } from "./durable";

/**
 * What the orchestrations ask for, by name and type. Activities return what can happen and throw for faults of our own
 * ground (storage, a worker that dies) and for bugs: those are tried again a few times.
 */
const FIRST_RETRY_MS = 5_000;
const ATTEMPTS = 6;

const patiently = new RetryOptions(FIRST_RETRY_MS, ATTEMPTS);
patiently.backoffCoefficient = 2;

/** What goes into the log of a connection. */
export type Entry =
  | {
      readonly kind: "decided";
      readonly run: string;
      readonly at: string;
      readonly facts: Facts;
      readonly decision: Decision;
    }
  | {
      readonly kind: "ended";
      readonly run: string;
      readonly at: string;
      readonly request: ApprovalRequest;
      readonly outcome: Outcome;
    };

export const gatherFacts = step<ApprovalRequest, Sight>("gatherFacts", patiently);
export const judge = step<Facts, { readonly decision: Decision; readonly mode: "enforce" | "observe" }>(
  "judge",
  patiently,
);
export const putState = step<Order, PutAnswer>("putState", patiently);
export const poll = step<{ readonly order: Order; readonly tracker: Tracker }, PollAnswer>("poll", patiently);
export const verify = step<Order, ReadBack>("verify", patiently);
export const record = step<Entry, null>("record", patiently);

/** One page of the estate: the Pending connections on it, and where the next page is. */
export type EstatePage =
  | {
      readonly kind: "page";
      readonly targets: number;
      readonly connections: number;
      readonly pending: readonly string[];
      readonly next?: string;
    }
  | { readonly kind: "busy"; readonly why: string; readonly retryAfterSeconds?: number }
  | { readonly kind: "denied"; readonly why: string };

export const scope = step<null, readonly string[]>("scope", patiently);
export const listPage = step<{ readonly subscription: string; readonly next?: string }, EstatePage>(
  "listPage",
  patiently,
);
export const ask = step<
  { readonly run: string; readonly connectionIds: readonly string[] },
  { readonly asked: number }
>("ask", patiently);
