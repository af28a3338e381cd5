import { sameId } from "../approval/connection-id";
import type { Connection } from "../approval/model";
import { type ArmClient, isAnswer } from "./client";
import { pathOf } from "./connections";
import { whyOf } from "./operation";
import { connectionListIn } from "./shapes";

/** The connection of a private endpoint, or why there is none that could be meant. */
export type Resolved =
  | { readonly kind: "connection"; readonly connectionId: string }
  | { readonly kind: "none"; readonly why: string };

/** Azure could not be asked now; asking again may help. */
export class NotResolved extends Error {
  override readonly name = "NotResolved";
}

/**
 * Finds the connection of a private endpoint on a target: connection names are GUIDs that nobody knows (arm-facts fact 6).
 * An endpoint that was recreated has two (F23, F27): the Pending one is then meant, else one that is still connected.
 */
export async function resolveConnection(
  arm: ArmClient,
  { privateEndpointId, targetId }: { readonly privateEndpointId: string; readonly targetId: string },
): Promise<Resolved> {
  const answer = await arm.get(pathOf(`${targetId}/privateEndpointConnections`));
  if (!isAnswer(answer)) throw new NotResolved(`the connections of the target could not be listed: ${answer.why}`);
  if (answer.status === 404) return { kind: "none", why: "the target does not exist" };
  if (answer.status !== 200)
    throw new NotResolved(`the connections of the target could not be listed: ${whyOf(answer)}`);
  const listed = connectionListIn(answer.body);
  if (!listed) throw new NotResolved(`the connections of the target could not be listed: ${whyOf(answer)}`);
  const own = listed.connections.filter((one) => isOf(one, privateEndpointId));
  if (own.length === 0 && listed.unreadable > 0)
    throw new NotResolved(`${listed.unreadable} of the target's connections could not be read`);
  return chosen(own);
}

function chosen(found: readonly Connection[]): Resolved {
  const pending = found.filter(({ status }) => status === "Pending");
  const alive = found.filter(({ status }) => status !== "Rejected" && status !== "Disconnected");
  const meant = [pending, alive].find(({ length }) => length > 0) ?? found;
  const [first, ...others] = meant;
  if (!first) return { kind: "none", why: "no connection of this private endpoint is on the target" };
  if (others.length === 0) return { kind: "connection", connectionId: first.id };
  const names = meant.map(({ name }) => name).join(", ");
  return {
    kind: "none",
    why: `several connections of this private endpoint are on the target (${names}): name one by connectionId`,
  };
}

function isOf({ privateEndpoint }: Connection, privateEndpointId: string): boolean {
  return privateEndpoint !== undefined && sameId(privateEndpoint.id, privateEndpointId);
}
