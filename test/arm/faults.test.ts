import fc from "fast-check";
import { azureErrorOf, faultOf, operationErrorOf } from "../../src/arm/faults";
import { answer, errorBody } from "./answers";

const refusals: readonly [string, Parameters<typeof answer>, string, string][] = [
  ["a token that is not accepted", [401], "SignInRefused", "ARM_AUDIENCE"],
  ["an Azure Policy", [403, errorBody("RequestDisallowedByPolicy", "deny-pe")], "DeniedByAzurePolicy", "exemption"],
  ["a lock", [409, errorBody("ScopeLocked", "locked")], "ScopeLocked", "lock"],
  ["a missing role", [403, errorBody("AuthorizationFailed", "no")], "PermissionMissing", "role"],
  [
    "approve after reject on Digital Twins",
    [400, errorBody("BadRequest", "…PrivateEndpointBadRequestException…")],
    "TransitionRefused",
    "new one",
  ],
  [
    "a connection that is not Pending",
    [400, errorBody("PrivateEndpointConnectionStatusNotPending", "")],
    "TransitionRefused",
    "status",
  ],
  ["anything else", [422, errorBody("Odd", "odd")], "RefusedByAzure", "Azure's message"],
];
test.each(refusals)("%s is told with what to do next", (_, given, code, next) => {
  const fault = faultOf(answer(...given), "The change was not made");
  expect(fault).toMatchObject({ code, next: expect.stringContaining(next) });
  expect(fault.reason).toMatch(/^The change was not made: \S/);
});

test.each([
  ["the envelope", errorBody("A", "b"), { code: "A", message: "b" }],
  ["the same without the envelope", { code: "A", message: "b" }, { code: "A", message: "b" }],
  ["a page of a proxy", undefined, { code: "Http502", message: "no message" }],
  ["words of another kind", { error: { code: 3, message: {} } }, { code: "Http502", message: "no message" }],
])("Azure's words are read from %s", (_, body, expected) => {
  expect(azureErrorOf(answer(502, body))).toEqual(expected);
});

test("the id that Azure's support asks for is kept, the correlation id first", () => {
  const headers = { "x-ms-correlation-request-id": "corr", "x-ms-request-id": "own" };
  expect(azureErrorOf(answer(500, undefined, headers))).toHaveProperty("requestId", "corr");
  expect(azureErrorOf(answer(500, undefined, { "x-ms-request-id": "own" }))).toHaveProperty("requestId", "own");
});

test("an operation that ended badly without saying why is told so", () => {
  expect(operationErrorOf(undefined, "Failed")).toEqual({ code: "Failed", message: "no message" });
});

test("a text of any length is cut", () => {
  const {
    code,
    message,
    requestId = "",
  } = azureErrorOf(answer(500, errorBody("c".repeat(5000), "m".repeat(5000)), { "x-ms-request-id": "r".repeat(5000) }));
  expect([code, message, requestId].map(({ length }) => length)).toEqual([601, 601, 601]);
});

test.each([
  ["GET https://management.azure.com/op?t=1&c=SECRET failed", "GET https://management.azure.com/op?… failed"],
  ["HTTPS://Management.Azure.com/op?t=SECRET", "HTTPS://Management.Azure.com/op?…"],
  ["see https://management.azure.com/op#SECRET.", "see https://management.azure.com/op?…"],
  ["path '/subscriptions/s/op?api-version=1&s=SECRET'", "path '/subscriptions/s/op?…"],
  ["is it so? Then a=b stays", "is it so? Then a=b stays"],
  ["see https://aka.ms/help for more", "see https://aka.ms/help for more"],
])("a query is cut out of Azure's text: %s", (message, shown) => {
  expect(azureErrorOf(answer(400, errorBody("X", message))).message).toBe(shown);
});

test("no signature of a URL ever survives in a fault, wherever Azure quotes the URL", () => {
  const around = fc.string({ unit: fc.constantFrom(..."abc XYZ'\"<>(){}[],.;:!-_/\\n\t") });
  const url = fc
    .tuple(
      fc.constantFrom("https://management.azure.com", "http://h:1", "", "HTTPS://MANAGEMENT.AZURE.COM"),
      fc.webPath(),
      fc.constantFrom(
        "?t=1&c=SIGNATURE",
        "?c=SIGNATURE",
        "?api-version=2020-12-01&t=2&s=SIGNATURE&h=3",
        "#access_token=SIGNATURE",
      ),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(around, url, around, fc.nat(3), (before, quoted, after, where) => {
      const text = `${before}${quoted}${after}`;
      const given = answer(400, errorBody(where === 0 ? text : "X", where === 1 ? text : "m"), {
        "x-ms-request-id": where === 2 ? text : "r",
      });
      expect(JSON.stringify(faultOf(given, "It was not done"))).not.toContain("SIGNATURE");
      expect(JSON.stringify(operationErrorOf(given.body, "Failed"))).not.toContain("SIGNATURE");
    }),
    { numRuns: 1000 },
  );
});
