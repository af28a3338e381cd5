/**
 * Runs an orchestrator through the real durable-functions executor on virtual time, on an engine small enough to be
 * checked by reading. The protocol is that of the Durable extension: durable-protocol.md, sections 2 to 7.
 */

type Orchestrator = (context: never) => Generator;
/** Answers or throws, in no virtual time of its own; `at` is in milliseconds since the start. */
type Activity = (input: never, at: number) => unknown;

export type Call = { readonly name: string; readonly input: unknown; readonly at: number };

/** A whole life of an orchestration. */
export type Run = {
  readonly outcome: unknown;
  readonly elapsedMs: number;
  readonly calls: readonly Call[];
  /** The custom status after each episode; undefined where the episode told nothing, so that the extension clears it. */
  readonly statuses: readonly unknown[];
  /** How many events the history holds in the end. */
  readonly history: number;
  /** What the orchestrator logged as an error, without what it says again in replays. */
  readonly errors: readonly string[];
};

export type Options = {
  readonly instanceId?: string;
  /** How much too early the next timer fires. Azure Storage's: up to a second. */
  readonly earlyMs?: () => number;
  /** How long the next activity takes. */
  readonly latencyMs?: () => number;
  readonly children?: Readonly<Record<string, Orchestrator>>;
  readonly events?: readonly { readonly at: number; readonly name: string; readonly input: unknown }[];
  /** Events that come in one batch with something else come before it; without this, after it. */
  readonly eventsFirst?: boolean;
};

type Action = {
  readonly actionType: number;
  readonly functionName?: string;
  readonly input?: unknown;
  readonly fireAt?: string;
  readonly isCanceled?: boolean;
  readonly retryOptions?: Retry;
  readonly compoundActions?: readonly Action[];
};
type Retry = {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
};
type State = {
  readonly isDone: boolean;
  readonly actions: readonly [readonly Action[]];
  readonly output?: unknown;
  readonly customStatus?: unknown;
  readonly error?: string;
};
type HistoryEvent = { readonly EventType: number; readonly [field: string]: unknown };
/** Something that is to come: an event, and what the engine itself does after it. */
type Due = { readonly at: number; readonly event: HistoryEvent; readonly next?: () => Promise<void> };

const ACTIVITIES = [0, 1];
const SUB_ORCHESTRATIONS = [2, 3];
const TIMER = 5;
const EXTERNAL_EVENT = 6;
const COMPOUND = [11, 12];
/** The extension refuses more (16 KB of UTF-16). */
const MOST_STATUS_BYTES = 16 * 1024;
/** A longer timer comes in pieces, which this engine does not know. */
const LONGEST_TIMER_MS = 6 * 24 * 3_600_000;
const START = Date.parse("2026-03-02T09:00:00Z");

/**
 * Runs it to its end. At every step the whole history is replayed from nothing, and what was scheduled before must be
 * scheduled again, the same and in the same order. Inputs and results pass through JSON. Fails if the orchestrator
 * throws, hangs, or tells a status that the extension would refuse.
 */
