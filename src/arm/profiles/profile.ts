import type { DesiredStatus, Order } from "../../approval/model";
import type { Json } from "../../json";

/** What is particular to one provider's private endpoint connections. The algorithm is the same for all (arm-facts 2.3). */
export type Profile = {
  readonly apiVersion: string;
  /** provisioningState words, lower case, that mean that the connection has come to rest. */
  readonly restingStates: ReadonlySet<string>;
  /** provisioningState words, lower case, that mean that it has come to rest badly. */
  readonly brokenStates: ReadonlySet<string>;
  /** provisioningState words, lower case, that mean that somebody's change is under way. */
  readonly movingStates: ReadonlySet<string>;
  /** Status words, lower case, that only say that a change is under way. */
  readonly transitionalStatuses: ReadonlySet<string>;
  /** Whether the description that was sent comes back: then it tells our own change from another's. */
  readonly descriptionEchoed: boolean;
  readonly body: (order: Order, privateEndpointId: string | undefined) => Json;
};

export function statusBody(status: DesiredStatus, note: string): Json {
  return { status, description: descriptionFor(note) };
}

/** What Azure keeps of a request's message (arm-facts 6.3). */
const LONGEST_DESCRIPTION = 140;

export function descriptionFor(note: string): string {
  return note.slice(0, LONGEST_DESCRIPTION).replace(/[\uD800-\uDBFF]$/, "");
}
