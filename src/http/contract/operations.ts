import { forDecisions } from "./for-decisions";
import { forItself } from "./for-itself";
import { forOperation } from "./for-operation";
import { forPolicy } from "./for-policy";
import { forRequests } from "./for-requests";
import { forWebhooks } from "./for-webhooks";
import type { Operation } from "./operation";

/** Everything that the API does. docs/openapi.json is made of it; an address that is not here fails the tests. */
export const OPERATIONS: readonly Operation[] = [
  ...forRequests,
  ...forDecisions,
  ...forWebhooks,
  ...forPolicy,
  ...forOperation,
  ...forItself,
];
