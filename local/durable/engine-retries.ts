import type { Cell, Ending, Script } from "./engine-cells";
import type { Ground } from "./engine-ground";
import type { RetryOptions } from "./protocol-state";

/**
 * Attempt, pause, attempt (section 6, "Retries"). After the last failure there is one more timer, due at once, and only
 * then is the failure final: durable-functions counts on it.
 */
export function* retried(ground: Ground, options: RetryOptions, attempt: () => Cell): Script {
  const first = ground.now();
  let last: Ending = { kind: "cancelled" };
  for (let failures = 1; failures <= options.maxNumberOfAttempts; failures += 1) {
    last = yield attempt();
    if (last.kind !== "failed" || last.failure.FailureDetails?.IsNonRetriable) return last;
    if (ground.now() - first >= (options.retryTimeoutInMilliseconds ?? Number.POSITIVE_INFINITY)) return last;
    const isLast = failures === options.maxNumberOfAttempts;
    const pause = isLast ? 0 : pauseAfter(failures, options);
    yield ground.schedule({ kind: "timer", fireAt: ground.now() + pause, cancelled: false });
  }
  return last;
}

function pauseAfter(failures: number, options: RetryOptions): number {
  const grown = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (failures - 1);
  return Math.min(grown, options.maxRetryIntervalInMilliseconds ?? Number.POSITIVE_INFINITY);
}
