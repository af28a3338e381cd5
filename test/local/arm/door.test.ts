import { virtualClock } from "../../virtual-clock";
import {
  approval,
  connectionId,
  errorIn,
  GROUP,
  instanceId,
  type Platform,
  PRODUCTION,
  send,
  startPlatform,
  statusIn,
} from "./platform";

const clock = virtualClock();
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ clock });
});
afterAll(() => platform.stop());
beforeEach(() => platform.local("POST", "/reset"));

const withToken = (authorization: string | undefined, path = connectionId()) =>
  send(
    "GET",
    `${platform.arm.url}${path}?api-version=2023-01-31`,
    authorization === undefined ? {} : { authorization },
  );

test.each([
  ["no header", () => undefined, "AuthenticationFailed"],
  ["another scheme", () => "Basic YWJjOmRlZg==", "InvalidAuthenticationToken"],
  ["no token", () => "Bearer ", "InvalidAuthenticationToken"],
  ["a token that nobody signed", () => "Bearer abc.def.ghi", "InvalidAuthenticationToken"],
])("with %s nobody gets in, and the challenge says why", async (_, authorization, code) => {
  const reply = await withToken(authorization());
  expect([reply.status, errorIn(reply)?.code]).toEqual([401, code]);
  expect(reply.headers.get("www-authenticate")).toMatch(/^Bearer authorization_uri="https:\/\/login\.windows\.net\//);
});

test.each([
  "https://management.azure.com/",
  "https://management.core.windows.net",
  "https://management.core.windows.net/",
])("a token for %s gets in", async (audience) => {
  expect((await withToken(`Bearer ${await platform.token(audience)}`)).status).toBe(200);
});

test("a token for somebody else does not get in", async () => {
  const reply = await withToken(`Bearer ${await platform.token("https://vault.azure.net")}`);
  expect([reply.status, errorIn(reply)?.code]).toEqual([401, "InvalidAuthenticationTokenAudience"]);
  expect(errorIn(reply)?.message).toContain("'https://vault.azure.net'");
});

test("a token for an audience that no header can hold is refused like any other", async () => {
  const reply = await withToken(`Bearer ${await platform.token('x"\r\né')}`);
  expect([reply.status, errorIn(reply)?.code]).toEqual([401, "InvalidAuthenticationTokenAudience"]);
});

test("a token that has expired does not get in, and the error says when it did", async () => {
  const token = await platform.token();
  const expiry = new Date(clock.now() + 86_400_000).toISOString();
  await clock.advance(86_400_000);
  const reply = await withToken(`Bearer ${token}`);
  expect([reply.status, errorIn(reply)?.code]).toEqual([401, "ExpiredAuthenticationToken"]);
  expect(errorIn(reply)?.message).toContain(expiry);
});

test("no error tells the token back", async () => {
  const token = await platform.token("https://vault.azure.net");
  expect((await withToken(`Bearer ${token}`)).text).not.toContain(token);
});

test.each([
  ["", "MissingApiVersionParameter"],
  ["?api-version=", "MissingApiVersionParameter"],
  ["?api-version=2099-01-01", "InvalidApiVersionParameter"],
  ["?api-version=newest", "InvalidApiVersionParameter"],
  ["?api-version=2020-10-31", "InvalidApiVersionParameter"],
])("a connection asked for with %j is refused", async (query, code) => {
  const authorization = `Bearer ${await platform.token()}`;
  const reply = await send("GET", `${platform.arm.url}${connectionId()}${query}`, { authorization });
  expect([reply.status, errorIn(reply)?.code]).toEqual([400, code]);
});

test.each(["2020-12-01", "2021-06-30-preview", "2022-05-31", "2022-10-31", "2023-01-31"])(
  "%s is known",
  async (version) => {
    expect((await platform.call("GET", `${connectionId()}?api-version=${version}`)).status).toBe(200);
  },
);

const PEC = "/privateEndpointConnections";
test.each([
  ["GET", `${instanceId()}${PEC}/gone`, 404, "ResourceNotFound"],
  ["GET", instanceId("twins-gone"), 404, "ResourceNotFound"],
  ["GET", `${instanceId("twins-gone")}${PEC}/any`, 404, "ParentResourceNotFound"],
  ["GET", `${instanceId("twins-gone")}${PEC}`, 404, "ParentResourceNotFound"],
  ["GET", `${instanceId("twins-gone")}/privateLinkResources`, 404, "ParentResourceNotFound"],
  ["GET", `${instanceId()}/privateLinkResources/other`, 404, "NotFound"],
  ["GET", instanceId("any", "rg-gone"), 404, "ResourceGroupNotFound"],
  ["GET", instanceId("any", GROUP, "20000000-0000-4000-8000-00000000000a"), 404, "SubscriptionNotFound"],
  ["GET", instanceId("any", GROUP, "production"), 400, "InvalidSubscriptionId"],
  ["GET", `/subscriptions/${PRODUCTION}/providers/Microsoft.KeyVault/vaults`, 404, "InvalidResourceType"],
  ["GET", "/%zz", 404, "InvalidResourceType"],
  ["POST", connectionId(), 405, "MethodNotAllowed"],
  ["PUT", instanceId(), 405, "MethodNotAllowed"],
  ["DELETE", `${instanceId("twins-gone")}${PEC}/any`, 404, "ParentResourceNotFound"],
])("%s %s answers %i %s", async (method, path, status, code) => {
  const reply = await platform.call(method, path);
  expect([reply.status, errorIn(reply)?.code]).toEqual([status, code]);
});

test("a connection that is not there can be deleted", async () => {
  expect((await platform.call("DELETE", `${instanceId()}${PEC}/gone`)).status).toBe(204);
});

const state = (fields: object) => ({ properties: { privateLinkServiceConnectionState: fields } });
test.each([
  ["no body", undefined],
  ["no JSON", "{"],
  ["a list", []],
  ["no properties", {}],
  ["no state", { properties: {} }],
  ["an unknown status", state({ status: "approved", description: "x" })],
  ["no description", state({ status: "Approved" })],
  ["a null description", state({ status: "Approved", description: null })],
  [
    "another endpoint",
    { properties: { ...approval.properties, privateEndpoint: { id: "/subscriptions/x/privateEndpoints/y" } } },
  ],
])("a PUT with %s changes nothing", async (_, body) => {
  const reply = await platform.call("PUT", connectionId(), body);
  expect([reply.status, errorIn(reply)?.code]).toEqual([400, "InvalidRequestContent"]);
  expect(statusIn(await platform.call("GET", connectionId()))).toBe("Pending");
});

test("a PUT may send back the whole body that was read, in any case of the ids", async () => {
  const { body } = await platform.call("GET", connectionId());
  const endpoint = String(body.properties?.["privateEndpoint"]?.["id"]).toUpperCase();
  const full = {
    ...body,
    properties: { ...body.properties, ...approval.properties, privateEndpoint: { id: endpoint } },
  };
  const reply = await platform.call(
    "PUT",
    connectionId()
      .toUpperCase()
      .replace(/^\/SUB/, "/sub"),
    full,
  );
  expect([reply.status, statusIn(reply), reply.body["id"]]).toEqual([202, "Approved", connectionId()]);
});

test("a body that is too long is refused and changes nothing", async () => {
  const reply = await platform.call("PUT", connectionId(), { ...approval, padding: "x".repeat(1_000_001) });
  expect([reply.status, errorIn(reply)?.code]).toEqual([413, "RequestContentTooLarge"]);
  expect(statusIn(await platform.call("GET", connectionId()))).toBe("Pending");
});

test("every answer carries ARM's ids, and the caller's correlation id where it sent one", async () => {
  const authorization = `Bearer ${await platform.token()}`;
  const { headers } = await send("GET", `${platform.arm.url}${connectionId()}?api-version=2023-01-31`, {
    authorization,
    "x-ms-correlation-request-id": "7e57",
  });
  expect(headers.get("x-ms-correlation-request-id")).toBe("7e57");
  expect(headers.get("x-ms-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get("x-ms-operation-identifier")).toMatch(/^tenantId=[0-9a-f-]{36},objectId=[0-9a-f-]{36}\//);
  expect(headers.get("traceresponse")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test("answers count down what is left of the limits, each kind for itself", async () => {
  const left = (headers: Headers, what: string) => headers.get(`x-ms-ratelimit-remaining-subscription-${what}`);
  const first = await platform.call("GET", connectionId());
  const second = await platform.call("GET", connectionId());
  const write = await platform.call("PUT", connectionId(), approval);
  const removal = await platform.call("DELETE", connectionId(3));
  expect([left(first.headers, "reads"), left(first.headers, "global-reads")]).toEqual(["249", "3749"]);
  expect([left(second.headers, "reads"), left(second.headers, "global-reads")]).toEqual(["248", "3748"]);
  expect([left(write.headers, "writes"), left(write.headers, "global-writes")]).toEqual(["199", "2999"]);
  expect([left(removal.headers, "deletes"), left(removal.headers, "global-deletes")]).toEqual(["199", "2999"]);
});

test("who asks too often is told when to come back, and is served then", async () => {
  await platform.local("PUT", "/behaviour", { limits: { reads: { bucket: 2, perSecond: 0.25 } } });
  await platform.call("GET", connectionId());
  await platform.call("GET", connectionId());
  const refused = await platform.call("GET", connectionId());
  expect([refused.status, errorIn(refused)?.code, refused.headers.get("retry-after")]).toEqual([
    429,
    "SubscriptionRequestsThrottled",
    "4",
  ]);
  await clock.advance(3_000);
  expect((await platform.call("GET", connectionId())).headers.get("retry-after")).toBe("1");
  await clock.advance(1_000);
  expect((await platform.call("GET", connectionId())).status).toBe(200);
});
