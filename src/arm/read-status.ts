import type { Sight } from "../approval/model";
import type { ArmClient } from "./client";
import { bodyOf, pathOf } from "./connections";
import { whyOf } from "./operation";
import { connectionIn } from "./shapes";

export type StatusSight =
  | { readonly kind: "found"; readonly status: string }
  | Exclude<Sight, { readonly kind: "found" }>;

/** What a connection is at the moment. Reads only. */
export async function readStatus(arm: ArmClient, connectionId: string, now: () => Date): Promise<StatusSight> {
  const read = bodyOf(await arm.get(pathOf(connectionId)), now(), "The connection");
  if (read.kind !== "body") return read;
  const connection = connectionIn(read.body);
  return connection ? { kind: "found", status: connection.status } : { kind: "busy", why: whyOf(read.answer) };
}
