import type { NamedBehaviour } from "./behaviours";
import type { Trouble } from "./traits";

const unavailable = {
  status: 503,
  code: "ServerBusy",
  message: "The server is busy. Please try again later.",
} as const;
const throttled = {
  status: 429,
  code: "TooManyRequests",
  message: "The request is being throttled. Please try again later.",
} as const;
const inProgress = {
  status: 409,
  code: "AnotherOperationInProgress",
  message: "Another operation on this or a dependent resource is in progress.",
} as const;

const putAnswers = (
  answer: { status: number; code: string; message: string },
  carriedOut: boolean,
  times?: number,
) => ({
  troubles: [
    { on: "put", does: "answers", ...answer, carriedOut, ...(times !== undefined && { times }) } satisfies Trouble,
  ],
});

/** Behaviours of single calls: how a PUT, a poll or a read is answered, whatever becomes of the connection. */
export const callBehaviours = {
  acceptsWithAsyncUrlOnly: {
    does: "202 with Azure-AsyncOperation and no Location.",
    source: "3.2 Event Hubs, Service Bus",
    traits: { put: "acceptedWithAsyncUrl" },
  },
  acceptsWithLocationOnly: {
    does: "202 with Location and no Azure-AsyncOperation.",
    source: "3.2 API Management",
    traits: { put: "acceptedWithLocation" },
  },
  acceptsWithoutUrl: {
    does: "202 with neither header: only the connection itself can be looked at.",
    source: "2.2",
    traits: { put: "acceptedWithoutUrl" },
  },
  createsWithAsyncUrl: {
    does: "201 with Azure-AsyncOperation.",
    source: "3.2 App Configuration, Event Grid",
    traits: { put: "createdWithAsyncUrl" },
  },
  createsWithLocationAndNoBody: {
    does: "201 with Location and an empty body.",
    source: "3.2 Elastic SAN, F7",
    traits: { put: "createdWithLocationNoBody" },
  },
  answersOkWithAsyncUrl: {
    does: "200 that is asynchronous all the same: Updating and Azure-AsyncOperation.",
    source: "3.2 Private Link Service",
    traits: { put: "okWithAsyncUrl" },
  },
  asyncUrlIsTheConnection: {
    does: "200 whose Azure-AsyncOperation is the connection's own URL; its body has no status.",
    source: "3.2 Key Vault, F5",
    traits: { put: "okWithConnectionAsAsyncUrl" },
  },
  doneAtOnce: { does: "200, changed already.", source: "1.1, 3.2 Storage", traits: { put: "doneAtOnce" } },
  answersLikeTheExample: {
    does: "202 as the swagger's example: Succeeded beside Pending, URLs under the location without api-version or signature.",
    source: "1.2, F4",
    traits: { put: "acceptedLikeTheExample", connectionBody: "likeTheExample", actionsRequired: "absent" },
  },
  answersOkLikeTheExample: {
    does: "200 as the swagger's example: changed already, ids with resourcegroups in lower case.",
    source: "1.2, F30",
    traits: { put: "doneAtOnce", idSpelling: "lowerCase", actionsRequired: "absent" },
  },
  putIsThrottledOnce: {
    does: "The first PUT is answered 429 and not carried out.",
    source: "2.4",
    traits: putAnswers(throttled, false, 1),
  },
  putIsThrottledButCarriedOut: {
    does: "The first PUT is answered 429 and carried out.",
    source: "2.1 azure-cli#31148, F16",
    traits: putAnswers(throttled, true, 1),
  },
  putIsUnavailableButCarriedOut: {
    does: "The first PUT is answered 503 and carried out.",
    source: "2.1 azure-cli#31148",
    traits: putAnswers(unavailable, true, 1),
  },
  putConflictsTwice: {
    does: "Two PUTs are answered 409: another operation is at work.",
    source: "2.1, F17",
    traits: putAnswers(inProgress, false, 2),
  },
  putIsForbidden: {
    does: "PUT is answered 403: the identity may not.",
    source: "2.3",
    traits: putAnswers(
      {
        status: 403,
        code: "AuthorizationFailed",
        message:
          "The client does not have authorization to perform action 'Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/write' or the scope is invalid. If access was recently granted, please refresh your credentials.",
      },
      false,
    ),
  },
  putIsDeniedByPolicy: {
    does: "PUT is answered 403: an Azure Policy forbids it.",
    source: "3.2 body rules",
    traits: putAnswers(
      {
        status: 403,
        code: "RequestDisallowedByPolicy",
        message: "Resource was disallowed by policy. Policy identifiers: 'deny-private-endpoint-connections'.",
      },
      false,
    ),
  },
  putBreaksOff: {
    does: "The first PUT never arrives: the connection breaks off.",
    source: "2.3 step 5",
    traits: { troubles: [{ on: "put", does: "drops", carriedOut: false, times: 1 }] },
  },
  putBreaksOffButCarriedOut: {
    does: "The first PUT is carried out and its answer lost.",
    source: "2.3 step 5",
    traits: { troubles: [{ on: "put", does: "drops", carriedOut: true, times: 1 }] },
  },
  putIsRedirected: {
    does: "PUT is answered 307 to another host.",
    source: "2.3 step 8",
    traits: { troubles: [{ on: "put", does: "redirects", to: "https://management.example.net/elsewhere" }] },
  },
  pollIsRedirected: {
    does: "Operations are answered 307 to another host.",
    source: "2.3 step 8",
    traits: { troubles: [{ on: "poll", does: "redirects", to: "https://management.example.net/elsewhere" }] },
  },
  pollIsNotFound: {
    does: "Operations are answered 404; the connection changes all the same.",
    source: "2.1, F14",
    traits: {
      troubles: [
        {
          on: "poll",
          does: "answers",
          status: 404,
          code: "NotFound",
          message: "The operation could not be found.",
          carriedOut: false,
        },
      ],
    },
  },
  pollIsUnavailableThreeTimes: {
    does: "The first three polls are answered 503.",
    source: "2.1, F15",
    traits: { troubles: [{ on: "poll", does: "answers", ...unavailable, carriedOut: false, times: 3 }] },
  },
  retryAfterIsADate: { does: "Retry-After is an HTTP date.", source: "2.2, F18", traits: { retryAfter: { date: 10 } } },
  retryAfterIsMissing: { does: "No Retry-After.", source: "2.1, F18", traits: { retryAfter: "missing" } },
  retryAfterIsZero: { does: "Retry-After: 0.", source: "2.2, F18", traits: { retryAfter: 0 } },
  retryAfterIsADay: { does: "Retry-After: 86400.", source: "F18", traits: { retryAfter: 86_400 } },
  retryAfterIsInMilliseconds: {
    does: "retry-after-ms instead of Retry-After.",
    source: "2.2",
    traits: { retryAfter: { ms: 1_500, header: "retry-after-ms" } },
  },
  operationUrlIsRelative: {
    does: "Operation URLs without scheme and host.",
    source: "2.1, F19",
    traits: { operationUrl: "relative" },
  },
  operationUrlIsForeign: {
    does: "Operation URLs on another host.",
    source: "2.1, F19",
    traits: { operationUrl: { origin: "https://management.example.net" } },
  },
  operationUrlIsLong: {
    does: "Operation URLs of 4,096 characters.",
    source: "2.1, F20",
    traits: { operationUrlLength: 4_096 },
  },
  everythingIsSlow: {
    does: "Every answer takes five seconds.",
    source: "2.3 step 5",
    traits: { troubles: [{ on: "any", does: "delays", ms: 5_000 }] },
  },
} as const satisfies Readonly<Record<string, NamedBehaviour>>;
