/** What ARM asks clients to wait when it says nothing (async-api-reference: 60 seconds). */
const DEFAULT_SECONDS = 60;
/** A share of the time that has gone by: with it, 30 minutes pass in under 50 looks even if Azure asks for 1 s each time. */
const SHARE_OF_ELAPSED = 1 / 6;
const LONGEST_SECONDS = 600;
/** Up to a tenth more, so that operations started together do not ask together. Never less: that would be too early. */
const SPREAD = 0.1;

/**
 * How long to wait before Azure is asked again, in seconds: never less than it asked for, longer as time goes by,
 * and spread by `key` alone, so that a replay comes to the same answer.
 */
export function paceSeconds(askedSeconds: number | undefined, elapsedSeconds: number, key: string): number {
  const asked = askedSeconds ?? DEFAULT_SECONDS;
  const patient = Math.min(Math.max(asked, elapsedSeconds * SHARE_OF_ELAPSED), Math.max(asked, LONGEST_SECONDS));
  return Math.ceil(patient * (1 + SPREAD * shareOf(key)));
}

/** A number from 0 to 1 that depends on the text alone (FNV-1a). */
function shareOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}
