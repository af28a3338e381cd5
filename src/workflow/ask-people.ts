import type { Facts, Outcome } from "../approval/model";
import { escalationExpired } from "../approval/outcomes";
import type { Durable } from "./durable";

/** Nobody can be asked yet, so an escalation is over as soon as it begins, and the connection keeps its status. */
// biome-ignore lint/correctness/useYield: a piece of an orchestration, like its callers
export function* askPeople({ connection }: Facts, why: string): Durable<Outcome> {
  return escalationExpired(why, connection.status);
}
