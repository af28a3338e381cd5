import { bytesFrom, type Random } from "../seams";
import type { ArmAnswer, Claims } from "./simulator-state";

/** The headers that every answer of ARM has (arm-facts 1.3, 2.4), around those of the answer itself. */
export function dressed(
  answer: ArmAnswer,
  ids: { readonly request: string; readonly correlation: string },
  claims: Claims | undefined,
  now: number,
  random: Random,
): ArmAnswer {
  const time = `${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  const headers = {
    "cache-control": "no-cache",
    pragma: "no-cache",
    expires: "-1",
    "x-content-type-options": "nosniff",
    "x-ms-request-id": ids.request,
    "x-ms-correlation-request-id": ids.correlation,
    "x-ms-routing-request-id": `LOCAL:${time}:${ids.request}`,
    ...(claims && {
      "x-ms-operation-identifier": `tenantId=${claims.tid},objectId=${claims.oid}/local/${ids.request}`,
    }),
    traceresponse: `00-${bytesFrom(random, 16).toString("hex")}-${bytesFrom(random, 8).toString("hex")}-01`,
    ...answer.headers,
  };
  return { ...answer, headers };
}
