import { useEffect, useState } from "preact/hooks";
import type { Now } from "./time";

/** How far the server's clock is ahead of this device's. Deadlines are the server's, and phones are often wrong. */
let aheadMs = 0;

/** Below this it is the journey of the answer, not the clock. */
const TOLERATED_MS = 2000;

export function setByServer(date: string | null): void {
  const at = date === null ? Number.NaN : Date.parse(date);
  const ahead = at - Date.now();
  if (!Number.isNaN(ahead)) aheadMs = Math.abs(ahead) < TOLERATED_MS ? 0 : ahead;
}

export function nowMs(): number {
  return Date.now() + aheadMs;
}

/** The time, drawn anew every so often. */
export function useNow(everyMs = 20_000): Now {
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => draw((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return { ms: nowMs() };
}
