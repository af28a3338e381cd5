import { traitsAt } from "./behaviour";
import { keyOf } from "./place";
import { type ArmState, type Connection, type Happening, type Operation, withEntry } from "./simulator-state";
import type { Traits } from "./traits";

/**
 * What has come about by `now`: operations that ended, decisions of others that fell due, in the order of their times.
 * Called before each request, so that nothing needs a timer and a stand-in that was switched off catches up.
 */
export function timePasses(state: ArmState, now: number): ArmState {
  let current = state;
  for (let next = nextDue(current, now); next; next = nextDue(current, now)) {
    current = next.kind === "operation" ? ended(current, next.operation) : happened(current, next.happening);
  }
  return withoutForgotten(current, now);
}

type Due =
  | { readonly kind: "operation"; readonly at: number; readonly operation: Operation }
  | { readonly kind: "happening"; readonly at: number; readonly happening: Happening };

function nextDue(state: ArmState, now: number): Due | undefined {
  let earliest: Due | undefined;
  const consider = (due: Due) => {
    if (due.at <= now && (!earliest || due.at < earliest.at)) earliest = due;
  };
  for (const happening of state.happenings) consider({ kind: "happening", at: happening.at, happening });
  for (const operation of state.operations.values())
    if (!operation.isOver) consider({ kind: "operation", at: operation.endsAt, operation });
  return earliest;
}

function ended(state: ArmState, operation: Operation): ArmState {
  const operations = withEntry(state.operations, operation.id, { ...operation, isOver: true });
  const connection = state.connections.get(operation.connection);
  // Gone, or somebody else changed it meanwhile: this operation has nothing to change any more.
  if (connection?.operation !== operation.id) return { ...state, operations };
  const traits = traitsAt(state.behaviour, [connection.instance, operation.connection]);
  const changed = changedBy(operation, connection, traits);
  return { ...state, operations, connections: withEntry(state.connections, operation.connection, changed) };
}

function changedBy(operation: Operation, connection: Connection, traits: Traits): Connection | undefined {
  const { operation: _, late: __, ...free } = connection;
  if (operation.ends !== "Succeeded") return { ...free, rest: traits.provisioningStateAfterFailure };
  if (traits.lies) return { ...free, rest: "Succeeded" };
  if (operation.kind === "delete") return undefined;
  return {
    ...free,
    state: operation.wanted,
    rest: "Succeeded",
    ...(traits.lagMs > 0 && { late: { state: connection.state, until: operation.endsAt + traits.lagMs } }),
  };
}

function happened(state: ArmState, happening: Happening): ArmState {
  const happenings = state.happenings.filter((other) => other !== happening);
  return { ...settledByOthers(state, happening.connection, happening.state), happenings };
}

/** A change that is not ours: at once, and an operation that was at work comes to nothing. Null: the connection is gone. */
export function settledByOthers(state: ArmState, key: string, link: Happening["state"]): ArmState {
  const connection = state.connections.get(key);
  if (!connection) return state;
  const { operation: _, late: __, ...free } = connection;
  const changed = link === null ? undefined : { ...free, state: link, rest: "Succeeded" };
  return { ...state, connections: withEntry(state.connections, keyOf(key), changed) };
}

/** Operations can be asked for until their URLs have expired. */
function withoutForgotten(state: ArmState, now: number): ArmState {
  const forgotten = [...state.operations.values()].filter(({ isOver, forgottenAt }) => isOver && forgottenAt <= now);
  if (forgotten.length === 0) return state;
  const operations = new Map(state.operations);
  for (const { id } of forgotten) operations.delete(id);
  return { ...state, operations };
}
