import fc from "fast-check";
import type { PollAnswer, PutAnswer, ReadBack, Tracker } from "../../src/approval/model";
import type { Answer } from "../../src/arm/client";
import { type PutReading, readBefore, readConnection, readPoll, readPut, trackerOf } from "../../src/arm/operation";
import { digitalTwins as profile } from "../../src/arm/profiles/digital-twins";
import { answer, connectionBody, connectionId, errorBody, NOW, ORIGIN, order } from "./answers";

const putUrl = new URL(`${connectionId("c1")}?api-version=2023-01-31`, ORIGIN);
/** As recorded: both headers, signed, more than 3 KB (arm-facts 1.3). */
const SIGNATURE = `t=638857&c=${"M".repeat(2900)}&s=${"s".repeat(300)}&h=${"h".repeat(43)}`;
const OPERATION = `${ORIGIN}${connectionId("c1")}/operationResults/1b2c?api-version=2020-12-01&${SIGNATURE}`;
const RESULT = `${ORIGIN}/subscriptions/s/providers/Microsoft.DigitalTwins/locations/eastus/operationResults/eyJv?${SIGNATURE}`;
const operation: Tracker = { kind: "operation", url: OPERATION };
const result: Tracker = { kind: "result", url: RESULT };

const puts: readonly [string, Answer, PutReading][] = [
  [
    "F1: 202 with both headers follows Azure-AsyncOperation, as it is, and keeps the first Retry-After",
    answer(202, connectionBody("Approved", { provisioningState: "Updating" }), {
      "azure-asyncoperation": OPERATION,
      location: RESULT,
      "retry-after": "10",
      "x-ms-correlation-request-id": "corr-1",
    }),
    { kind: "accepted", httpStatus: 202, tracker: operation, retryAfterSeconds: 10, azureRequestId: "corr-1" },
  ],
  [
    "F3: 200 without headers is to be read back",
    answer(200, connectionBody("Approved", { provisioningState: "Approved" })),
    { kind: "accepted", httpStatus: 200 },
  ],
  [
    "F4: a 202 whose body says Succeeded and Pending is not done",
    answer(202, connectionBody("Pending"), { "azure-asyncoperation": OPERATION }),
    { kind: "accepted", httpStatus: 202, tracker: operation },
  ],
  [
    "F5: a status URL that is the connection itself is none (Key Vault), whatever its case",
    answer(200, undefined, {
      "azure-asyncoperation": `${ORIGIN}${connectionId("C1").toUpperCase()}?api-version=x`,
      location: RESULT,
    }),
    { kind: "accepted", httpStatus: 200 },
  ],
  [
    "F6, F7: Location alone is followed",
    answer(201, undefined, { location: RESULT }),
    { kind: "accepted", httpStatus: 201, tracker: result },
  ],
  [
    "the header of other services counts as Azure-AsyncOperation",
    answer(201, undefined, { "operation-location": OPERATION }),
    { kind: "accepted", httpStatus: 201, tracker: operation },
  ],
  [
    "F13, F2: a 400 is decided by another look",
    answer(400, errorBody("Odd", "odd")),
    expect.objectContaining({ kind: "lookAgain", otherwise: expect.objectContaining({ kind: "refused" }) }),
  ],
  [
    "F16: a 429 leaves it open",
    answer(429, errorBody("TooMany", ""), { "retry-after": "17" }),
    { kind: "unknown", why: "Azure answered 429 TooMany", retryAfterSeconds: 17 },
  ],
  [
    "F17: a conflict with another operation leaves it open",
    answer(409, errorBody("AnotherOperationInProgress", "wait")),
    { kind: "unknown", why: "Azure answered 409 AnotherOperationInProgress" },
  ],
  [
    "a conflict with a lock does not",
    answer(409, errorBody("ScopeLocked", "the scope is locked")),
    { kind: "refused", fault: expect.objectContaining({ code: "ScopeLocked" }) },
  ],
  [
    "a conflict with a disabled subscription does not",
    answer(409, errorBody("ReadOnlyDisabledSubscription", "disabled")),
    { kind: "refused", fault: expect.objectContaining({ code: "RefusedByAzure" }) },
  ],
  ["F29: a failed precondition leaves it open", answer(412), { kind: "unknown", why: "Azure answered 412 Http412" }],
  ["a 423 leaves it open", answer(423), { kind: "unknown", why: "Azure answered 423 Http423" }],
  ["a 500 leaves it open", answer(500), { kind: "unknown", why: "Azure answered 500 Http500" }],
  [
    "a redirect is not followed",
    answer(307),
    { kind: "unknown", why: "Azure answered 307, a redirect, which is not followed" },
  ],
  [
    "a 204 says nothing of a PUT",
    answer(204),
    { kind: "unknown", why: "Azure answered 204 with a body that cannot be read" },
  ],
  [
    "a 403 refuses",
    answer(403, errorBody("AuthorizationFailed", "no")),
    { kind: "refused", fault: expect.objectContaining({ code: "PermissionMissing" }) },
  ],
  ["a 404 means that it is gone", answer(404), { kind: "gone" }],
];
test.each(puts)("PUT, %s", (_, given, expected) => {
  expect(readPut(given, putUrl, NOW)).toEqual(expected);
});

