import { armError } from "./arm-errors";
import type { Limits, Rate } from "./behaviour";
import type { ArmAnswer, Bucket } from "./simulator-state";

/** ARM's token buckets since 2024 (arm-facts 2.4): for each principal and subscription, and 15 times as much for each subscription. */

const GLOBAL = 15;

export type RateKind = "reads" | "writes" | "deletes";

export type Passage = {
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** Headers that tell what is left. */
  readonly headers: Readonly<Record<string, string>>;
  /** Set where the request does not pass. */
  readonly refusal?: ArmAnswer;
};

export function rateKindOf(method: string): RateKind {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

/** Takes one token from both buckets, or from neither. */
export function pass(
  buckets: ReadonlyMap<string, Bucket>,
  who: { readonly subscription: string; readonly principal: string },
  kind: RateKind,
  limits: Limits,
  now: number,
): Passage {
  const rate = limits[kind];
  const subscription = who.subscription.toLowerCase();
  const own = { key: `${kind}|${subscription}|${who.principal}`, rate };
  const all = {
    key: `${kind}|${subscription}`,
    rate: { bucket: rate.bucket * GLOBAL, perSecond: rate.perSecond * GLOBAL },
  };
  const ownTokens = tokensIn(buckets.get(own.key), own.rate, now);
  const allTokens = tokensIn(buckets.get(all.key), all.rate, now);
  const waitSeconds = Math.max(secondsToOne(ownTokens, own.rate), secondsToOne(allTokens, all.rate));
  if (waitSeconds > 0) {
    const headers = remaining(kind, ownTokens, allTokens);
    return { buckets, headers, refusal: tooMany(kind, who, waitSeconds) };
  }
  const next = new Map(buckets);
  next.set(own.key, { tokens: ownTokens - 1, at: now });
  next.set(all.key, { tokens: allTokens - 1, at: now });
  return { buckets: next, headers: remaining(kind, ownTokens - 1, allTokens - 1) };
}

/** What is in a bucket at `now`: never more than it holds, even if the clock was set back. */
function tokensIn(bucket: Bucket | undefined, rate: Rate, now: number): number {
  if (!bucket) return rate.bucket;
  const seconds = Math.max(0, now - bucket.at) / 1000;
  return Math.min(rate.bucket, bucket.tokens + seconds * rate.perSecond);
}

function secondsToOne(tokens: number, rate: Rate): number {
  return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / rate.perSecond);
}

function remaining(kind: RateKind, own: number, all: number): Readonly<Record<string, string>> {
  return {
    [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(Math.floor(own)),
    [`x-ms-ratelimit-remaining-subscription-global-${kind}`]: String(Math.floor(all)),
  };
}

function tooMany(
  kind: RateKind,
  who: { readonly subscription: string; readonly principal: string },
  seconds: number,
): ArmAnswer {
  return armError(
    429,
    "SubscriptionRequestsThrottled",
    `Number of '${kind.slice(0, -1)}' requests for subscription '${who.subscription}' actor '${who.principal}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available.`,
    { "retry-after": String(seconds) },
  );
}
