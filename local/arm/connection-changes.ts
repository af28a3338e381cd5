import { uuidFrom } from "../seams";
import { armError } from "./arm-errors";
import { connectionBody, exampleBody } from "./bodies";
import { wantedState } from "./connection-put-body";
import { connectionAt, type Found } from "./connection-reads";
import { ok } from "./instances";
import { operationHeaders } from "./operation-headers";
import { PUT_ANSWERS, type PutAnswer } from "./put-answers";
import { retryAfterHeader } from "./retry-after";
import {
  type ArmAnswer,
  type ArmState,
  type Call,
  type Connection,
  type Happening,
  type LinkState,
  type Operation,
  type Step,
  withEntry,
} from "./simulator-state";
import { isAllowed, refusalOf } from "./transitions";

type Here = Extract<Found, { kind: "found" }>;

/** A change of status: refused at once, made at once, or begun. */
export function putConnection(call: Call): Step {
  const { state, request } = call;
  const here = connectionAt(call);
  if (here.kind === "missing") return { state, answer: here.answer };
  const { connection, traits } = here;
  const wanted = wantedState(request.body, connection);
  if (wanted.kind === "fault") return { state, answer: wanted.answer };
  if (isBusy(here)) return { state, answer: conflict(call, here) };
  const allowed = isAllowed(traits.transitions, connection.state.status, wanted.state.status);
  if (!allowed && traits.transitions !== "failLater")
    return { state, answer: refusalOf(traits.transitions, connection.state.status) };
  const how = PUT_ANSWERS[traits.put];
  return how.isDone ? changedAtOnce(call, here, wanted.state) : begun(call, here, how, wanted.state, allowed);
}

function changedAtOnce(call: Call, { connection, key }: Here, wanted: LinkState): Step {
  const { operation: _, late: __, ...free } = connection;
  const changed = { ...free, state: wanted, rest: "Succeeded" };
  const state = { ...call.state, connections: withEntry(call.state.connections, key, changed) };
  return { state, answer: ok(connectionBody(state, changed, call.now)) };
}

function begun(call: Call, here: Here, how: PutAnswer, wanted: LinkState, isAllowedChange: boolean): Step {
  const { connection, instance, traits, key } = here;
  const started = newOperation(call, here, "put", wanted);
  const operation: Operation = isAllowedChange
    ? { ...started, isSigned: how.asyncUrl !== "example" }
    : { ...started, ends: "Failed", error: traits.operationError };
  const state = withOperation(call.state, key, connection, operation, happeningsAfter(call, here));
  const headers = operationHeaders(call, instance, operation, traits, how);
  const working = state.connections.get(key) ?? connection;
  return { state, answer: { status: how.status, headers, ...bodyOf(how, state, working, call.now) } };
}

function bodyOf(how: PutAnswer, state: ArmState, connection: Connection, now: number): Pick<ArmAnswer, "body"> {
  if (how.body === "none") return {};
  return { body: how.body === "example" ? exampleBody(connection) : connectionBody(state, connection, now) };
}

/** 202 and then 204; for a connection that is not there, 204 (arm-facts 1.1, 1.3). */
export function deleteConnection(call: Call): Step {
  const { state } = call;
  const here = connectionAt(call);
  if (here.kind === "missing")
    return { state, answer: here.isOnlyConnection ? { status: 204, headers: {} } : here.answer };
  const { connection, instance, traits, key } = here;
  if (traits.delete === "okMeansFailed") return { state, answer: ok({}) };
  if (isBusy(here)) return { state, answer: conflict(call, here) };
  if (traits.delete === "doneAtOnce")
    return {
      state: { ...state, connections: withEntry(state.connections, key, undefined) },
      answer: { status: 204, headers: {} },
    };
  const operation = newOperation(call, here, "delete", connection.state);
  const next = withOperation(state, key, connection, operation, []);
  const headers = operationHeaders(call, instance, operation, traits, PUT_ANSWERS.acceptedWithBothUrls);
  return { state: next, answer: { status: 202, headers } };
}

function isBusy({ connection, traits }: Here): boolean {
  return connection.operation !== undefined && traits.duringOperation === "conflict";
}

function conflict(call: Call, { traits }: Here): ArmAnswer {
  return armError(
    409,
    "AnotherOperationInProgress",
    "Another operation on this or a dependent resource is in progress.",
    retryAfterHeader(traits.retryAfter, call.now),
  );
}

function newOperation(
  { now, random }: Call,
  { key, traits }: Here,
  kind: Operation["kind"],
  wanted: LinkState,
): Operation {
  return {
    id: uuidFrom(random),
    kind,
    connection: key,
    wanted,
    startedAt: now,
    endsAt: now + traits.operationMs,
    ends: traits.operationEnds,
    ...(traits.operationEnds !== "Succeeded" && { error: traits.operationError }),
    isOver: false,
    isSigned: true,
    forgottenAt: now + traits.operationMs + traits.operationUrlLifetimeMs,
  };
}

function withOperation(
  state: ArmState,
  key: string,
  connection: Connection,
  operation: Operation,
  happenings: readonly Happening[],
): ArmState {
  return {
    ...state,
    operations: withEntry(state.operations, operation.id, operation),
    connections: withEntry(state.connections, key, { ...connection, operation: operation.id }),
    happenings: [...state.happenings, ...happenings],
  };
}

/** What others will do while the operation is at work, where a behaviour says so. */
function happeningsAfter({ now }: Call, { connection, key, traits }: Here): Happening[] {
  const { vanishesAfterMs, settledBySomebodyElse: other } = traits;
  return [
    ...(vanishesAfterMs === null ? [] : [{ at: now + vanishesAfterMs, connection: key, state: null }]),
    ...(other === null
      ? []
      : [
          {
            at: now + other.afterMs,
            connection: key,
            state: { ...connection.state, status: other.status, description: other.description },
          },
        ]),
  ];
}