const trackers: readonly [string, Record<string, string>, Tracker | undefined][] = [
  [
    "F19: a relative URL is resolved",
    { location: "/subscriptions/s/op?t=1" },
    { kind: "result", url: `${ORIGIN}/subscriptions/s/op?t=1` },
  ],
  ["F19: another host is refused", { "azure-asyncoperation": "https://evil.example/op" }, undefined],
  ["another port is refused", { "azure-asyncoperation": "https://management.azure.com:8443/op" }, undefined],
  ["plain http is refused", { "azure-asyncoperation": "http://management.azure.com/op" }, undefined],
  [
    "a name and password in it are refused",
    { "azure-asyncoperation": "https://a:b@management.azure.com/op" },
    undefined,
  ],
  ["a password alone is refused", { "azure-asyncoperation": "https://:b@management.azure.com/op" }, undefined],
  [
    "another host falls back to Location",
    { "azure-asyncoperation": "https://evil.example/op", location: RESULT },
    result,
  ],
  ["what is no URL is refused", { "azure-asyncoperation": "https://" }, undefined],
  ["an empty header is none", { "azure-asyncoperation": "", location: RESULT }, result],
  ["no header", {}, undefined],
];
test.each(trackers)("tracker, %s", (_, headers, expected) => {
  expect(trackerOf(answer(202, undefined, headers), putUrl)).toEqual(expected);
});

test("no header ever leads to another origin", () => {
  const header = fc.oneof(
    fc.webUrl(),
    fc.string(),
    fc.webPath(),
    fc.constantFrom(
      "//evil.example/x",
      "\\\\evil.example",
      "https:evil.example",
      "https://management.azure.com@evil.example/",
      "javascript:1",
    ),
  );
  fc.assert(
    fc.property(header, header, (one, two) => {
      const tracker = trackerOf(answer(202, undefined, { "azure-asyncoperation": one, location: two }), putUrl);
      if (tracker) expect(new URL(tracker.url).origin).toBe(ORIGIN);
    }),
  );
});

