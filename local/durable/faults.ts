import type { Clock, Fault, Seams } from "../seams";

/**
 * Where tests make things go wrong:
 * - `durable/episode`: between the app's answer and its commit; `lose` and `fail` abort the episode, which is repeated
 * - `durable/activity`: before an activity runs; `fail` makes it fail without having run
 * - `durable/activity-result`: `lose` drops the result, and the activity runs again; `twice` runs it again anyway
 * - `durable/event`: `twice` delivers an external event two times
 * `late` holds up what is passing, at all of them.
 */
export type Place = "durable/episode" | "durable/activity" | "durable/activity-result" | "durable/event";

/** The fault that strikes here, after the wait that it may mean. */
export async function faultAt(seams: Seams, place: Place): Promise<Fault | undefined> {
  const fault = seams.faults.at(place);
  if (fault?.kind !== "late") return fault;
  await pause(seams.clock, fault.ms);
  return undefined;
}

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
