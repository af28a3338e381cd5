import type { NamedBehaviour } from "./behaviours";

/** Behaviours of the connection and its operation: what is shown, and what comes of a change. */
export const stateBehaviours = {
  provisioningStateIsTheStatus: {
    does: "200, and provisioningState says Approved or Rejected for ever, as the swagger's enum has it.",
    source: "0.1, 1.1, F3",
    traits: { put: "doneAtOnce", provisioningState: "likeStatus" },
  },
  staleSucceeded: {
    does: "202 with Location; for 100 seconds the connection shows the old status beside Succeeded.",
    source: "0.2, 3.2 API Management, F6",
    traits: {
      put: "acceptedWithLocation",
      statusWhileUpdating: "old",
      provisioningStateWhileUpdating: "Succeeded",
      operationMs: 100_000,
    },
  },
  succeedsBeforeItShows: {
    does: "The operation succeeds a minute before the connection shows the new status.",
    source: "0.2, 3.2 Mongo vCore",
    traits: { lagMs: 60_000 },
  },
  upperCase: {
    does: "SUCCEEDED and UPDATING.",
    source: "3.2 Cloud HSM, F8",
    traits: { provisioningState: "upperCase" },
  },
  readyInsteadOfSucceeded: {
    does: "provisioningState is Approving, then Ready.",
    source: "3.2 MySQL, SQL, F9",
    traits: { provisioningState: "ready", provisioningStateWhileUpdating: "Approving" },
  },
  noProvisioningState: {
    does: "Bodies have no provisioningState.",
    source: "3.2 Redis, IoT Hub, F10",
    traits: { provisioningState: "absent" },
  },
  transitionalStatus: {
    does: "The status itself is Approving or Rejecting for a while, beside Succeeded.",
    source: "3.2 Web/sites, F11",
    traits: { statusWhileUpdating: "transitional", provisioningStateWhileUpdating: "Succeeded" },
  },
  failsLater: {
    does: "202, and then the operation fails; the status stays.",
    source: "3.2 PG flexible, F12",
    traits: { operationEnds: "Failed" },
  },
  canceledLater: {
    does: "202, and then the operation is canceled, with an error; the status stays.",
    source: "2.2, F26",
    traits: {
      operationEnds: "Canceled",
      operationError: {
        code: "OperationPreempted",
        message: "The operation was preempted by a more recent operation.",
      },
    },
  },
  refusesLater: {
    does: "A change that is not allowed is answered 202, and then the operation fails.",
    source: "0.3, 3.2 PG flexible",
    traits: { transitions: "failLater" },
  },
  onlyPendingMayChange: {
    does: "400 PrivateEndpointConnectionStatusNotPending for every connection that is not Pending.",
    source: "3.2 MySQL single, SQL, F13",
    traits: { transitions: "onlyFromPending" },
  },
  sameStatusIsRefused: {
    does: "400 for a PUT of the status that it has.",
    source: "0.4 Storage",
    traits: { transitions: "notTwice" },
  },
  everyChangeIsAllowed: {
    does: "Rejected connections can be approved.",
    source: "0.3 Key Vault",
    traits: { transitions: "any" },
  },
  lies: {
    does: "The operation says Succeeded and the status stays what it was.",
    source: "0.2",
    traits: { lies: true },
  },
  descriptionIsDropped: {
    does: "Bodies have a null description.",
    source: "3.2 API Management, ACR",
    traits: { description: "dropped" },
  },
  missingConnectionIs400: {
    does: "A missing connection is answered 400, without ARM's envelope.",
    source: "3.2 HDInsight, F21",
    traits: { missingConnection: "400WithoutEnvelope" },
  },
  vanishesMidway: {
    does: "Three seconds after a PUT was taken the connection is gone.",
    source: "F22",
    traits: { vanishesAfterMs: 3_000 },
  },
  rejectedBySomebodyElseMidway: {
    does: "Three seconds after a PUT was taken somebody else rejects the connection.",
    source: "0.5",
    traits: {
      settledBySomebodyElse: { status: "Rejected", description: "Rejected in the portal.", afterMs: 3_000 },
    },
  },
  deleteFails: {
    does: "DELETE is answered 200, which for Digital Twins means that it has failed.",
    source: "1.1, F25",
    traits: { delete: "okMeansFailed" },
  },
  deletedAtOnce: { does: "DELETE is answered 204, done.", source: "1.1", traits: { delete: "doneAtOnce" } },
  instancesWithoutConnections: {
    does: "Bodies of instances have no privateEndpointConnections.",
    source: "1.2",
    traits: { instanceBody: "withoutConnections" },
  },
  lowerCaseIds: {
    does: "Ids come back in lower case.",
    source: "1.2, F30",
    traits: { idSpelling: "lowerCase" },
  },
} as const satisfies Readonly<Record<string, NamedBehaviour>>;
