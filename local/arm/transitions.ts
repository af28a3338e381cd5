import { armError, transitionRefused } from "./arm-errors";
import type { ArmAnswer, Status } from "./simulator-state";
import type { Traits } from "./traits";

/**
 * From which status to which a connection can be put. Rejected is terminal for Digital Twins (arm-facts 0.3, 1.3), and so is
 * Disconnected, whose endpoint is gone; a status can be put again, since nothing recorded says otherwise.
 */
export const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  Pending: ["Pending", "Approved", "Rejected"],
  Approved: ["Approved", "Rejected", "Disconnected"],
  Rejected: ["Rejected"],
  Disconnected: ["Disconnected"],
};

export function isAllowed(rule: Traits["transitions"], from: Status, to: Status): boolean {
  if (rule === "any") return true;
  if (rule === "onlyFromPending") return from === "Pending";
  if (rule === "notTwice" && from === to) return false;
  return TRANSITIONS[from].includes(to);
}

/** How a change that is not allowed is refused. */
export function refusalOf(rule: Traits["transitions"], from: Status): ArmAnswer {
  if (rule === "onlyFromPending")
    return armError(
      400,
      "PrivateEndpointConnectionStatusNotPending",
      `The private endpoint connection is in the status '${from}'; only a pending connection can be changed.`,
    );
  if (rule === "notTwice")
    return armError(
      400,
      "PrivateEndpointConnectionInvalidState",
      `The private endpoint connection is already in the state '${from}'.`,
    );
  return transitionRefused();
}
