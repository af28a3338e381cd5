import { isObject } from "../../json";
import type { ProblemAnswer } from "../api-types";

/** What came of asking the server something. */
export type Answer<Value> =
  | { readonly kind: "fresh"; readonly value: Value; readonly etag?: string }
  /** 304: nothing has changed since. */
  | { readonly kind: "same" }
  | { readonly kind: "problem"; readonly problem: ProblemAnswer; readonly retryAfterSeconds?: number }
  /** No answer at all. */
  | { readonly kind: "offline" };

/** How often a resource is looked at. Seconds; hidden pages and failing servers are asked less. */
const SECONDS = { seen: 4, eager: 2, slow: 45, hidden: 60, offline: 8, longest: 60 } as const;

/** What is known of one resource of the API, and how good that knowledge is. */
export type Feed<Value> = {
  readonly value?: Value;
  readonly etag?: string;
  /** When the value was last known to be true; the server's clock, ms. */
  readonly asOf?: number;
  readonly problem?: ProblemAnswer;
  readonly isOffline: boolean;
  /** Failures in a row. */
  readonly failures: number;
  readonly retryAfterSeconds?: number;
};

export const NOTHING_YET = { isOffline: false, failures: 0 } as const;

/** The feed after one more answer. A value that was there stays: old news is better than none, and is marked as old. */
export function received<Value>(feed: Feed<Value>, answer: Answer<Value>, at: number): Feed<Value> {
  const { problem: _, retryAfterSeconds: __, ...kept } = feed;
  switch (answer.kind) {
    case "fresh":
      return {
        value: answer.value,
        ...(answer.etag && { etag: answer.etag }),
        asOf: at,
        isOffline: false,
        failures: 0,
      };
    case "same":
      return { ...kept, asOf: at, isOffline: false, failures: 0 };
    case "problem": {
      const { problem, retryAfterSeconds } = answer;
      const failures = feed.failures + 1;
      return {
        ...kept,
        problem,
        isOffline: false,
        failures,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      };
    }
    case "offline":
      return { ...kept, isOffline: true, failures: feed.failures + 1 };
  }
}

/** How closely a resource is watched: eagerly while Azure works on it, slowly where only a deployment changes it. */
export type Pace = "seen" | "eager" | "slow";

/** What changes with a sign-in or a deployment, not with a request. */
const SLOW = /^\/api\/(me|policy|health)$/;
const AT_WORK: readonly unknown[] = ["changing", "following", "verifying"];

export function paceOf(path: string, { value }: Feed<unknown>): Pace {
  if (SLOW.test(path)) return "slow";
  return isObject(value) && AT_WORK.includes(value["stage"]) ? "eager" : "seen";
}

/** How long until the next look, in ms. What the server asks for is honoured. */
export function nextLookMs(feed: Feed<unknown>, pace: Pace, isHidden: boolean): number {
  const { failures, isOffline, retryAfterSeconds } = feed;
  const usual = isHidden ? SECONDS.hidden : SECONDS[pace];
  if (failures === 0) return usual * 1000;
  // What failed is worth a look sooner than what is known and slow.
  const backedOff = Math.min(SECONDS.longest, (isOffline ? SECONDS.offline : SECONDS.seen) * 2 ** (failures - 1));
  return Math.max(isHidden ? usual : 0, backedOff, retryAfterSeconds ?? 0) * 1000;
}

/** A problem that is not the server's own words: it could not be read, or a proxy spoke in its place. */
export function unreadableProblem(status: number): ProblemAnswer {
  return {
    type: "about:blank",
    code: "UnreadableAnswer",
    status,
    title: "The answer could not be read",
    detail: `The server answered ${status}, and not in a form that this page knows.`,
    next: "Try again. If it goes on, tell whoever runs this app.",
  };
}
