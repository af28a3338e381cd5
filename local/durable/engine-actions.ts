import { allOf, anyOf, type Cell, DONE, endedCell, run } from "./engine-cells";
import type { Events } from "./engine-events";
import type { Ground } from "./engine-ground";
import { http } from "./engine-http";
import {
  childWithEntityId,
  childWithTakenId,
  noEntities,
  unknownAction,
  unknownActivity,
  unknownChild,
} from "./engine-refusals";
import { retried } from "./engine-retries";
import { timer } from "./engine-timers";
import { type Action, ActionType } from "./protocol-state";
import { valueText } from "./protocol-values";
import type { Runner } from "./runner";

/** What an action is taken in against. */
export type Stage = {
  readonly ground: Ground;
  readonly events: Events;
  readonly has: Runner["has"];
  readonly continueAsNew: (input: string | null) => void;
  /** The IDs of this instance and of its parent. */
  readonly takenIds: readonly string[];
  readonly defaultVersion: string | null;
  readonly httpPauseMs: number;
};

/** Takes in one action and returns its task. Throws Refused for what the real engine would swallow. */
export function takeIn(stage: Stage, action: Action): Cell {
  const { ground } = stage;
  switch (action.actionType) {
    case ActionType.CallActivity:
      return activity(stage, action.functionName, action.input);
    case ActionType.CallActivityWithRetry:
      return run(retried(ground, action.retryOptions, () => activity(stage, action.functionName, action.input)));
    case ActionType.CallSubOrchestrator:
      return child(stage, action);
    case ActionType.CallSubOrchestratorWithRetry:
      return run(retried(ground, action.retryOptions, () => child(stage, action)));
    case ActionType.ContinueAsNew:
      stage.continueAsNew(valueText(action.input));
      return endedCell(DONE);
    case ActionType.CreateTimer:
      return timer(ground, Date.parse(action.fireAt), action.isCanceled ?? false);
    case ActionType.WaitForExternalEvent:
      return stage.events.wait(action.externalEventName);
    case ActionType.CallHttp:
      return run(http(ground, action.httpRequest, stage.httpPauseMs));
    case ActionType.WhenAny:
      return anyOf(action.compoundActions.map((part) => takeIn(stage, part)));
    case ActionType.WhenAll:
      return allOf(action.compoundActions.map((part) => takeIn(stage, part)));
    default:
      throw [7, 9, 10, 13, 14].includes(action.actionType) ? noEntities() : unknownAction(action.actionType);
  }
}

function activity({ ground, has }: Stage, name: string, input: unknown): Cell {
  if (!has("activity", name)) throw unknownActivity(name);
  return ground.schedule({ kind: "activity", name, input });
}

type ChildAction = Extract<Action, { readonly instanceId?: string | null }>;

function child({ ground, has, takenIds, defaultVersion }: Stage, action: ChildAction): Cell {
  const { functionName: name, input, instanceId, version } = action;
  if (!has("orchestrator", name)) throw unknownChild(name);
  if (instanceId && takenIds.some((taken) => taken.toLowerCase() === instanceId.toLowerCase()))
    throw childWithTakenId(instanceId);
  if (instanceId?.startsWith("@")) throw childWithEntityId(instanceId);
  const named = instanceId?.trim() ? instanceId : undefined;
  return ground.schedule({ kind: "child", name, version: version ?? defaultVersion, instanceId: named, input });
}
