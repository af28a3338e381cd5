import { nextOccurrence, type Schedule } from "./ncrontab";

/** What is kept of a timer, in milliseconds since 1970. `last` is undefined until it has fired. */
export type TimerStatus = {
  readonly last: number | undefined;
  readonly next: number;
  readonly updated: number;
};

export type Checked = {
  readonly status: TimerStatus;
  /** An occurrence was missed while the host was down. */
  readonly isPastDue: boolean;
};

const NEVER = Number.MAX_SAFE_INTEGER;

/** At start: what the record says now. A schedule that was changed meanwhile never counts as missed (ScheduleMonitor.cs). */
export function checkPastDue(schedule: Schedule, recorded: TimerStatus | undefined, now: number): Checked {
  if (!recorded) return { status: { last: undefined, next: after(schedule, now), updated: now }, isPastDue: false };
  const from = recorded.last ?? recorded.updated;
  const expected = after(schedule, from);
  if (expected === recorded.next) return { status: recorded, isPastDue: now > recorded.next };
  const isMissed = now > expected;
  const next = isMissed ? after(schedule, now) : expected;
  return { status: { last: undefined, next, updated: isMissed ? now : from }, isPastDue: false };
}

/** After an invocation at `now`; one that came a little early counts as on time, or it would come twice. */
export function afterRun(schedule: Schedule, status: TimerStatus, now: number, isScheduled: boolean): TimerStatus {
  const at = isScheduled ? Math.max(now, status.next) : now;
  return { last: at, next: after(schedule, at), updated: at };
}

function after(schedule: Schedule, time: number): number {
  return nextOccurrence(schedule, time) ?? NEVER;
}

/** What a timer function is given, as the host writes it; the library makes camel case of it. */
export function timerJson(status: TimerStatus | undefined, isPastDue: boolean): string {
  return JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status
      ? { Last: dotNetDate(status.last), LastUpdated: dotNetDate(status.updated), Next: dotNetDate(status.next) }
      : null,
    IsPastDue: isPastDue,
  });
}

function dotNetDate(ms: number | undefined): string {
  return ms === undefined ? "0001-01-01T00:00:00+00:00" : new Date(ms).toISOString().replace("Z", "+00:00");
}
