import { guard } from "../http/allow";
import { config } from "./services";

/** Every HTTP function answers through it, but for the few that everybody may call. */
export const allow = guard(config);
