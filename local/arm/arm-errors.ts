import { connectionIdOf, instanceIdOf, type Place } from "./place";
import type { ArmAnswer } from "./simulator-state";

/** ARM's errors, in the words that ARM uses: people search the web for them. All have its envelope. */
export function armError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ArmAnswer {
  return { status, headers, body: { error: { code, message } } };
}

export const INSTANCE_TYPE = "Microsoft.DigitalTwins/digitalTwinsInstances";
export const CONNECTION_TYPE = `${INSTANCE_TYPE}/privateEndpointConnections`;

export function subscriptionNotFound(subscription: string): ArmAnswer {
  return armError(404, "SubscriptionNotFound", `The subscription '${subscription}' could not be found.`);
}

export function invalidSubscription(subscription: string): ArmAnswer {
  return armError(
    400,
    "InvalidSubscriptionId",
    `The provided subscription identifier '${subscription}' is malformed or invalid.`,
  );
}

export function groupNotFound(group: string): ArmAnswer {
  return armError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
}

export function instanceNotFound({ instance, resourceGroup }: Place): ArmAnswer {
  return armError(
    404,
    "ResourceNotFound",
    `The Resource '${INSTANCE_TYPE}/${instance}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function parentNotFound(place: Place): ArmAnswer {
  return armError(
    404,
    "ParentResourceNotFound",
    `Failed to perform requested operation on nested resource. Parent resource '${instanceIdOf(place)}' not found.`,
  );
}

export function connectionNotFound(place: Place): ArmAnswer {
  return armError(
    404,
    "ResourceNotFound",
    `The private endpoint connection '${connectionIdOf(place)}' could not be found.`,
  );
}

/** HDInsight's way (arm-facts 3.2): 400, and no envelope. */
export function connectionMissingWithoutEnvelope({ instance, connection }: Place): ArmAnswer {
  return {
    status: 400,
    headers: {},
    body: `The resource ${instance} does not contain a Private Endpoint Connection named ${connection}.`,
  };
}

/** What the live service says when a rejected connection is to be approved (arm-facts 1.3). */
export function transitionRefused(): ArmAnswer {
  return armError(
    400,
    "BadRequest",
    "Exception of type 'Microsoft.Azure.DigitalTwins.ScaleUnitRPManagement.Exceptions.PrivateEndpointBadRequestException' was thrown.",
  );
}

export function invalidContent(why: string): ArmAnswer {
  return armError(
    400,
    "InvalidRequestContent",
    `The request content was invalid and could not be deserialized: '${why}'.`,
  );
}

export function nothingHere(method: string, path: string): ArmAnswer {
  return armError(
    404,
    "InvalidResourceType",
    `The resource type could not be found in the namespace for ${method} ${path}. This stand-in serves Digital Twins instances, their private endpoint connections and private link resources.`,
  );
}

export function methodNotAllowed(method: string, path: string): ArmAnswer {
  return armError(
    405,
    "MethodNotAllowed",
    `The HTTP method '${method}' is not supported at '${path}' by this stand-in.`,
  );
}
