import { request } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { systemRandom } from "../../local/seams";
import { demandLoopback } from "../../local/sign-in/only-here";
import { PEOPLE } from "../../local/sign-in/people";
import { returnTo } from "../../local/sign-in/return-to";
import { openSessions } from "../../local/sign-in/session";
import { localSignIn } from "../../local/sign-in/sign-in";
import { openStore, type SqlStore } from "../../local/store/sqlite";
import { principalOf } from "../../src/identity/principal";
import { personClaims, principalHeader } from "../identity/headers";
import { hostOf, type TestHost } from "../local/host/host-for-tests";
import { virtualClock } from "../virtual-clock";

const clock = virtualClock(Date.parse("2026-03-02T09:00:00Z"));
const seams = { clock, random: systemRandom, faults: { at: () => undefined } };

let store: SqlStore;
let host: TestHost;
beforeAll(async () => {
  store = openStore(":memory:");
  host = await hostOf("web", { store, front: localSignIn({ store, seams }) });
});
afterAll(async () => {
  await host.stop();
  store.close();
});

type Sent = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
};
type Got = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string };

/** Node's own client sends headers as they are given: any case, twice, with any host. */
function send({ method = "GET", path = "/api/echo", headers = {}, body = "" }: Sent): Promise<Got> {
  return new Promise((done, failed) => {
    const sent = request(new URL(path, host.url), { method, headers: { ...headers } as never }, (answer) => {
      let text = "";
      answer.on("data", (part) => {
        text += String(part);
      });
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

/** What arrives at the app: the headers, and whom it would take the caller for. */
async function arrivedWith(headers: Sent["headers"] = {}) {
  const { status, body } = await send({ headers });
  expect(status).toBe(200);
  const arrived = (JSON.parse(body) as { headers: Record<string, string> }).headers;
  return { arrived, who: principalOf(new Headers(arrived), true) };
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

async function sessionOf(nick: string): Promise<string> {
  const { headers } = await send({ method: "POST", path: "/.auth/login/local", headers: FORM, body: `person=${nick}` });
  return String((headers["set-cookie"] as readonly string[])[0]?.split(";")[0]);
}

const forged = principalHeader(personClaims("Approver", "Operator"));

test.each([
  ["as the platform writes it", { "x-ms-client-principal": forged }],
  ["in capitals", { "X-MS-CLIENT-PRINCIPAL": forged }],
  ["in mixed letters", { "x-Ms-cLiEnT-pRiNcIpAl": forged }],
  ["with underscores", { x_ms_client_principal: forged }],
  ["with some underscores", { "X-MS_client-PRINCIPAL": forged }],
  ["twice", { "x-ms-client-principal": [forged, forged] }],
  [
    "in pieces",
    { "x-ms-client-principal-id": "1", "x-ms-client-principal-name": "Mara", "x-ms-client-principal-idp": "aad" },
  ],
  ["under a name that begins so", { "x-ms-client-principal-groups": "platform-network" }],
  ["as a token of the platform's store", { "x-ms-token-aad-id-token": "e30.e30." }],
])("a caller's own word %s never reaches the app", async (_, headers) => {
  const { arrived, who } = await arrivedWith(headers);
  expect(Object.keys(arrived).filter((name) => /ms.(client|token)/i.test(name))).toEqual([]);
  expect(who).toBeUndefined();
});

test("beside a session a caller's own word is replaced, not joined", async () => {
  const cookie = await sessionOf("sam");
  for (const headers of [{ "x-ms-client-principal": forged }, { "X-MS-Client-Principal": [forged, forged] }]) {
    const { who } = await arrivedWith({ ...headers, cookie });
    expect(who).toMatchObject({ name: "Sam Oduya", roles: ["Requester"] });
  }
});

test("whoever signs in is told to the app with the headers that the platform would write", async () => {
  for (const { nick, id, name, roles, groups, userName } of PEOPLE) {
    const { arrived, who } = await arrivedWith({ cookie: await sessionOf(nick) });
    expect(who).toEqual({ id, name, kind: "person", roles, groups });
    expect(arrived).toMatchObject({
      "x-ms-client-principal-id": id,
      "x-ms-client-principal-name": userName,
      "x-ms-client-principal-idp": "aad",
    });
    expect((await arrivedWith({ authorization: `Bearer local-${nick}` })).who).toEqual(who);
  }
});

test("there are a requester, three approvers of whom one operates, and an auditor", () => {
  expect(PEOPLE.map(({ roles }) => roles.join("+"))).toEqual([
    "Requester",
    "Approver+Operator",
    "Approver",
    "Approver",
    "Auditor",
  ]);
});

test.each([
  "Bearer local-nobody",
  "Bearer local-",
  "Bearer mara",
  "Basic local-mara",
  "local-mara",
  "Bearer local-mara local-sam",
])("%j is nobody's token", async (authorization) => {
  expect((await arrivedWith({ authorization })).who).toBeUndefined();
});

test("no changed letter of a session's cookie, and no other key, makes a session", async () => {
  const sessions = openSessions(store, systemRandom);
  const whole = sessions.begun("sam", clock.now());
  expect(sessions.of(whole, clock.now())).toBe("sam");
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.constantFrom(..."am0Z._-"), (at, letter) => {
      const changed = `${whole.slice(0, at)}${letter}${whole.slice(at + 1)}`;
      expect(sessions.of(changed, clock.now()) ?? (changed === whole ? undefined : "nobody")).toBe(
        changed === whole ? "sam" : "nobody",
      );
    }),
  );
  const elsewhere = openSessions(openStore(":memory:"), systemRandom);
  expect(elsewhere.of(whole, clock.now())).toBeUndefined();
});

test("a session outlives a restart, and ends after eight hours", () => {
  const cookie = openSessions(store, systemRandom).begun("ines", clock.now());
  const again = openSessions(store, systemRandom);
  expect(again.of(cookie, clock.now() + 8 * 3_600_000 - 1)).toBe("ines");
  expect(again.of(cookie, clock.now() + 8 * 3_600_000)).toBeUndefined();
});

test("the cookie is out of reach for scripts and for what other sites send", async () => {
  const { status, headers } = await send({
    method: "POST",
    path: "/.auth/login/local",
    headers: { ...FORM, origin: host.url },
    body: "person=mara&post_login_redirect_uri=%2Fconsole%2Frequests%2Fa%3Fb%3Dc",
  });
  expect(status).toBe(303);
  expect(headers["location"]).toBe("/console/requests/a?b=c");
  expect(headers["set-cookie"]).toEqual([
    expect.stringMatching(
      /^AppServiceAuthSession=mara\.\d+\.[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax$/,
    ),
  ]);
});

test("signing out takes the cookie away and leads nowhere else", async () => {
  const { status, headers } = await send({ path: "/.auth/logout?post_logout_redirect_uri=https://evil.example" });
  expect({ status, location: headers["location"] }).toEqual({ status: 303, location: "/console" });
  expect(headers["set-cookie"]).toEqual(["AppServiceAuthSession=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"]);
});

test.each(["https://evil.example", "null", "http://localhost:1"])(
  "a form sent by a page of %s signs nobody in",
  async (origin) => {
    const { status, headers } = await send({
      method: "POST",
      path: "/.auth/login/local",
      headers: { ...FORM, origin },
      body: "person=mara",
    });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty("set-cookie");
  },
);

test("looking at the page signs nobody in", async () => {
  for (const method of ["GET", "HEAD"]) {
    const { status, headers } = await send({ method, path: "/.auth/login/local?person=mara" });
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("set-cookie");
  }
});

test("the page runs no script, is in no frame, and shows an address that was asked for as text", async () => {
  const { headers, body } = await send({
    path: `/.auth/login/local?post_login_redirect_uri=${encodeURIComponent('/"><script>alert(1)</script>')}`,
  });
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(body).not.toContain("<script");
  for (const { name } of PEOPLE) expect(body).toContain(name);
});

test("whatever address is asked for, one on this site is gone to", () => {
  const here = new URL("http://127.0.0.1:7071/.auth/login/local");
  const odd = fc.oneof(
    fc.webUrl(),
    fc.string().map((text) => `/${text}`),
    fc
      .array(fc.constantFrom("/", "\\", "..", ".", "@", "evil.example", "%2f", "%5c", "\t", "\n", "?", "#", ":"), {
        maxLength: 12,
      })
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(odd, (asked) => {
      const path = returnTo(asked, here);
      expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
      expect(new URL(path, here).origin).toBe(here.origin);
    }),
    {
      numRuns: 2_000,
      examples: [["/x/..//evil.example"], ["/\\evil.example"], ["//evil.example"], ["/%09/evil.example"]],
    },
  );
  expect(returnTo("/console/requests/a?b=c#d", here)).toBe("/console/requests/a?b=c#d");
});

test.each([
  "evil.example",
  "evil.example:7071",
  "127.0.0.1.evil.example",
  "0.0.0.0",
  "10.0.0.1",
  "localhost.",
  "[::2]",
  "127.0.0.1@evil.example",
])("a request for the host %j is refused: its page came from somewhere else", async (hostHeader) => {
  for (const path of [
    "/api/echo",
    "/.auth/login/local",
    "/admin/functions",
    "/runtime/webhooks/durabletask/instances",
  ]) {
    const { status, body } = await send({ path, headers: { host: hostHeader, authorization: "Bearer local-mara" } });
    expect([path, status]).toEqual([path, 421]);
    expect(body).not.toContain("local-mara");
  }
});

test("a request that names another host in its first line is refused too", async () => {
  const port = Number(new URL(host.url).port);
  const answer = await new Promise<string>((done, failed) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.end("GET http://evil.example/api/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    });
    let text = "";
    socket.on("data", (part) => {
      text += String(part);
    });
    socket.on("close", () => done(text));
    socket.on("error", failed);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
});

test.each(["forwarded", "x-forwarded-for", "x-forwarded-host"])(
  "a request that came through a proxy (%s) is refused",
  async (name) => {
    expect((await send({ headers: { [name]: "10.0.0.1" } })).status).toBe(421);
  },
);

test.each([
  "0.0.0.0",
  "::",
  "10.0.0.4",
  "192.168.1.2",
  "fe80::1",
  "::ffff:10.0.0.4",
  "128.0.0.1",
  "127.0.0.1.evil",
  "",
])("it does not run at %j", (address) => {
  expect(() => demandLoopback(address)).toThrow(/does not run at/);
  expect(() => localSignIn({ store, seams })(address)).toThrow(/let in as anybody/);
});

test.each(["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])("it runs at %s", (address) => {
  expect(() => demandLoopback(address)).not.toThrow();
});

test("the platform's own address tells who is signed in", async () => {
  const cookie = await sessionOf("tunde");
  const { body } = await send({ path: "/.auth/me", headers: { cookie } });
  expect(JSON.parse(body)).toMatchObject([{ provider_name: "aad", user_id: "tunde@contoso.example" }]);
  expect(JSON.parse((await send({ path: "/.auth/me" })).body)).toEqual([]);
});

test("forms are bounded, and nobody is signed in as somebody who is not there", async () => {
  const post = (body: string) => send({ method: "POST", path: "/.auth/login/local", headers: FORM, body });
  expect((await post("person=root")).status).toBe(400);
  expect((await post("")).status).toBe(400);
  expect((await post(`person=mara&x=${"x".repeat(5_000)}`)).status).toBe(413);
});
