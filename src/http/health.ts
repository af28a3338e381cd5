import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Health } from "../console/policy-types";
import type { Principal } from "../identity/principal";
import type { PolicyStore } from "../policy/policies";
import { readResponse } from "./etag";
import { readsAll } from "./readers";

type State = {
  readonly version: string;
  readonly signInIsOn: boolean;
  readonly policies: PolicyStore;
  /** Asked only for those who are told. */
  readonly lastRound: () => Promise<Health["reconciliation"]>;
};

/**
 * GET /api/health: whether the app does what it is there for. Without a good policy it only ever asks people, and without
 * a sign-in nobody can answer. Everybody learns whether all is well; what is not, those who read everything here.
 */
export async function readHealth(
  request: HttpRequest,
  reader: Principal | undefined,
  state: State,
): Promise<HttpResponseInit> {
  const { version, signInIsOn, policies, lastRound } = state;
  const { kind, text, hash } = await policies.state();
  const checks = [
    { name: "policy", ok: kind === "good", text },
    {
      name: "signIn",
      ok: signInIsOn,
      text: signInIsOn ? "People can sign in." : "Authentication is off: nobody can sign in.",
    },
  ];
  const status = checks.every(({ ok }) => ok) ? "ok" : "degraded";
  if (!reader || !readsAll(reader)) return readResponse(request, { status, version });
  const reconciliation = await lastRound();
  const health: Health = {
    status,
    version,
    policy: { kind, text, hash },
    checks,
    ...(reconciliation && { reconciliation }),
  };
  return readResponse(request, health);
}
