import type { Order } from "../../src/approval/model";
import type { Answer } from "../../src/arm/client";

export const ORIGIN = "https://management.azure.com";
export const SUBSCRIPTION = "50016170-c839-41ba-a724-51e9df440b9e";
export const TARGET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7`;
export const ENDPOINT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/pe-1`;
export const connectionId = (name: string) => `${TARGET}/privateEndpointConnections/${name}`;
export const NOW = new Date("2026-03-02T09:00:00Z");

export const order: Order = {
  connectionId: connectionId("c1"),
  requestId: "r1",
  wanted: "Approved",
  note: "Approved by rule own-tenant (r1)",
  seen: "Pending",
  run: "run-1",
};

export const answer = (status: number, body?: unknown, headers: Answer["headers"] = {}): Answer => ({
  status,
  body,
  headers,
});

/** A connection as Azure writes it. */
export const connectionBody = (
  status: string,
  { name = "c1", provisioningState = "Succeeded" as string | null, description = "please", endpoint = ENDPOINT } = {},
) => ({
  id: connectionId(name),
  name,
  properties: {
    ...(provisioningState !== null && { provisioningState }),
    privateEndpoint: { id: endpoint },
    groupIds: ["API"],
    privateLinkServiceConnectionState: { status, description, actionsRequired: "None" },
  },
});

export const errorBody = (code: string, message: string) => ({ error: { code, message } });
