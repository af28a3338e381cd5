import * as z from "zod";
import { type Random, uuidFrom } from "../seams";
import { armError } from "./arm-errors";
import { AS_RECORDED, faultsOf, readBehaviour } from "./behaviour";
import { BEHAVIOURS } from "./behaviours";
import { connectionBody } from "./bodies";
import { connectionFields } from "./estate";
import { ok } from "./instances";
import { connectionIdOf, keyOf, placeOf } from "./place";
import { RECORDED } from "./recorded";
import { type ArmAnswer, type ArmState, type Connection, STATUSES, type Step, withEntry } from "./simulator-state";
import { settledByOthers, timePasses } from "./time-passes";

/** What Azure does not have: how tests, demos and the curious play the consumer, other people, and fate. Pure as well. */

export const LOCAL = "/_local";

export type LocalRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
};

type Local = LocalRequest & {
  readonly state: ArmState;
  readonly seeded: ArmState;
  readonly now: number;
  readonly random: Random;
};

type Route = { readonly does: string; readonly answer: (local: Local) => Step };

const ROUTES: Readonly<Record<string, Route>> = {
  [`GET ${LOCAL}`]: { does: "This overview.", answer: overview },
  [`GET ${LOCAL}/behaviours`]: { does: "Every behaviour that has a name, and every trait.", answer: listBehaviours },
  [`GET ${LOCAL}/behaviour`]: {
    does: "How the stand-in behaves.",
    answer: ({ state }) => told(state, state.behaviour),
  },
  [`PUT ${LOCAL}/behaviour`]: {
    does: 'Changes it: {"everywhere": "lies"} or {"at": {"<id>": ["failsLater", {"operationMs": 500}]}, "limits": {...}}.',
    answer: setBehaviour,
  },
  [`DELETE ${LOCAL}/behaviour`]: { does: "Back to the recorded behaviour.", answer: unsetBehaviour },
  [`GET ${LOCAL}/connections`]: { does: "Every connection, as it is now.", answer: listConnections },
  [`POST ${LOCAL}/connections`]: {
    does: 'As a consumer: a new connection, {"target": "<instance>", "privateEndpointId": "<id>", ...}.',
    answer: createConnection,
  },
  [`PATCH ${LOCAL}/connections`]: {
    does: 'As somebody in the portal: {"id": "<connection>", "status": "Rejected", "description": "..."}.',
    answer: settleConnection,
  },
  [`DELETE ${LOCAL}/connections`]: {
    does: "As a consumer: deletes its endpoint; ?id=<connection>.",
    answer: removeConnection,
  },
  [`POST ${LOCAL}/reset`]: { does: "The estate as it began; behaviours and operations are forgotten.", answer: reset },
};

const BY_THE_SHELL = {
  [`GET ${LOCAL}/requests`]: "What ARM was asked, oldest first.",
  [`DELETE ${LOCAL}/requests`]: "Forgets that.",
};

/** `seeded` is the state to go back to. */
export function answerLocal(
  before: ArmState,
  request: LocalRequest,
  now: number,
  random: Random,
  seeded: ArmState,
): Step {
  const state = timePasses(before, now);
  const route = ROUTES[`${request.method} ${request.path.replace(/\/$/, "")}`];
  if (route) return route.answer({ ...request, state, seeded, now, random });
  return {
    state,
    answer: armError(
      404,
      "NotFound",
      `There is no ${request.method} ${request.path}. GET ${LOCAL} tells what there is.`,
    ),
  };
}

function overview({ state }: Local): Step {
  const does = Object.fromEntries(Object.entries(ROUTES).map(([call, route]) => [call, route.does]));
  return told(state, { ...does, ...BY_THE_SHELL });
}

function listBehaviours({ state }: Local): Step {
  const value = Object.entries(BEHAVIOURS).map(([name, { does, source, traits }]) => ({ name, does, source, traits }));
  return told(state, { value, traits: RECORDED });
}

function setBehaviour({ state, body }: Local): Step {
  const read = readBehaviour(parsed(body));
  if (read.kind === "faults") return refused(state, "behaviour", read.faults);
  return told({ ...state, behaviour: read.value, spent: new Map(), buckets: new Map() }, read.value);
}

