import type { ApprovalRequest, Consumer, Facts, Sight } from "../src/approval/model";
import { type ArmClient, armClient } from "../src/arm/client";
import { connectionsOf, pathOf } from "../src/arm/connections";
import { type TargetBody, targetsOn } from "../src/arm/estate";
import { managedIdentityTokens } from "../src/arm/token";
import { EndpointMissing } from "./endpoints";
import { policyPlaces } from "./policy-places";

type Directory = (subscription: string) => Consumer;

/** Something that lists Azure and can do nothing else to it. */
export type OnlyReads = Pick<ArmClient, "get" | "origin">;

/** Azure as the app sees it, through the same client, without its way to write. */
export function onlyReads(): OnlyReads {
  const { arm, audience, clientId } = policyPlaces();
  const { get, origin } = armClient(arm, managedIdentityTokens(audience, clientId, Date.now));
  return { get, origin };
}

/** The facts of one connection, gathered exactly as for a decision. */
export async function factsOf(connectionId: string, directory: Directory): Promise<Sight> {
  return gather(onlyReads(), connectionId, directory);
}

/** The facts of every connection of some subscriptions, as they are read, page by page. Directories are the policies'. */
export async function* factsOfEstate(azure: OnlyReads, subscriptions: readonly string[]): AsyncGenerator<Facts> {
  for (const subscription of subscriptions) {
    for await (const target of targetsOf(azure, subscription)) yield* factsOn(seenThrough(azure, target), target);
  }
}

async function* factsOn(azure: OnlyReads, { connections }: TargetBody): AsyncGenerator<Facts> {
  for (const { id } of connections) {
    const sight = await gather(azure, id, () => ({}));
    if (sight.kind === "found") yield sight.facts;
    else if (sight.kind !== "gone") throw new NotRead(`${id} could not be read`);
  }
}

/** Part of the estate could not be seen: a simulation of the rest would look complete. */
export class NotRead extends Error {
  override readonly name = "NotRead";
}

async function* targetsOf(azure: OnlyReads, subscription: string): AsyncGenerator<TargetBody> {
  let next: string | undefined;
  do {
    const place = { subscription, ...(next !== undefined && { next }) };
    const page = await targetsOn(withoutWriting(azure), place, () => new Date());
    if (page.kind !== "page") throw new NotRead(`subscription ${subscription} could not be read: ${page.why}`);
    if (page.unreadable > 0)
      throw new NotRead(`${page.unreadable} of what subscription ${subscription} lists could not be read`);
    yield* page.targets;
    next = page.next;
  } while (next !== undefined);
}

function gather(azure: OnlyReads, connectionId: string, directory: Directory): Promise<Sight> {
  return connectionsOf(withoutWriting(azure), () => new Date()).gatherFacts(asked(connectionId), directory);
}

/** The page brought the target's body already: it is not asked for again for each of its connections. */
function seenThrough(azure: OnlyReads, { id, body }: TargetBody): OnlyReads {
  const path = pathOf(id).toLowerCase();
  const get: OnlyReads["get"] = async (asks) =>
    asks.toLowerCase() === path ? { status: 200, headers: {}, body } : azure.get(asks);
  return { ...azure, get };
}

function withoutWriting(azure: OnlyReads): ArmClient {
  const put = () => Promise.reject(new Error("A simulation was about to write."));
  return { ...azure, put };
}

/** Nobody asked: a simulation plays the request that reconciliation would make. */
function asked(connectionId: string): ApprovalRequest {
  return {
    requestId: "simulation",
    connectionId,
    desiredStatus: "Approved",
    requestedBy: "simulation",
    justification: "What would policy say?",
    door: "event",
    receivedAt: new Date().toISOString(),
  };
}

/** Which subscriptions to look through: those given, else those that the app looks through. */
export function subscriptionsFrom(given: readonly string[] | undefined): readonly string[] {
  const listed = given ?? policyPlaces().subscriptions;
  if (listed.length > 0) return listed;
  throw new EndpointMissing("Which subscriptions? Give --subscription <id>, as often as needed, or set SUBSCRIPTIONS.");
}