const failed = (code: string, message: string) => expect.objectContaining({ azure: { code, message } });
const polls: readonly [string, Answer, Tracker, PollAnswer][] = [
  ["Succeeded", answer(200, { status: "Succeeded" }), operation, { kind: "succeeded" }],
  ["F8: SUCCEEDED", answer(200, { status: "SUCCEEDED" }), operation, { kind: "succeeded" }],
  [
    "a word that only contains it is not done",
    answer(200, { status: "PartiallySucceeded" }),
    operation,
    { kind: "running" },
  ],
  [
    "unknown words mean that it goes on",
    answer(200, { status: "Enqueued", percentComplete: 40 }, { "retry-after": "7" }),
    operation,
    { kind: "running", retryAfterSeconds: 7, percentComplete: 40 },
  ],
  [
    "a percentage beyond reason is left out",
    answer(200, { status: "Running", percentComplete: 400 }),
    operation,
    { kind: "running" },
  ],
  [
    "a negative percentage is left out",
    answer(200, { status: "Running", percentComplete: -1 }),
    operation,
    { kind: "running" },
  ],
  [
    "F12: Failed keeps Azure's words",
    answer(200, { status: "Failed", error: { code: "InternalServerError", message: "boom" } }),
    operation,
    { kind: "failed", fault: failed("InternalServerError", "boom") },
  ],
  [
    "F26: Canceled keeps them too",
    answer(200, { status: "Canceled", error: { code: "Preempted", message: "by another" } }),
    operation,
    { kind: "canceled", fault: failed("Preempted", "by another") },
  ],
  [
    "Cancelled is Canceled",
    answer(200, { status: "cancelled" }),
    operation,
    { kind: "canceled", fault: failed("cancelled", "no message") },
  ],
  [
    "F14: a 404 says nothing of the operation",
    answer(404, errorBody("NotFound", "")),
    operation,
    { kind: "unreadable", why: "Azure answered 404 NotFound" },
  ],
  [
    "F15: nor does a 503",
    answer(503, undefined, { "retry-after": "20" }),
    operation,
    { kind: "unreadable", why: "Azure answered 503 Http503", retryAfterSeconds: 20 },
  ],
  ["nor a 401", answer(401), operation, { kind: "unreadable", why: "Azure answered 401 Http401" }],
  [
    "nor a redirect",
    answer(302),
    operation,
    { kind: "unreadable", why: "Azure answered 302, a redirect, which is not followed" },
  ],
  [
    "nor a 200 without a status (Key Vault)",
    answer(200, connectionBody("Approved")),
    operation,
    { kind: "unreadable", why: "the answer 200 has no status" },
  ],
  [
    "nor a status that is no text",
    answer(200, { status: 3 }),
    operation,
    { kind: "unreadable", why: "the answer 200 has no status" },
  ],
  ["nor a page that is no JSON", answer(200), operation, { kind: "unreadable", why: "the answer 200 has no status" }],
  [
    "a 202 means that it goes on",
    answer(202, undefined, { "retry-after": "3" }),
    result,
    { kind: "running", retryAfterSeconds: 3 },
  ],
  [
    "F6: Location ends with what the call would have answered",
    answer(200, connectionBody("Approved")),
    result,
    { kind: "succeeded" },
  ],
  ["F7: with 201 as well, and without a body", answer(201), result, { kind: "succeeded" }],
  ["a 204 is the end", answer(204), operation, { kind: "succeeded" }],
  [
    "Location that answers a status goes by the status",
    answer(200, { status: "InProgress" }),
    result,
    { kind: "running" },
  ],
  [
    "a new Location is followed",
    answer(202, undefined, { location: "/op?t=2" }),
    result,
    { kind: "running", tracker: { kind: "result", url: `${ORIGIN}/op?t=2` } },
  ],
  [
    "the same path with a new signature is followed",
    answer(200, { status: "Running" }, { "azure-asyncoperation": `${OPERATION}2` }),
    operation,
    { kind: "running", tracker: { kind: "operation", url: `${OPERATION}2` } },
  ],
  [
    "the same URL again is no move",
    answer(200, { status: "Running" }, { "azure-asyncoperation": OPERATION }),
    operation,
    { kind: "running" },
  ],
  [
    "Location beside a status page is no move",
    answer(200, { status: "Running" }, { location: "/elsewhere" }),
    operation,
    { kind: "running" },
  ],
  [
    "a move to another host is not followed",
    answer(202, undefined, { location: "https://evil.example/" }),
    result,
    { kind: "running" },
  ],
];
test.each(polls)("poll, %s", (_, given, tracker, expected) => {
  expect(readPoll(given, tracker, NOW)).toEqual(expected);
});

test("a poll that Azure answers with an error never ends the operation", () => {
  const body = fc.oneof(
    fc.constant(undefined),
    fc.record({ status: fc.constantFrom("Failed", "Canceled", "Succeeded") }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 599 }),
      body,
      fc.constantFrom(operation, result),
      (status, given, tracker) => {
        expect(readPoll(answer(status, given), tracker, NOW).kind).toBe("unreadable");
      },
    ),
  );
});

const reads: readonly [string, Answer, ReadBack][] = [
  [
    "the wanted status at rest is success",
    answer(200, connectionBody("Approved")),
    { kind: "settled", status: "Approved", provisioningState: "Succeeded" },
  ],
  [
    "F2 of the facts: the wanted status beside Updating is none yet",
    answer(200, connectionBody("Approved", { provisioningState: "Updating" }), { "retry-after": "5" }),
    { kind: "pending", status: "Approved", provisioningState: "Updating", retryAfterSeconds: 5 },
  ],
  [
    "F3: the swagger's own word counts as rest",
    answer(200, connectionBody("Approved", { provisioningState: "Approved" })),
    { kind: "settled", status: "Approved", provisioningState: "Approved" },
  ],
  [
    "F6: Succeeded beside the old status is none yet",
    answer(200, connectionBody("Pending")),
    { kind: "pending", status: "Pending", provisioningState: "Succeeded" },
  ],
  [
    "F8: SUCCEEDED is rest",
    answer(200, connectionBody("Approved", { provisioningState: "SUCCEEDED" })),
    { kind: "settled", status: "Approved", provisioningState: "SUCCEEDED" },
  ],
  [
    "F9: Ready is rest",
    answer(200, connectionBody("Approved", { provisioningState: "Ready" })),
    { kind: "settled", status: "Approved", provisioningState: "Ready" },
  ],
  [
    "F10: no provisioningState is rest",
    answer(200, connectionBody("Approved", { provisioningState: null })),
    { kind: "settled", status: "Approved" },
  ],
  [
    "F11: Approving is on the way",
    answer(200, connectionBody("Approving")),
    { kind: "pending", status: "Approving", provisioningState: "Succeeded" },
  ],
  [
    "a status in another case is the same status",
    answer(200, connectionBody("approved")),
    { kind: "settled", status: "Approved", provisioningState: "Succeeded" },
  ],
  [
    "a provisioning that failed is told",
    answer(200, connectionBody("Approved", { provisioningState: "Failed" })),
    { kind: "broken", status: "Approved", provisioningState: "Failed" },
  ],
  [
    "another status is somebody else's doing",
    answer(200, connectionBody("Rejected")),
    { kind: "elsewhere", status: "Rejected" },
  ],
  ["F22: a connection that is gone is gone", answer(404), { kind: "gone" }],
  [
    "a 503 says nothing",
    answer(503, undefined, { "retry-after": "9" }),
    { kind: "unreadable", why: "Azure answered 503 Http503", retryAfterSeconds: 9 },
  ],
  [
    "a body without a status says nothing",
    answer(200, { id: "x" }),
    { kind: "unreadable", why: "Azure answered 200 with a body that cannot be read" },
  ],
];
test.each(reads)("read back, %s", (_, given, expected) => {
  expect(readConnection(given, order, profile, NOW)).toEqual(expected);
});

