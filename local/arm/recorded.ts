import type { Traits } from "./traits";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What the live service did (arm-facts 1.3): 202 with both headers, Updating beside the wanted status, Retry-After 10,
 * done at the first look 12 seconds later. Where nothing was recorded, the ARM contract (2.1) decides, or caution does.
 */
export const RECORDED: Traits = {
  put: "acceptedWithBothUrls",
  delete: "accepted",
  transitions: "recorded",
  duringOperation: "conflict",

  operationMs: 8_000,
  operationEnds: "Succeeded",
  operationError: { code: "InternalServerError", message: "An unexpected error occured while processing the request." },
  operationWord: "InProgress",
  operationUrl: "absolute",
  operationUrlLength: null,
  operationUrlLifetimeMs: DAY_MS,
  lies: false,
  lagMs: 0,
  retryAfter: 10,

  provisioningState: "recorded",
  provisioningStateWhileUpdating: "Updating",
  provisioningStateAfterFailure: "Succeeded",
  statusWhileUpdating: "wanted",
  description: "echoed",
  actionsRequired: "present",
  connectionBody: "full",
  idSpelling: "asCreated",
  instanceBody: "withConnections",
  missingConnection: "404",

  vanishesAfterMs: null,
  settledBySomebodyElse: null,
  troubles: [],
};
