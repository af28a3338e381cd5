import type { HttpResponseInit } from "@azure/functions";
import type { Health } from "../console/policy-types";
import type { PolicyStore } from "../policy/policies";
import { jsonResponse } from "./problem";

/** GET /api/health: whether the app does what it is there for. Without a good policy it only ever asks people. */
export async function readHealth(policies: PolicyStore, version: string): Promise<HttpResponseInit> {
  const { kind, text, hash } = await policies.state();
  const checks = [{ name: "policy", ok: kind === "good", text }];
  const health: Health = {
    status: checks.every(({ ok }) => ok) ? "ok" : "degraded",
    version,
    policy: { kind, text, hash },
    checks,
  };
  return jsonResponse(200, health);
}
