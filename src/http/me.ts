import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Config } from "../config";
import type { Me } from "../console/api-types";
import type { Principal } from "../identity/principal";
import { readResponse } from "./etag";

/** GET /api/me: who is signed in, and where they are. With no role too: whoever lacks one has to see as whom. */
export function readMe(request: HttpRequest, { id, name, roles }: Principal, config: Config): HttpResponseInit {
  const { mode, organisationName, organisationTenants: tenants, signOutUrl: signOut } = config;
  const organisation = {
    ...(organisationName !== undefined && { name: organisationName }),
    ...(tenants.length > 0 && { tenants }),
  };
  const me: Me = { id, name, roles, mode, organisation, signOut };
  return readResponse(request, me);
}
