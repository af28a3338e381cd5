import type { Clock } from "../seams";
import type { Call, Invoked } from "./invoke";
import type { RpcRetryOptions } from "./rpc";

/** For ever, as `maxRetryCount: -1` says. */
const ENDLESS = -1;

export type Retrying = {
  readonly policy: RpcRetryOptions | undefined;
  readonly clock: Clock;
  /** Ends the waiting between two tries, and the trying. */
  readonly signal: AbortSignal;
};

/** Runs a function until it succeeds or its retry policy (fixed delay or exponential backoff) is used up. */
export async function withRetries(
  { policy, clock, signal }: Retrying,
  run: (retry: Pick<Call, "retry">) => Promise<Invoked>,
): Promise<Invoked> {
  let outcome = await run({});
  const most = policy?.maxRetryCount ?? 0;
  for (let count = 1; outcome.kind === "threw" && policy && (most === ENDLESS || count <= most); count += 1) {
    await pause(clock, delayMs(policy, count), signal);
    if (signal.aborted) break;
    const exception = { message: outcome.message, stackTrace: outcome.stack };
    outcome = await run({ retry: { retryCount: count, maxRetryCount: most, exception } });
  }
  return outcome;
}

/** How long to wait before retry number `count`, which begins with 1. */
export function delayMs(policy: RpcRetryOptions, count: number): number {
  const { retryStrategy, delayInterval, minimumInterval, maximumInterval } = policy;
  if (retryStrategy === "fixedDelay") return (delayInterval?.seconds ?? 0) * 1000;
  const least = (minimumInterval?.seconds ?? 4) * 1000;
  const most = (maximumInterval?.seconds ?? 15 * 60) * 1000;
  return Math.min(most, least * 2 ** Math.min(count - 1, 30));
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const callOff = clock.after(ms, done);
    signal.addEventListener("abort", () => {
      callOff();
      done();
    });
  });
}
