import { armError } from "./arm-errors";
import { traitsAt } from "./behaviour";
import { connectionBody } from "./bodies";
import { ok } from "./instances";
import { operationHeaders, unpacked } from "./operation-headers";
import { checkSignature } from "./operation-url";
import { connectionIdOf, keyOf } from "./place";
import { PUT_ANSWERS } from "./put-answers";
import { retryAfterHeader } from "./retry-after";
import type { ArmAnswer, Call, Operation, Step } from "./simulator-state";
import type { Traits } from "./traits";

/** Where Azure-AsyncOperation leads: always 200 with a status, but 204 for a deletion that is done (arm-facts 1.1, 2.1). */
export function pollOperation(call: Call): Step {
  const { state, place } = call;
  const operation = state.operations.get(place.item.toLowerCase());
  if (place.kind === "operationOfLocation") {
    const isUnsigned = operation?.isSigned === false;
    return { state, answer: isUnsigned ? statusOf(call, operation) : notFound() };
  }
  const fault = urlFault(call, operation);
  if (fault) return { state, answer: fault };
  const isItsOwn = operation?.connection === keyOf(connectionIdOf(place));
  return { state, answer: operation && isItsOwn ? statusOf(call, operation) : notFound() };
}

/** Where Location leads: 202 without a body, and in the end what the call itself would have answered (arm-facts 2.1). */
export function pollResult(call: Call): Step {
  const { state, place } = call;
  const unsigned = state.operations.get(place.item.toLowerCase());
  if (unsigned && !unsigned.isSigned) return { state, answer: resultOf(call, unsigned) };
  const fault = urlFault(call, undefined);
  if (fault) return { state, answer: fault };
  const { place: named, kind } = unpacked(place);
  const key = keyOf(connectionIdOf(named));
  const operation = [...state.operations.values()].findLast((one) => one.connection === key && one.kind === kind);
  return { state, answer: operation ? resultOf({ ...call, place: named }, operation) : notFound() };
}

/** The URL is the key to the operation: changed in any way, or too old, it opens nothing. */
function urlFault({ state, request, now }: Call, operation: Operation | undefined): ArmAnswer | undefined {
  const { operationUrlLifetimeMs } = traitsOf(state, operation);
  const signature = checkSignature(state.secret, request.path, request.query, operationUrlLifetimeMs, now);
  if (signature === "good") return undefined;
  if (signature === "expired") return notFound();
  return armError(403, "InvalidOperationUrl", "The signature of the operation's URL is missing or does not fit it.");
}

function statusOf({ state, request, now }: Call, operation: Operation): ArmAnswer {
  const traits = traitsOf(state, operation);
  // The operation lives under its connection, and goes with it.
  if (operation.kind === "put" && !state.connections.has(operation.connection)) return notFound();
  const id = decodeURIComponent(request.path);
  const body = { id, name: operation.id, startTime: new Date(operation.startedAt).toISOString() };
  if (!operation.isOver) {
    const percent = percentOf(operation, now);
    return {
      status: 200,
      headers: retryAfterHeader(traits.retryAfter, now),
      body: { ...body, status: traits.operationWord, percentComplete: percent },
    };
  }
  if (operation.kind === "delete" && operation.ends === "Succeeded") return { status: 204, headers: {} };
  const endTime = new Date(operation.endsAt).toISOString();
  const ended = { ...body, status: operation.ends, endTime };
  return ok(operation.error ? { ...ended, error: operation.error } : { ...ended, percentComplete: 100 });
}

function resultOf(call: Call, operation: Operation): ArmAnswer {
  const { state, now } = call;
  const traits = traitsOf(state, operation);
  const connection = state.connections.get(operation.connection);
  const instance = state.instances.get(instanceKeyOf(operation));
  if (!operation.isOver && instance) {
    const headers = operationHeaders(call, instance, operation, traits, PUT_ANSWERS.acceptedWithLocation);
    return { status: 202, headers };
  }
  if (operation.error) return armError(400, operation.error.code, operation.error.message);
  if (operation.kind === "delete") return { status: 204, headers: {} };
  return connection ? ok(connectionBody(state, connection, now)) : notFound();
}

function traitsOf(state: Call["state"], operation: Operation | undefined): Traits {
  return traitsAt(state.behaviour, operation ? [instanceKeyOf(operation), operation.connection] : []);
}

function instanceKeyOf({ connection }: Operation): string {
  return connection.slice(0, connection.lastIndexOf("/privateendpointconnections/"));
}

function percentOf({ startedAt, endsAt }: Operation, now: number): number {
  return Math.floor((100 * (now - startedAt)) / Math.max(1, endsAt - startedAt));
}

function notFound(): ArmAnswer {
  return armError(404, "NotFound", "The operation could not be found.");
}