test("nothing but the wanted status, at rest, is ever success", () => {
  const word = fc.oneof(
    fc.constantFrom("Approved", "Pending", "Rejected", "Updating", "Succeeded", "Failed", "Ready"),
    fc.string(),
  );
  fc.assert(
    fc.property(word, word, fc.integer({ min: 100, max: 599 }), (status, provisioningState, http) => {
      const seen = readConnection(answer(http, connectionBody(status, { provisioningState })), order, profile, NOW);
      if (seen.kind !== "settled") return;
      expect([http, status.toLowerCase()]).toEqual([200, "approved"]);
      expect(["succeeded", "ready", "approved", "rejected"]).toContain(provisioningState.toLowerCase());
    }),
    { numRuns: 1000 },
  );
});

const ours = order.note;
const before: readonly [string, Answer, boolean, PutAnswer | undefined][] = [
  ["the status that the decision rests on: go on", answer(200, connectionBody("Pending")), false, undefined],
  ["the same in a repeated attempt: send it again", answer(200, connectionBody("Pending")), true, undefined],
  [
    "as wanted, never sent by us",
    answer(200, connectionBody("Approved", { description: ours })),
    false,
    { kind: "already", status: "Approved", ours: false },
  ],
  [
    "as wanted, sent by us",
    answer(200, connectionBody("Approved", { description: ours })),
    true,
    { kind: "already", status: "Approved", ours: true },
  ],
  [
    "as wanted, meant to be sent by us, with another's words",
    answer(200, connectionBody("Approved", { description: "by hand" })),
    true,
    { kind: "already", status: "Approved", ours: false },
  ],
  [
    "our change under way behind the old status",
    answer(200, connectionBody("Pending", { provisioningState: "Updating" })),
    true,
    { kind: "unknown", why: "a change is under way: Azure shows Pending with provisioningState Updating" },
  ],
  [
    "the same word before anything was sent",
    answer(200, connectionBody("Pending", { provisioningState: "Updating" })),
    false,
    undefined,
  ],
  [
    "F11: Approving, without a provisioningState",
    answer(200, connectionBody("Approving", { provisioningState: null }), { "retry-after": "5" }),
    false,
    {
      kind: "unknown",
      why: "a change is under way: Azure shows Approving with provisioningState none",
      retryAfterSeconds: 5,
    },
  ],
  ["another status", answer(200, connectionBody("Rejected")), true, { kind: "superseded", status: "Rejected" }],
  ["gone", answer(404), false, { kind: "gone" }],
  ["a 403", answer(403), false, { kind: "refused", fault: expect.objectContaining({ code: "PermissionMissing" }) }],
  ["a 401", answer(401), false, { kind: "refused", fault: expect.objectContaining({ code: "SignInRefused" }) }],
  ["F21: a 400", answer(400), false, { kind: "refused", fault: expect.objectContaining({ code: "RefusedByAzure" }) }],
  [
    "a 503",
    answer(503, undefined, { "retry-after": "9" }),
    false,
    { kind: "unknown", why: "Azure answered 503 Http503", retryAfterSeconds: 9 },
  ],
];
test.each(before)("the look before a PUT, %s", (_, given, declared, expected) => {
  expect(readBefore(given, { order, declared }, profile, NOW)).toEqual(expected);
});

test("where Azure gives no description back, what we declared counts as ours", () => {
  const silent = { id: connectionId("c1"), properties: { privateLinkServiceConnectionState: { status: "Approved" } } };
  expect(readBefore(answer(200, silent), { order, declared: true }, profile, NOW)).toMatchObject({ ours: true });
  const other = { ...profile, descriptionEchoed: false };
  const body = connectionBody("Approved", { description: "anything" });
  expect(readBefore(answer(200, body), { order, declared: true }, other, NOW)).toMatchObject({ ours: true });
});
