import type { Fault, Seams } from "../seams";

/**
 * Where a seeded plan may go against a client:
 * - `service-bus/send`: a message arrives. `fail` refuses it, `lose` cuts the connection before it is kept.
 * - `service-bus/acknowledge`: it is kept. `lose` says nothing, `fail` cuts the connection before the sender knows.
 * - `service-bus/deliver`: a message goes out. `lose` never sends it (its lock runs out), `twice` ends its lock behind
 *   the receiver's back, `fail` cuts the connection.
 * - `service-bus/settle`: a settlement is kept. `lose` never confirms it, `fail` cuts the connection instead.
 * `late` holds up what passes, at any of them.
 */
export type FaultPlace = "service-bus/send" | "service-bus/acknowledge" | "service-bus/deliver" | "service-bus/settle";

/** Asks the plan, waits if it says so, and answers what else is to happen. */
export async function mishap(seams: Seams, place: FaultPlace): Promise<Exclude<Fault, { kind: "late" }> | undefined> {
  const fault = seams.faults.at(place);
  if (fault?.kind !== "late") return fault;
  await new Promise<void>((passed) => seams.clock.after(fault.ms, passed));
  return undefined;
}
