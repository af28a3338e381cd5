import type { DesiredStatus, Order } from "../../approval/model";
import type { Json } from "../../json";

/** What is particular to one provider's private endpoint connections. The algorithm is the same for all (arm-facts 2.3). */
export type Profile = {
  readonly apiVersion: string;
  /** provisioningState words, lower case, that mean that the connection has come to rest. */
  readonly restingStates: ReadonlySet<string>;
  /** provisioningState words, lower case, that mean that it has come to rest badly. */
  readonly brokenStates: ReadonlySet<string>;
  /** Status words that only say that a change is under way. */
  readonly transitionalStatuses: ReadonlySet<string>;
  readonly body: (order: Order, privateEndpointId: string | undefined) => Json;
};

export function statusBody(status: DesiredStatus, description: string): Json {
  return { status, description };
}
