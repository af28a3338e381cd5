import type { Answer } from "./runner";

/** What an orchestrator answers (durable-protocol section 4): its whole script since the start of the generation. */

export const ActionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  ScheduledSignalEntity: 10,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

export type RetryOptions = {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
  readonly retryTimeoutInMilliseconds?: number;
};

export type HttpCall = {
  readonly method: string;
  readonly uri: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: string;
  readonly tokenSource?: unknown;
  readonly asynchronousPatternEnabled?: boolean;
};

type Child = {
  readonly functionName: string;
  readonly instanceId?: string | null;
  readonly input?: unknown;
  readonly version?: string | null;
};

export type Action =
  | { readonly actionType: typeof ActionType.CallActivity; readonly functionName: string; readonly input?: unknown }
  | {
      readonly actionType: typeof ActionType.CallActivityWithRetry;
      readonly functionName: string;
      readonly input?: unknown;
      readonly retryOptions: RetryOptions;
    }
  | (Child & { readonly actionType: typeof ActionType.CallSubOrchestrator })
  | (Child & {
      readonly actionType: typeof ActionType.CallSubOrchestratorWithRetry;
      readonly retryOptions: RetryOptions;
    })
  | { readonly actionType: typeof ActionType.ContinueAsNew; readonly input?: unknown }
  | { readonly actionType: typeof ActionType.CreateTimer; readonly fireAt: string; readonly isCanceled?: boolean }
  | { readonly actionType: typeof ActionType.WaitForExternalEvent; readonly externalEventName: string }
  | { readonly actionType: typeof ActionType.CallHttp; readonly httpRequest: HttpCall }
  | {
      readonly actionType: typeof ActionType.WhenAny | typeof ActionType.WhenAll;
      readonly compoundActions: readonly Action[];
    }
  | { readonly actionType: 7 | 9 | 10 | 13 | 14 };

export type State = {
  readonly isDone: boolean;
  readonly actions: readonly (readonly Action[])[];
  readonly output?: unknown;
  readonly error?: string;
  readonly customStatus?: unknown;
  readonly failureDetails?: unknown;
};

/** The state that an answer carries, also inside a failure, or why there is none. */
export type ReadState =
  | { readonly kind: "state"; readonly state: State; readonly thrown: { readonly stack: string } | undefined }
  | { readonly kind: "none"; readonly why: string };

const MARKER = "$OutOfProcData$:";

export function readState(answer: Answer): ReadState {
  if (answer.kind === "returned")
    return stateIn(answer.value, undefined, "it returned something that is no orchestrator state");
  const at = answer.message.indexOf(MARKER);
  if (at < 0) return { kind: "none", why: answer.message };
  return stateIn(
    answer.message.slice(at + MARKER.length),
    { stack: answer.stack },
    "its failure carries a state that is no JSON",
  );
}

function stateIn(value: unknown, thrown: { readonly stack: string } | undefined, why: string): ReadState {
  const parsed = typeof value === "string" ? parsedOr(value) : value;
  if (typeof parsed !== "object" || parsed === null || !("actions" in parsed) || !Array.isArray(parsed.actions))
    return { kind: "none", why };
  const state = parsed as State;
  // From V2 on exactly one inner array (section 4); the library never sends another length.
  if (state.actions.length !== 1 || !Array.isArray(state.actions[0]))
    return { kind: "none", why: `it sent ${state.actions.length} lists of actions instead of one` };
  return { kind: "state", state, thrown };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether any of these actions, at any depth, waits for an external event. */
export function waitsForEvents(actions: readonly Action[]): boolean {
  return actions.some(
    (action) =>
      action.actionType === ActionType.WaitForExternalEvent ||
      ("compoundActions" in action && waitsForEvents(action.compoundActions)),
  );
}
