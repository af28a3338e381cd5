import { PEOPLE } from "../../local/sign-in/people";
import type { Who } from "../../src/http/contract/operation";
import { OPERATIONS } from "../../src/http/contract/operations";
import { connectionNamed } from "../estate";
import { personClaims, principalHeader } from "../identity/headers";
import { as, newState, type Product, startProduct } from "../product";
import { pathOf, type Route, routesOf } from "../routes";

jest.setTimeout(120_000);

const { state, remove } = newState();
let product: Product;
let routes: readonly Route[];
beforeAll(async () => {
  product = await startProduct(state, "--no-demo");
  routes = await routesOf(product.endpoints.functions);
});
afterAll(async () => {
  await product.end();
  remove();
});

/** What is no part of the API: the page's files, which hold no data. */
const PAGES = ["readConsole", "readRoot"];
const FORGED = {
  "x-ms-client-principal": principalHeader(personClaims("Requester", "Approver", "Operator", "Auditor")),
};
const AJAX = { "x-requested-with": "XMLHttpRequest" };

async function ask(route: Route, method: string, headers: Readonly<Record<string, string>>) {
  const url = new URL(pathOf(route, connectionNamed("0001").instanceId), product.endpoints.functions);
  const answer = await fetch(url, { method, headers, redirect: "manual" });
  const text = await answer.text();
  const isProblem = answer.headers.get("content-type") === "application/problem+json";
  return { status: answer.status, code: isProblem ? String(JSON.parse(text).code) : "" };
}

async function cookieOf(nick: string): Promise<string> {
  const answer = await fetch(new URL("/.auth/login/local", product.endpoints.functions), {
    method: "POST",
    body: new URLSearchParams({ person: nick }),
    redirect: "manual",
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Whether somebody has to be signed in: the doors of machines have locks of their own. */
const isGuarded = (who: Who): who is Exclude<Who, "anybody" | "signature" | "key"> =>
  who !== "anybody" && who !== "signature" && who !== "key";

/** The function's name, method and whom its document lets in. */
const guarded = () =>
  routes.flatMap((route) =>
    route.methods.map((method) => {
      const operation = OPERATIONS.find(({ id, method: one }) => id === route.name && one.toUpperCase() === method);
      return { route, method, who: operation?.who };
    }),
  );

test("every address of the app says in the API's document whom it lets in, or is a file of the page", () => {
  const unknown = guarded().filter(({ route, who }) => who === undefined && !PAGES.includes(route.name));
  expect(unknown.map(({ route, method }) => `${method} ${route.route}`)).toEqual([]);
  expect(routes.length).toBeGreaterThan(8);
});

test("nobody gets past the guard unsigned, with a forged header, or with the id of somebody", async () => {
  for (const { route, method, who } of guarded()) {
    if (who === undefined || !isGuarded(who)) continue;
    for (const headers of [
      AJAX,
      { ...AJAX, ...FORGED },
      { ...AJAX, "x-ms-client-principal-id": PEOPLE[1]?.id ?? "" },
      { ...AJAX, cookie: "AppServiceAuthSession=mara.9999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    ])
      expect([route.name, await ask(route, method, headers)]).toEqual([
        route.name,
        { status: 401, code: "NotSignedIn" },
      ]);
  }
});

test("of five people each gets where their roles lead, at every address, by token and by session", async () => {
  for (const { nick, roles } of PEOPLE) {
    const cookie = await cookieOf(nick);
    for (const { route, method, who } of guarded()) {
      if (who === undefined || !isGuarded(who)) continue;
      const isLetIn = who === "signedIn" || who.some((role) => roles.includes(role));
      for (const headers of [as(nick), { ...AJAX, cookie }]) {
        const { status, code } = await ask(route, method, headers);
        // A requester who may ask is told that they lack a role where the request is another one's.
        const isRefused = code === "RoleMissing" && !(isLetIn && nick === "sam" && route.route.includes("{id}"));
        expect([nick, method, route.name, status === 401, isRefused]).toEqual([
          nick,
          method,
          route.name,
          false,
          !isLetIn,
        ]);
      }
    }
  }
});

test("a session alone changes nothing: a foreign page could have sent it", async () => {
  const cookie = await cookieOf("mara");
  for (const { route, method, who } of guarded()) {
    if (method !== "POST" || who === undefined || !isGuarded(who)) continue;
    expect([route.name, await ask(route, method, { cookie })]).toEqual([
      route.name,
      { status: 403, code: "NotSentByUs" },
    ]);
  }
});

test("where signing in is answered, it says where, and leads back", async () => {
  const answer = await fetch(new URL("/api/me", product.endpoints.functions));
  const { signIn } = (await answer.json()) as { signIn: string };
  const page = await fetch(
    new URL(signIn.replace("{returnTo}", encodeURIComponent("/console/inbox")), product.endpoints.functions),
  );
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('value="/console/inbox"');
});
