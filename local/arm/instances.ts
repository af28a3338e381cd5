import {
  armError,
  groupNotFound,
  instanceNotFound,
  invalidSubscription,
  parentNotFound,
  subscriptionNotFound,
} from "./arm-errors";
import { instanceBody, linkResourceBody } from "./bodies";
import { instanceIdOf, keyOf } from "./place";
import type { ArmAnswer, ArmState, Call, Instance, Step } from "./simulator-state";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What stands in the way of looking into a subscription or a group: nobody here can see it. */
export function scopeFault({ state, place }: Call): ArmAnswer | undefined {
  const { subscription, resourceGroup } = place;
  if (!GUID.test(subscription)) return invalidSubscription(subscription);
  if (!state.subscriptions.has(subscription.toLowerCase())) return subscriptionNotFound(subscription);
  const isKnown = (instance: Instance) =>
    isSame(instance.resourceGroup, resourceGroup) && isSame(instance.subscription, subscription);
  if (resourceGroup && ![...state.instances.values()].some(isKnown)) return groupNotFound(resourceGroup);
  return undefined;
}

export function listInstances(call: Call): Step {
  const { state, place, request, now } = call;
  const fault = scopeFault(call);
  if (fault) return { state, answer: fault };
  const { pageSize } = state.behaviour.limits;
  const after = tokenIn(request.query);
  if (after === undefined)
    return { state, answer: armError(400, "InvalidSkipToken", "The query $skiptoken is not one that a nextLink had.") };
  const found = instancesIn(state, place.subscription, place.resourceGroup).filter(({ id }) => keyOf(id) > after);
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  const body = {
    value: page.map((instance) => instanceBody(state, instance, now)),
    ...(last && found.length > page.length && { nextLink: nextLink(call, last) }),
  };
  return { state, answer: { status: 200, headers: {}, body } };
}

function instancesIn(state: ArmState, subscription: string, group: string): Instance[] {
  return [...state.instances.values()]
    .filter((instance) => isSame(instance.subscription, subscription))
    .filter((instance) => group === "" || isSame(instance.resourceGroup, group))
    .sort((one, other) => (keyOf(one.id) < keyOf(other.id) ? -1 : 1));
}

/** The key after which the page begins: it holds even when instances come and go between two pages. */
function tokenIn(query: URLSearchParams): string | undefined {
  const token = query.get("$skiptoken");
  if (token === null) return "";
  const key = Buffer.from(token, "base64url").toString();
  return key.startsWith("/subscriptions/") ? key : undefined;
}

function nextLink({ request, apiVersion }: Call, last: Instance): string {
  const token = Buffer.from(keyOf(last.id)).toString("base64url");
  return `${request.origin}${request.path}?api-version=${encodeURIComponent(apiVersion)}&$skiptoken=${token}`;
}

export function instanceAt({ state, place }: Call): Instance | undefined {
  return state.instances.get(keyOf(instanceIdOf(place)));
}

export function getInstance(call: Call): Step {
  const { state, place, now } = call;
  const instance = instanceAt(call);
  const answer = scopeFault(call) ?? (instance ? ok(instanceBody(state, instance, now)) : instanceNotFound(place));
  return { state, answer };
}

export function listLinkResources(call: Call): Step {
  const { state, place } = call;
  const instance = instanceAt(call);
  const answer = scopeFault(call) ?? (instance ? ok({ value: [linkResourceBody(instance)] }) : parentNotFound(place));
  return { state, answer };
}

export function getLinkResource(call: Call): Step {
  const { state, place } = call;
  const instance = instanceAt(call);
  const fault = scopeFault(call) ?? (instance ? undefined : parentNotFound(place));
  if (fault || !instance) return { state, answer: fault ?? parentNotFound(place) };
  if (isSame(place.item, "API")) return { state, answer: ok(linkResourceBody(instance)) };
  return {
    state,
    answer: armError(404, "NotFound", `There is no private link resource '${place.item}'; there is 'API'.`),
  };
}

export function ok(body: unknown): ArmAnswer {
  return { status: 200, headers: {}, body };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
