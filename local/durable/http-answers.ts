import type { ApiAnswer, ApiRequest } from "./http-api";

/** The answers of the HTTP API in the extension's shapes (section 9). */

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(value) };
}

export function empty(status: number): ApiAnswer {
  return { status, headers: {}, body: "" };
}

export function badRequest(message: string, why?: string): ApiAnswer {
  return json(400, { Message: message, ...(why !== undefined && { ExceptionMessage: why }) });
}

/** The webhook's own 202: unlike the library's it has no rewindPostUri. */
export function checkStatus(request: ApiRequest, taskHub: string, instanceId: string): ApiAnswer {
  const { origin } = new URL(request.base);
  const instance = `${origin}/runtime/webhooks/durabletask/instances/${encodeURIComponent(instanceId)}`;
  const required = `taskHub=${taskHub}&connection=Storage&code=${request.code}`;
  const status = `${instance}?${required}`;
  const body = {
    id: instanceId,
    statusQueryGetUri: status,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${required}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${required}`,
    purgeHistoryDeleteUri: status,
    restartPostUri: `${instance}/restart?${required}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${required}`,
    resumePostUri: `${instance}/resume?reason={text}&${required}`,
  };
  return json(202, body, { location: status, "retry-after": "10" });
}

/** The address of the request itself, where its answer can be asked for again. */
export function ownAddress({ base, path, query }: ApiRequest): string {
  const asked = query.toString();
  return `${base.replace(/\/$/, "")}/${path.replace(/^\//, "")}${asked ? `?${asked}` : ""}`;
}
