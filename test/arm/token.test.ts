import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { TokenRefused } from "../../src/arm/client";
import { managedIdentityTokens } from "../../src/arm/token";

/** The managed-identity endpoint of App Service (api-version 2019-08-01), as far as it is asked here. */
const asked: URL[] = [];
const headers: IncomingMessage["headers"][] = [];
let lifetimeSeconds = 3600;
let isRefusing = false;
const server = createServer((request, response) => {
  asked.push(new URL(request.url ?? "", "http://identity"));
  headers.push(request.headers);
  response.writeHead(isRefusing ? 400 : 200, { "content-type": "application/json" });
  if (isRefusing) return response.end(JSON.stringify({ statusCode: 400, message: "SECRET-HEADER is wrong" }));
  const expires = Math.floor(Date.now() / 1000) + lifetimeSeconds;
  return response.end(
    JSON.stringify({ access_token: `token-${asked.length}`, expires_on: String(expires), token_type: "Bearer" }),
  );
});

const before = { ...process.env };
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env["IDENTITY_ENDPOINT"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`;
  process.env["IDENTITY_HEADER"] = "SECRET-HEADER";
});
afterAll(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
  headers.length = 0;
  isRefusing = false;
  lifetimeSeconds = 3600;
});

/** The identity library keeps tokens for the whole process, so each test has an audience of its own. */
let audiences = 0;
function anAudience(): string {
  audiences += 1;
  return `https://management-${audiences}.example`;
}
const stale = { fresh: false };

test("the app signs in as in Azure: the endpoint of its identity, its header, the audience", async () => {
  const audience = anAudience();
  expect(await managedIdentityTokens(audience, "client-1", Date.now)(stale)).toBe("token-1");
  expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toMatchObject({
    resource: audience,
    "api-version": "2019-08-01",
    client_id: "client-1",
  });
  expect(headers[0]).toHaveProperty("x-identity-header", "SECRET-HEADER");
});

test("the system-assigned identity is asked for where none is named", async () => {
  await managedIdentityTokens(anAudience(), undefined, Date.now)(stale);
  expect(asked[0]?.searchParams.has("client_id")).toBe(false);
});

test("a token is held until shortly before its end, and calls at the same time ask once", async () => {
  let now = Date.now();
  lifetimeSeconds = 400;
  const token = managedIdentityTokens(anAudience(), undefined, () => now);
  expect(await Promise.all([token(stale), token(stale), token(stale)])).toEqual(["token-1", "token-1", "token-1"]);
  now += 200_000;
  await token(stale);
  expect(asked).toHaveLength(1);
});

test("a token that is about to end is replaced", async () => {
  lifetimeSeconds = 100; // Less than the library keeps a token for.
  const token = managedIdentityTokens(anAudience(), undefined, Date.now);
  expect([await token(stale), await token(stale)]).toEqual(["token-1", "token-2"]);
});

test("a fresh token is asked of the library, which may still hold the old one", async () => {
  const token = managedIdentityTokens(anAudience(), undefined, Date.now);
  expect([await token(stale), await token({ fresh: true })]).toEqual(["token-1", "token-1"]);
});

test("a refusal names the audience, and neither the header nor a token", async () => {
  isRefusing = true;
  const audience = anAudience();
  const refused = managedIdentityTokens(audience, undefined, Date.now)(stale);
  await expect(refused).rejects.toThrow(TokenRefused);
  await expect(refused).rejects.toThrow(`no token for ${audience}`);
  await expect(refused).rejects.not.toThrow("SECRET-HEADER");
});

test("after a refusal the identity is asked again", async () => {
  isRefusing = true;
  const token = managedIdentityTokens(anAudience(), undefined, Date.now);
  await expect(token(stale)).rejects.toThrow(TokenRefused);
  isRefusing = false;
  expect(await token(stale)).toMatch(/^token-/);
});
