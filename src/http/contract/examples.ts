/** What the document's examples speak of: each is there in the estate that npm start runs with. */

const BERLIN =
  "/subscriptions/10000000-0000-4000-8000-000000000001/resourceGroups/rg-twins-prod/providers/Microsoft.DigitalTwins/digitalTwinsInstances/twins-factory-berlin";
const SIMULATION =
  "/subscriptions/10000000-0000-4000-8000-000000000002/resourceGroups/rg-twins-test/providers/Microsoft.DigitalTwins/digitalTwinsInstances/twins-simulation";

/** The example policy asks people about it. */
export const ASKED = {
  targetId: BERLIN,
  connectionId: `${BERLIN}/privateEndpointConnections/c0000000-0000-4000-8000-000000000001`,
  /** The id that its request has. */
  id: "pec-c8904f7f8472f11a1fe3efa51de5928fc62f0807",
} as const;

/** The example policy approves it. */
export const EASY = {
  connectionId: `${SIMULATION}/privateEndpointConnections/c0000000-0000-4000-8000-000000000014`,
} as const;

/** Another one, by its private endpoint. */
export const BY_ENDPOINT = {
  privateEndpointId:
    "/subscriptions/20000000-0000-4000-8000-00000000000a/resourceGroups/rg-lines-berlin/providers/Microsoft.Network/privateEndpoints/pe-line-9-simulation",
  targetId: SIMULATION,
} as const;
