import type { HttpResponseInit } from "@azure/functions";
import type { Config } from "../config";
import type { PolicyStore } from "../policy/policies";
import { jsonResponse } from "./problem";

type About = { readonly version: string; readonly mode: Config["mode"] };

/** GET /api/health: whether the app does what it is there for. Without a good policy it only ever asks people. */
export async function readHealth(policies: PolicyStore, about: About): Promise<HttpResponseInit> {
  const { kind, text, hash, since, rules, faults } = await policies.state();
  const state = kind === "good" ? "well" : "impaired";
  return jsonResponse(200, {
    state,
    ...about,
    policy: { state: kind, text, hash, since, rules, faults: faults.length },
  });
}
