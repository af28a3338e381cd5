import type { IncomingMessage } from "node:http";
import type { DistinctHeaders, Front, FrontFor } from "../host/front";
import { readBody } from "../host/http-body";
import type { Answer } from "../host/http-convert";
import type { Seams } from "../seams";
import type { SqlStore } from "../store/sqlite";
import { cameFromElsewhere, demandLoopback } from "./only-here";
import { refusalPage, signInPage } from "./page";
import { type MadeUp, personCalled } from "./people";
import { claimsOf, headersOf, withoutClaims } from "./principal-headers";
import { returnTo } from "./return-to";
import { openSessions, SESSION_SECONDS, type Sessions } from "./session";

/** The name that Azure's has. */
const COOKIE = "AppServiceAuthSession";
const LARGEST_FORM_BYTES = 4096;

type Parts = { readonly sessions: Sessions; readonly now: () => number };
type Call = { readonly request: IncomingMessage; readonly url: URL; readonly parts: Parts };

/**
 * Stands in for App Service authentication, with people who are made up: it takes away whatever a caller says of itself,
 * and writes who is signed in. A session is a cookie; a command line sends `Authorization: Bearer local-<person>`. Neither
 * proves anything: whoever is on this machine may be anybody, and nobody else gets here.
 */
export function localSignIn({ store, seams }: { readonly store: SqlStore; readonly seams: Seams }): FrontFor {
  const parts = { sessions: openSessions(store, seams.random), now: seams.clock.now };
  return (address): Front => {
    demandLoopback(address);
    return async (request, url) => {
      const why = cameFromElsewhere(request, url);
      if (why !== undefined) return { kind: "answer", answer: refusalPage(421, why) };
      if (/^\/\.auth(\/|$)/i.test(url.pathname))
        return { kind: "answer", answer: await answerFor({ request, url, parts }) };
      return { kind: "on", headers: headersFor(request, parts) };
    };
  };
}

function headersFor(request: IncomingMessage, parts: Parts): DistinctHeaders {
  const person = signedIn(request, parts);
  return { ...withoutClaims(request.headersDistinct), ...(person && headersOf(person)) };
}

function signedIn({ headers }: IncomingMessage, { sessions, now }: Parts): MadeUp | undefined {
  const [, token] = /^bearer local-([a-z]+)$/i.exec(headers.authorization ?? "") ?? [];
  if (token !== undefined) return personCalled(token);
  const cookies = (headers.cookie ?? "").split(";").map((one) => one.trim());
  const session = cookies.find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return session === undefined ? undefined : personCalled(sessions.of(session, now()));
}

async function answerFor(call: Call): Promise<Answer> {
  const { request, url, parts } = call;
  const path = url.pathname.toLowerCase().replace(/\/$/, "");
  switch (`${request.method === "HEAD" ? "GET" : request.method} ${path}`) {
    case "GET /.auth/login/local":
    case "GET /.auth/login/aad":
      return signInPage(returnTo(url.searchParams.get("post_login_redirect_uri"), url));
    case "POST /.auth/login/local":
      return begin(call);
    case "GET /.auth/logout": {
      const after = returnTo(url.searchParams.get("post_logout_redirect_uri"), url);
      return goingTo(after, cookie("", 0));
    }
    case "GET /.auth/me":
      return json(200, meOf(signedIn(request, parts)));
    default:
      return json(404, { error: "There is /.auth/login/local, /.auth/me and /.auth/logout." });
  }
}

/** A foreign page must not sign somebody in as somebody else: a browser says where a form came from. */
async function begin({ request, url, parts }: Call): Promise<Answer> {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== url.origin)
    return refusalPage(403, `The form was sent by ${origin.slice(0, 80)}.`);
  const body = await readBody(request, LARGEST_FORM_BYTES);
  if (body.kind === "too-large") return json(413, { error: "The form is larger than any of ours." });
  const form = new URLSearchParams(body.bytes.toString("utf8"));
  const person = personCalled(form.get("person"));
  if (!person) return json(400, { error: "There is nobody of that name. The page has them all." });
  const session = parts.sessions.begun(person.nick, parts.now());
  return goingTo(returnTo(form.get("post_login_redirect_uri"), url), cookie(session, SESSION_SECONDS));
}

/** No Secure: there is no https on this machine, and the cookie never leaves it. */
function cookie(value: string, seconds: number): string {
  return `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}

function goingTo(location: string, setCookie: string): Answer {
  const headers = [
    ["location", location],
    ["set-cookie", setCookie],
    ["cache-control", "no-store"],
  ] as const;
  return { status: 303, headers, body: "" };
}

function meOf(person: MadeUp | undefined) {
  return person ? [{ provider_name: "aad", user_claims: claimsOf(person), user_id: person.userName }] : [];
}

function json(status: number, content: unknown): Answer {
  const headers = [
    ["content-type", "application/json; charset=utf-8"],
    ["cache-control", "no-store"],
  ] as const;
  return { status, headers, body: JSON.stringify(content) };
}
