import type { HttpRequest } from "@azure/functions";
import { guard } from "../http/allow";
import { type Principal, principalOf } from "../identity/principal";
import { config } from "./services";

/** Every HTTP function answers through it, but for the few that everybody may call. */
export const allow = guard(config);

/** For what answers everybody, and some people more. */
export const signedIn = ({ headers }: HttpRequest): Principal | undefined => principalOf(headers, config().signInIsOn);
