import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Role } from "../approval/model";
import { type HeaderSource, type Principal, principalOf } from "../identity/principal";
import { problemResponse } from "./problem";
import { NOT_SENT_BY_US, notSignedIn, roleMissing } from "./problems";

/** How people sign in here, as the settings have it. */
export type SignIn = { readonly signInIsOn: boolean; readonly signInUrl: string };

export type Answer = (principal: Principal) => HttpResponseInit | Promise<HttpResponseInit>;

/** `anybody` who is signed in, with a role or without. */
export type Wanted = readonly Role[] | "anybody";

/** Answers who is signed in and has one of the roles; everybody else learns what is missing. */
export type Allow = (request: HttpRequest, wanted: Wanted, answer: Answer) => Promise<HttpResponseInit>;

/** The guard before every address that is not for everybody. Roles are read at each request; nothing is remembered. */
export function guard(signIn: () => SignIn): Allow {
  return async (request, wanted, answer) => {
    const { signInIsOn, signInUrl } = signIn();
    const principal = principalOf(request.headers, signInIsOn);
    if (!principal) return problemResponse(notSignedIn(signInIsOn, signInUrl));
    if (changesSomething(request.method) && !isSentByUs(request.headers)) return problemResponse(NOT_SENT_BY_US);
    if (wanted !== "anybody" && !wanted.some((role) => principal.roles.includes(role)))
      return problemResponse(roleMissing(principal, wanted));
    return answer(principal);
  };
}

function changesSomething(method: string): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase());
}

/**
 * A browser sends its cookie along with whatever a foreign page makes it send, but no foreign page can make it send either
 * of these headers: it would have to ask first (CORS), and the app says yes to nobody. So it does not matter here which of
 * a cookie and a token the platform took.
 */
function isSentByUs(headers: HeaderSource): boolean {
  return headers.get("x-requested-with") !== null || /^bearer \S/i.test(headers.get("authorization") ?? "");
}
