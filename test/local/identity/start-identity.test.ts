import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManagedIdentityCredential } from "@azure/identity";
import { type IdentityEndpoint, startIdentity } from "../../../local/identity/start-identity";
import { type Fault, seededRandom } from "../../../local/seams";
import { journalOf } from "../../../local/store/journal";
import { openStore, type SqlStore } from "../../../local/store/sqlite";
import { virtualClock } from "../../virtual-clock";

const AUDIENCE = "https://management.azure.com";
const folder = mkdtempSync(join(tmpdir(), "identity-"));
const clock = virtualClock(Date.now());
let store: SqlStore;
let fault: Fault | undefined;
let identity: IdentityEndpoint;

const start = (port = 0) => {
  store = openStore(join(folder, "store.db"));
  const seams = { clock, random: seededRandom(1), faults: { at: () => fault } };
  return startIdentity({ store, journal: journalOf(store), seams, port });
};

beforeAll(async () => {
  identity = await start();
  process.env["IDENTITY_ENDPOINT"] = identity.endpoint;
  process.env["IDENTITY_HEADER"] = identity.header;
});
afterAll(async () => {
  delete process.env["IDENTITY_ENDPOINT"];
  delete process.env["IDENTITY_HEADER"];
  await identity.stop();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (query: string, header: string | undefined = identity.header, method = "GET") =>
  fetch(`${identity.endpoint}?${query}`, { method, ...(header && { headers: { "X-IDENTITY-HEADER": header } }) });

test("the official credential gets a token for whom it asks, and it is valid for a day", async () => {
  const { token, expiresOnTimestamp } = await new ManagedIdentityCredential().getToken(`${AUDIENCE}/.default`);
  const verdict = identity.verify(token);
  expect(verdict).toMatchObject({ ok: true, claims: { aud: AUDIENCE, idtyp: "app", appid: identity.clientId } });
  expect(expiresOnTimestamp - clock.now()).toBeGreaterThan(23.9 * 3_600_000);
});

test("the official credential may name the identity by its client id, and no other", async () => {
  const named = await new ManagedIdentityCredential({ clientId: identity.clientId }).getToken(AUDIENCE);
  expect(identity.verify(named.token).ok).toBe(true);
  const stranger = new ManagedIdentityCredential({ clientId: "00000000-0000-0000-0000-00000000dead" });
  await expect(stranger.getToken(AUDIENCE)).rejects.toThrow(/Authentication failed/);
});

test("an answer is what App Service documents, and not one character more", async () => {
  const answer = await ask(`resource=${AUDIENCE}&api-version=2019-08-01`);
  const body = (await answer.json()) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(["access_token", "expires_on", "resource", "token_type", "client_id"]);
  expect(body).toMatchObject({
    resource: AUDIENCE,
    token_type: "Bearer",
    expires_on: expect.stringMatching(/^\d{10}$/),
  });
});

test.each([
  [
    "without the secret header",
    `resource=${AUDIENCE}&api-version=2019-08-01`,
    "wrong",
    "GET",
    401,
    "X-IDENTITY-HEADER",
  ],
  ["for nobody", "api-version=2019-08-01", undefined, "GET", 400, "resource"],
  ["with another api-version", `resource=${AUDIENCE}&api-version=2017-09-01`, undefined, "GET", 400, "2019-08-01"],
  ["with another method", `resource=${AUDIENCE}&api-version=2019-08-01`, undefined, "POST", 405, "GET"],
  [
    "for another identity",
    `resource=${AUDIENCE}&api-version=2019-08-01&mi_res_id=/x`,
    undefined,
    "GET",
    400,
    "ClientId",
  ],
])("no token %s, and the answer says why", async (_, query, header, method, status, word) => {
  const answer = await ask(query, header ?? identity.header, method);
  const text = await answer.text();
  expect({ status: answer.status, says: text.includes(word), leaks: text.includes(identity.header) }).toEqual({
    status,
    says: true,
    leaks: false,
  });
});

test("no token while the endpoint is at fault, and one again afterwards", async () => {
  const query = `resource=${AUDIENCE}&api-version=2019-08-01`;
  fault = { kind: "fail", message: "on purpose" };
  expect(await (await ask(query)).json()).toEqual({ statusCode: 500, message: expect.stringContaining("on purpose") });
  fault = { kind: "lose" };
  await expect(ask(query)).rejects.toThrow("fetch failed");
  fault = { kind: "late", ms: 1_000 };
  const waiting = ask(query);
  while (clock.next() === undefined) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(1_000);
  expect((await waiting).status).toBe(200);
  fault = undefined;
  expect((await ask(query)).status).toBe(200);
});

test("a token counts until it expires, also after a restart", async () => {
  const { token } = await new ManagedIdentityCredential().getToken(AUDIENCE);
  const { endpoint, header } = identity;
  await identity.stop();
  store.close();
  identity = await start(Number(new URL(endpoint).port));
  expect({ endpoint: identity.endpoint, header: identity.header }).toEqual({ endpoint, header });
  expect(identity.verify(token).ok).toBe(true);
  await clock.advance(25 * 3_600_000);
  expect(identity.verify(token)).toMatchObject({ ok: false, why: "expired" });
});
