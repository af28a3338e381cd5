import { type Random, uuidFrom } from "../seams";
import { dressed } from "./answer-headers";
import { nothingHere } from "./arm-errors";
import { AUDIENCES, apiVersionFault, identify } from "./door";
import { placeOf } from "./place";
import { answerCall } from "./routes";
import type { ArmAnswer, ArmRequest, ArmState, Claims, Step } from "./simulator-state";
import { pass, rateKindOf } from "./throttle";
import { timePasses } from "./time-passes";

/**
 * Azure Resource Manager for Digital Twins, as far as private endpoint connections need it. Pure: a state and a request
 * become the next state and an answer. Written from the facts (arm-facts), never from what calls it.
 */
export function answerRequest(
  before: ArmState,
  request: ArmRequest,
  now: number,
  random: Random,
  audiences: readonly string[] = AUDIENCES,
): Step {
  const state = timePasses(before, now);
  const ids = { request: uuidFrom(random), correlation: request.correlationId ?? uuidFrom(random) };
  const entry = identify(request.caller, audiences, now);
  if (entry.kind === "out") return { state, answer: dressed(entry.answer, ids, undefined, now, random) };
  const step = withinLimits(state, request, entry.claims, now, random);
  return { ...step, answer: dressed(step.answer, ids, entry.claims, now, random) };
}

function withinLimits(state: ArmState, request: ArmRequest, claims: Claims, now: number, random: Random): Step {
  const place = placeOf(request.path);
  if (!place) return { state, answer: nothingHere(request.method, request.path) };
  const { buckets, headers, refusal } = pass(
    state.buckets,
    { subscription: place.subscription, principal: claims.oid },
    rateKindOf(request.method),
    state.behaviour.limits,
    now,
  );
  const counted = { ...state, buckets };
  const withRates = (answer: ArmAnswer) => ({ ...answer, headers: { ...headers, ...answer.headers } });
  if (refusal) return { state: counted, answer: withRates(refusal) };
  // The swagger's example gives out operation URLs without an api-version (arm-facts 1.2).
  const fault = place.kind === "operationOfLocation" ? undefined : apiVersionFault(request, place);
  if (fault) return { state: counted, answer: withRates(fault) };
  const apiVersion = request.query.get("api-version") ?? "";
  const step = answerCall({ state: counted, request, place, claims, apiVersion, now, random });
  return { ...step, answer: withRates(step.answer) };
}