function unsetBehaviour({ state }: Local): Step {
  return told({ ...state, behaviour: AS_RECORDED, spent: new Map(), buckets: new Map() }, AS_RECORDED);
}

function listConnections({ state, now }: Local): Step {
  return told(state, {
    value: [...state.connections.values()].map((connection) => connectionBody(state, connection, now)),
  });
}

const newConnection = z.strictObject({
  /** Name or id of an instance. */
  target: z.string().min(1),
  ...connectionFields,
  name: z.exactOptional(connectionFields.name),
});

function createConnection({ state, body, now, random }: Local): Step {
  const read = newConnection.safeParse(parsed(body));
  if (!read.success)
    return refused(
      state,
      "connection",
      read.error.issues.flatMap((issue) => faultsOf(issue)),
    );
  const {
    target,
    name = uuidFrom(random),
    privateEndpointId,
    groupIds,
    status,
    description,
    actionsRequired,
  } = read.data;
  const instance = [...state.instances.values()].find(({ id, name: known }) => [id, known].some(isSame(target)));
  if (!instance) return refused(state, "connection", [`target: there is no instance ${JSON.stringify(target)}`]);
  const connection: Connection = {
    id: connectionIdOf({ ...instance, instance: instance.name, connection: name }),
    name,
    instance: keyOf(instance.id),
    privateEndpointId,
    groupIds,
    state: { status, description, actionsRequired },
    rest: "Succeeded",
  };
  const key = keyOf(connection.id);
  if (state.connections.has(key)) return refused(state, "connection", [`name: there is a connection ${name} already`]);
  const next = { ...state, connections: withEntry(state.connections, key, connection) };
  return { state: next, answer: { status: 201, headers: {}, body: connectionBody(next, connection, now) } };
}

const settlement = z.strictObject({
  id: z.string().min(1),
  status: z.enum(STATUSES),
  description: z.string().max(500).default(""),
});

function settleConnection({ state, body, now }: Local): Step {
  const read = settlement.safeParse(parsed(body));
  if (!read.success)
    return refused(
      state,
      "change",
      read.error.issues.flatMap((issue) => faultsOf(issue)),
    );
  const { id, status, description } = read.data;
  const connection = state.connections.get(keyOf(id));
  if (!connection) return noConnection(state, id);
  const next = settledByOthers(state, keyOf(id), { ...connection.state, status, description });
  const settled = next.connections.get(keyOf(id)) ?? connection;
  return told(next, connectionBody(next, settled, now));
}

function removeConnection({ state, query }: Local): Step {
  const id = query.get("id") ?? "";
  if (!state.connections.has(keyOf(id))) return noConnection(state, id);
  return { state: settledByOthers(state, keyOf(id), null), answer: { status: 204, headers: {} } };
}

function reset({ state, seeded }: Local): Step {
  // The secret stays: URLs that were given out before lead to operations that are gone, not to bad signatures.
  return told({ ...seeded, secret: state.secret }, { connections: seeded.connections.size });
}

function noConnection(state: ArmState, id: string): Step {
  const what =
    placeOf(id)?.kind === "connection" ? "There is no such connection" : "That is not the id of a connection";
  return {
    state,
    answer: armError(404, "NotFound", `${what}: ${JSON.stringify(id)}. GET ${LOCAL}/connections lists them.`),
  };
}

function told(state: ArmState, body: unknown): Step {
  return { state, answer: ok(body) };
}

function refused(state: ArmState, what: string, faults: readonly string[]): Step {
  const answer: ArmAnswer = {
    status: 400,
    headers: {},
    body: {
      error: {
        code: "InvalidLocalRequest",
        message: `The ${what} has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}; nothing was changed: ${faults.join("; ")}.`,
        details: faults.map((message) => ({ code: "Fault", message })),
      },
    },
  };
  return { state, answer };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isSame(one: string): (other: string) => boolean {
  return (other) => one.toLowerCase() === other.toLowerCase();
}
