import { HttpRequest } from "@azure/functions";
import { ROLES, type Role } from "../../src/approval/model";
import { guard, type Wanted } from "../../src/http/allow";
import { personClaims, principalHeader } from "../identity/headers";

const signIn = { signInIsOn: true, signInUrl: "/.auth/login/aad?post_login_redirect_uri={returnTo}" };

type Call = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly isOff?: true };

async function answerTo(wanted: Wanted, { method = "GET", headers = {}, isOff }: Call) {
  const request = new HttpRequest({ method, url: "https://app.example/api/x", headers });
  const allow = guard(() => (isOff ? { ...signIn, signInIsOn: false } : signIn));
  const { status, headers: given, body } = await allow(request, wanted, ({ name }) => ({ status: 200, body: name }));
  const text = String(body);
  return { status, headers: given, text, problem: status === 200 ? undefined : JSON.parse(text) };
}

const as = (...roles: readonly string[]) => ({ "x-ms-client-principal": principalHeader(personClaims(...roles)) });
const subsets = ROLES.reduce<readonly (readonly Role[])[]>(
  (sets, role) => sets.flatMap((set) => [set, [...set, role]]),
  [[]],
);

test("of every set of roles those pass who have one that is wanted, and nobody else", async () => {
  for (const wanted of subsets)
    for (const has of subsets) {
      const { status } = await answerTo(wanted, { headers: as(...has) });
      expect({ wanted, has, status }).toEqual({
        wanted,
        has,
        status: wanted.some((role) => has.includes(role)) ? 200 : 403,
      });
    }
});

test("who is not signed in learns where to sign in, and that a token would do", async () => {
  const { status, headers, problem } = await answerTo("anybody", {});
  expect({ status, headers }).toMatchObject({
    status: 401,
    headers: { "content-type": "application/problem+json", "www-authenticate": "Bearer", "cache-control": "no-store" },
  });
  expect(problem).toMatchObject({ code: "NotSignedIn", signIn: signIn.signInUrl });
});

test("where authentication is off, headers count for nothing and nobody is sent to a sign-in that is not there", async () => {
  const { status, problem } = await answerTo("anybody", { headers: as(...ROLES), isOff: true });
  expect(status).toBe(401);
  expect(problem.detail).toMatch(/^Authentication is off/);
  expect(problem).not.toHaveProperty("signIn");
});

test("who lacks a role learns which one, and which ones they have", async () => {
  const { problem } = await answerTo(["Approver", "Auditor"], { headers: as("Requester", "Operator") });
  expect(problem).toMatchObject({
    code: "RoleMissing",
    detail: "This takes the role Approver or Auditor; Mara Lindqvist has only the role Requester and Operator.",
  });
  expect((await answerTo(["Approver"], { headers: as() })).problem.detail).toBe(
    "This takes the role Approver; Mara Lindqvist has no role here.",
  );
});

test("anybody who is signed in may ask who they are, with a role or without", async () => {
  expect(await answerTo("anybody", { headers: as() })).toMatchObject({ status: 200, text: "Mara Lindqvist" });
});

test.each(["POST", "PUT", "PATCH", "DELETE", "post", "MADEUP"])(
  "a %s that a foreign page could have sent is refused",
  async (method) => {
    const { status, problem } = await answerTo(["Approver"], { method, headers: as("Approver") });
    expect({ status, code: problem.code }).toEqual({ status: 403, code: "NotSentByUs" });
  },
);

test.each([
  ["x-requested-with", "XMLHttpRequest"],
  ["authorization", "Bearer abc"],
])("a POST with %s was sent by no foreign page", async (name, value) => {
  const { status } = await answerTo(["Approver"], { method: "POST", headers: { ...as("Approver"), [name]: value } });
  expect(status).toBe(200);
});

test("a password in the header is no token", async () => {
  const headers = { ...as("Approver"), authorization: "Basic YTpi" };
  expect((await answerTo(["Approver"], { method: "POST", headers })).status).toBe(403);
});
