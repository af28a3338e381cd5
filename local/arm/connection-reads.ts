import { connectionMissingWithoutEnvelope, connectionNotFound, parentNotFound } from "./arm-errors";
import { traitsAt } from "./behaviour";
import { connectionBody, connectionsOf } from "./bodies";
import { instanceAt, ok, scopeFault } from "./instances";
import { connectionIdOf, instanceIdOf, keyOf } from "./place";
import type { ArmAnswer, Call, Connection, Instance, Step } from "./simulator-state";
import type { Traits } from "./traits";

/** Unpaged, as the swagger has it (arm-facts 1.1). */
export function listConnections(call: Call): Step {
  const { state, place, now } = call;
  const fault = scopeFault(call) ?? (instanceAt(call) ? undefined : parentNotFound(place));
  if (fault) return { state, answer: fault };
  const connections = connectionsOf(state, keyOf(instanceIdOf(place)));
  return { state, answer: ok({ value: connections.map((connection) => connectionBody(state, connection, now)) }) };
}

export function getConnection(call: Call): Step {
  const found = connectionAt(call);
  const answer = found.kind === "missing" ? found.answer : ok(connectionBody(call.state, found.connection, call.now));
  return { state: call.state, answer };
}

export type Found =
  | {
      readonly kind: "found";
      readonly connection: Connection;
      readonly key: string;
      readonly instance: Instance;
      readonly traits: Traits;
    }
  | { readonly kind: "missing"; readonly isOnlyConnection: boolean; readonly answer: ArmAnswer };

/** The connection that a call is about, or what ARM says where it is not. */
export function connectionAt(call: Call): Found {
  const { state, place } = call;
  const instance = instanceAt(call);
  const fault = scopeFault(call) ?? (instance ? undefined : parentNotFound(place));
  if (fault || !instance) return { kind: "missing", isOnlyConnection: false, answer: fault ?? parentNotFound(place) };
  const key = keyOf(connectionIdOf(place));
  const traits = traitsAt(state.behaviour, [keyOf(instance.id), key]);
  const connection = state.connections.get(key);
  if (connection) return { kind: "found", connection, key, instance, traits };
  const answer =
    traits.missingConnection === "404" ? connectionNotFound(place) : connectionMissingWithoutEnvelope(place);
  return { kind: "missing", isOnlyConnection: true, answer };
}