export async function runOrchestration(
  orchestrator: Orchestrator,
  input: unknown,
  activities: Readonly<Record<string, Activity>>,
  options: Options = {},
): Promise<Run> {
  const { instanceId = "one", earlyMs = () => 999, latencyMs = () => 0, children = {}, events = [] } = options;
  const calls: Call[] = [];
  const errors: string[] = [];
  const statuses: unknown[] = [];
  const history: HistoryEvent[] = [];
  const played: { readonly number: number; readonly text: string }[] = [];
  const open = new Map<number, Due>();
  const raised = events.map(({ at, name, input: data }) => ({
    at: START + at,
    event: { EventType: 15, Name: name, Input: JSON.stringify(data) },
  }));
  let now = START;
  let numbered = 0;

  history.push({ EventType: 12, Timestamp: iso(now) });
  history.push({ EventType: 0, Name: "it", Input: JSON.stringify(input ?? null), Timestamp: iso(now) });
  for (;;) {
    const state = await replayed(orchestrator, history, instanceId, errors);
    statuses.push(accepted(state.customStatus));
    await schedule(state.actions[0].flatMap(flat));
    if (state.isDone && open.size === 0) {
      expect(await replayed(orchestrator, history, instanceId, errors)).toEqual(state);
      return { outcome: state.output, elapsedMs: now - START, calls, statuses, history: history.length, errors };
    }
    await deliver();
  }

  /** Holds the list against what was scheduled so far, and starts what is new on it. */
  async function schedule(actions: readonly Action[]): Promise<void> {
    const texts = actions.map(({ isCanceled: _, ...lasting }) => JSON.stringify(lasting));
    const changed = played.findIndex(({ text }, index) => text !== texts[index]);
    if (changed !== -1)
      throw new Error(`A replay schedules ${texts[changed] ?? "nothing"} where it was ${played[changed]?.text}.`);
    for (const [index, action] of actions.entries()) {
      const before = played[index];
      if (before && action.isCanceled) open.delete(before.number);
      if (before) continue;
      played.push({ number: numbered, text: texts[index] ?? "" });
      await begin(action);
    }
  }

  async function begin(action: Action): Promise<void> {
    const { actionType, functionName = "", retryOptions } = action;
    if (actionType === TIMER) return timer(Date.parse(action.fireAt ?? ""));
    if (actionType === EXTERNAL_EVENT) return;
    if (ACTIVITIES.includes(actionType)) return attempt(functionName, onTheWire(action.input), retryOptions, 1);
    if (SUB_ORCHESTRATIONS.includes(actionType)) return descend(functionName, action.input);
    throw new Error(`This engine knows no action ${actionType}.`);
  }

  async function attempt(name: string, given: unknown, retry: Retry | undefined, attempts: number): Promise<void> {
    const number = scheduled({ EventType: 4, Name: name });
    const activity = activities[name];
    if (!activity) throw new Error(`No activity ${name}: on the real engine the instance would hang in silence.`);
    calls.push({ name, input: given, at: now - START });
    const at = now + latencyMs();
    try {
      const result = JSON.stringify((await activity(given as never, now - START)) ?? null);
      open.set(number, { at, event: { EventType: 5, TaskScheduledId: number, Result: result } });
    } catch (error) {
      const Reason = `Activity function '${name}' failed:  ${(error as Error).message}`;
      const event = { EventType: 6, TaskScheduledId: number, Reason, Details: "{}" };
      open.set(number, { at, event, ...(retry && { next: () => again(name, given, retry, attempts) }) });
    }
  }

  /** After the last attempt one more timer, due at once, is what makes the failure final (durable-protocol 6). */
  async function again(name: string, given: unknown, retry: Retry, attempts: number): Promise<void> {
    const { firstRetryIntervalInMilliseconds: first, backoffCoefficient = 1, maxNumberOfAttempts: most } = retry;
    if (attempts >= most) {
      timer(now);
      return;
    }
    const wait = Math.min(first * backoffCoefficient ** (attempts - 1), retry.maxRetryIntervalInMilliseconds ?? 1e12);
    timer(now + wait, () => attempt(name, given, retry, attempts + 1));
  }

  function timer(fireAt: number, next?: () => Promise<void>): void {
    if (!(fireAt - now <= LONGEST_TIMER_MS)) throw new Error(`A timer until ${fireAt} is beyond this engine.`);
    const number = scheduled({ EventType: 10, FireAt: iso(fireAt) });
    const event = { EventType: 11, TimerId: number, FireAt: iso(fireAt) };
    open.set(number, { at: Math.max(now, fireAt - earlyMs()), event, ...(next && { next }) });
  }

  async function descend(name: string, given: unknown): Promise<void> {
    const child = children[name];
    if (!child) throw new Error(`No orchestrator ${name}: on the real engine the instance would hang in silence.`);
    const number = scheduled({ EventType: 7, Name: name, InstanceId: `${instanceId}:${numbered}` });
    const began = now - START;
    const shifted = Object.fromEntries(
      Object.entries(activities).map(([key, activity]): [string, Activity] => [
        key,
        (data, at) => activity(data, at + began),
      ]),
    );
    const run = await runOrchestration(child, given, shifted, {
      ...options,
      events: [],
      instanceId: `${instanceId}:${number}`,
    });
    calls.push(...run.calls.map((call) => ({ ...call, at: call.at + began })));
    const event = { EventType: 8, TaskScheduledId: number, Result: JSON.stringify(run.outcome ?? null) };
    open.set(number, { at: now + run.elapsedMs, event });
  }

  function scheduled(event: HistoryEvent): number {
    history.push({ ...event, EventId: numbered, Timestamp: iso(now) });
    numbered += 1;
    return numbered - 1;
  }

  /** The next thing that is due, and with it, in the same batch, every external event that has come by then. */
  async function deliver(): Promise<void> {
    const [number, due] = [...open].sort(([, one], [, other]) => one.at - other.at)[0] ?? [];
    const at = Math.min(due?.at ?? Number.POSITIVE_INFINITY, raised[0]?.at ?? Number.POSITIVE_INFINITY);
    if (at === Number.POSITIVE_INFINITY) throw new Error("It hangs: nothing is open, and nothing is to come.");
    now = Math.max(now, at);
    history.push({ EventType: 13, Timestamp: iso(now) });
    for (const [index, event] of history.entries())
      if (!event["IsPlayed"]) history[index] = { ...event, IsPlayed: true };
    history.push({ EventType: 12, Timestamp: iso(now) });
    const isDue = number !== undefined && due !== undefined && due.at <= now;
    if (isDue && !options.eventsFirst) history.push({ ...due.event, Timestamp: iso(now) });
    while (raised[0] && raised[0].at <= now) history.push({ ...raised.shift()?.event, Timestamp: iso(now) } as never);
    if (!isDue) return;
    if (options.eventsFirst) history.push({ ...due.event, Timestamp: iso(now) });
    open.delete(number);
    await due.next?.();
  }
}

