import { methodNotAllowed } from "./arm-errors";
import { deleteConnection, putConnection } from "./connection-changes";
import { getConnection, listConnections } from "./connection-reads";
import { getInstance, getLinkResource, listInstances, listLinkResources } from "./instances";
import { pollOperation, pollResult } from "./operations";
import type { PlaceKind } from "./place";
import type { Call, Step } from "./simulator-state";
import type { CallKind } from "./traits";
import { withTroubles } from "./troubles";

type Route = { readonly call: Exclude<CallKind, "any">; readonly answer: (call: Call) => Step };

/** What is served where. */
const ROUTES: Readonly<Record<PlaceKind, Readonly<Record<string, Route>>>> = {
  instancesOfSubscription: { GET: { call: "list", answer: listInstances } },
  instancesOfGroup: { GET: { call: "list", answer: listInstances } },
  instance: { GET: { call: "get", answer: getInstance } },
  connections: { GET: { call: "list", answer: listConnections } },
  connection: {
    GET: { call: "get", answer: getConnection },
    PUT: { call: "put", answer: putConnection },
    DELETE: { call: "delete", answer: deleteConnection },
  },
  operation: { GET: { call: "poll", answer: pollOperation } },
  operationOfLocation: { GET: { call: "poll", answer: pollOperation } },
  result: { GET: { call: "poll", answer: pollResult } },
  linkResources: { GET: { call: "list", answer: listLinkResources } },
  linkResource: { GET: { call: "get", answer: getLinkResource } },
};

/** Answers a request that got past the door, through whatever trouble is set for it. */
export function answerCall(call: Call): Step {
  const { state, request, place } = call;
  const routes = ROUTES[place.kind];
  const route = Object.hasOwn(routes, request.method) ? routes[request.method] : undefined;
  if (!route) return { state, answer: methodNotAllowed(request.method, request.path) };
  return withTroubles(call, route.call, route.answer);
}
