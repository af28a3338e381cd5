import { type Profile, statusBody } from "./profile";

/** Microsoft.DigitalTwins/digitalTwinsInstances, api-version 2023-01-31 (create-or-update.txt; recorded in arm-facts 1.3). */
export const digitalTwins: Profile = {
  apiVersion: "2023-01-31",
  // Live: Updating, then Succeeded. The swagger's own enum says Approved and Rejected instead, and its example never leaves them.
  restingStates: new Set(["succeeded", "ready", "approved", "rejected"]),
  brokenStates: new Set(["failed", "canceled", "cancelled"]),
  movingStates: new Set(["updating", "approving", "provisioning", "processing", "waiting", "deleting"]),
  transitionalStatuses: new Set(["approving", "rejecting", "disconnecting"]),
  descriptionEchoed: true,
  body: ({ wanted, note }, privateEndpointId) => ({
    properties: {
      // A common Azure Policy denies bodies without it (arm-facts 3.2, body rules).
      ...(privateEndpointId !== undefined && { privateEndpoint: { id: privateEndpointId } }),
      privateLinkServiceConnectionState: statusBody(wanted, note),
    },
  }),
};