/** The library's executor, as df.app.orchestration registers it. */
const { Orchestrator } = jest.requireActual<{
  Orchestrator: new (code: Orchestrator) => { handle: (trigger: object, context: object) => Promise<State> };
}>("durable-functions/lib/src/orchestrations/Orchestrator");

async function replayed(
  code: Orchestrator,
  history: readonly HistoryEvent[],
  instanceId: string,
  errors: string[],
): Promise<State> {
  const trigger = {
    history: history.map((event) => ({ ...event })), // The library writes into it.
    input: JSON.parse(String(history[1]?.["Input"])),
    instanceId,
    isReplaying: history.length > 2,
    parentInstanceId: null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: "3.00:00:00",
    maximumShortTimerDuration: "6.00:00:00",
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  };
  try {
    const context = { error: (message: string) => errors.push(message) };
    return copied(await new Orchestrator(code).handle(trigger, context));
  } catch (error) {
    const [, text] = String((error as Error).message).split("\n\n$OutOfProcData$:");
    const thrown = text === undefined ? error : (JSON.parse(text) as State).error;
    throw new Error(`The orchestrator failed: ${thrown ?? "without a text, and would hang"}`, { cause: error });
  }
}

function accepted(status: unknown): unknown {
  const bytes = 2 * JSON.stringify(status ?? null).length;
  if (bytes > MOST_STATUS_BYTES) throw new Error(`A custom status of ${bytes} bytes: the extension refuses it.`);
  return status;
}

function flat(action: Action): readonly Action[] {
  return COMPOUND.includes(action.actionType) ? (action.compoundActions ?? []).flatMap(flat) : [action];
}

/** What an activity gets of an input: a boolean as text, nothing for null; a string comes encoded once more. */
function onTheWire(input: unknown): unknown {
  if (input === null || input === undefined) return undefined;
  if (typeof input === "boolean") return input ? "True" : "False";
  return typeof input === "string" ? JSON.parse(input) : input;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
