import type { Clock } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import type { AppFunction } from "./app-functions";
import type { Invoker } from "./invoke";
import type { HostLog } from "./log";
import { isSubMinute, nextOccurrence, parseSchedule, type Schedule } from "./ncrontab";
import { withRetries } from "./retry";
import { afterRun, checkPastDue, type TimerStatus, timerJson } from "./timer-status";
import type { Trigger } from "./trigger";

export type TimerParts = {
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly invoker: Invoker;
  readonly log: HostLog;
};

const CATEGORY = "Host.Triggers.Timer";
const SCHEMA =
  "CREATE TABLE IF NOT EXISTS host_timers (name TEXT PRIMARY KEY, last INTEGER, next INTEGER NOT NULL, updated INTEGER NOT NULL)";

export type TimerTrigger =
  | { readonly kind: "trigger"; readonly trigger: Trigger }
  | { readonly kind: "fault"; readonly why: string };

/** Fires one function by its schedule. An occurrence missed while the host was down is made up for once, at start. */
export function timerTrigger(parts: TimerParts, fn: AppFunction): TimerTrigger {
  const text = fn.trigger["schedule"];
  const parsed = parseSchedule(typeof text === "string" ? text : "");
  if (parsed.kind === "fault") return parsed;
  return { kind: "trigger", trigger: triggerFor(parts, fn, parsed.schedule) };
}

function triggerFor(parts: TimerParts, fn: AppFunction, schedule: Schedule): Trigger {
  const { clock, invoker, log } = parts;
  const records = recordsOf(parts, fn.name);
  const isMonitored = fn.trigger["useMonitor"] !== false && !isSubMinute(schedule, clock.now());
  let status: TimerStatus = { last: undefined, next: Number.MAX_SAFE_INTEGER, updated: clock.now() };
  let callOff = () => {};
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const wait = () => {
    if (stopping.signal.aborted) return;
    callOff = clock.after(Math.max(0, status.next - clock.now()), () => fire("scheduled"));
  };
  const keep = async (next: TimerStatus) => {
    status = next;
    if (isMonitored) await records.write(next);
  };
  const fire = (why: "scheduled" | "past due" | "startup") => {
    running = run(why)
      .catch((error: unknown) =>
        log({
          level: "error",
          category: CATEGORY,
          functionName: fn.name,
          message: `Its schedule cannot be kept: ${error}`,
        }),
      )
      .finally(wait);
  };
  const run = async (why: "scheduled" | "past due" | "startup") => {
    if (stopping.signal.aborted) return;
    const isPastDue = why === "past due";
    const input = { json: timerJson(isMonitored ? status : undefined, isPastDue) };
    const retrying = { policy: fn.retry, clock, signal: stopping.signal };
    const reason = `Timer fired at ${new Date(clock.now()).toISOString()}`;
    await withRetries(retrying, (retry) => invoker.invoke(fn, { input, reason, ...retry }));
    await keep(afterRun(schedule, status, clock.now(), why === "scheduled"));
  };

  return {
    async start() {
      const checked = checkPastDue(schedule, isMonitored ? records.read() : undefined, clock.now());
      await keep(checked.status);
      const next = nextOccurrence(schedule, clock.now());
      const at = next === undefined ? "never" : new Date(next).toISOString();
      log({ level: "information", category: CATEGORY, functionName: fn.name, message: `Fires next at ${at}.` });
      if (checked.isPastDue) fire("past due");
      else if (fn.trigger["runOnStartup"] === true) fire("startup");
      else wait();
    },
    async stop() {
      stopping.abort();
      callOff();
      await running;
    },
  };
}

function recordsOf({ store, journal }: TimerParts, name: string) {
  store.exec(SCHEMA);
  return {
    read(): TimerStatus | undefined {
      const row = store.get("SELECT last, next, updated FROM host_timers WHERE name = ?", name);
      if (!row) return undefined;
      const { last, next, updated } = row;
      return { last: last === null ? undefined : Number(last), next: Number(next), updated: Number(updated) };
    },
    write: ({ last, next, updated }: TimerStatus) =>
      journal.write((open) =>
        open.run("INSERT OR REPLACE INTO host_timers VALUES (?, ?, ?, ?)", name, last ?? null, next, updated),
      ),
  };
}
