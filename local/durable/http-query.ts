import type { Client } from "./client";
import { badRequest, empty, json, ownAddress } from "./http-answers";
import type { ApiAnswer, ApiRequest } from "./http-api";
import type { Hub } from "./hub";
import { hasEnded } from "./protocol";
import { type Filter, instancesWhere, statusBody } from "./status";
import { type Instance, instanceOf } from "./store";

const DEFAULT_PAGE = 100;
const ALL = { input: true, history: false, historyOutput: false };

/** `GET instances/ID`: 202 while it can still go on, 200 (or 500 on demand) once it has ended. */
export function showInstance(hub: Hub, request: ApiRequest, id: string): ApiAnswer {
  const instance = instanceOf(hub.store, id);
  if (!instance) return empty(404);
  const { query } = request;
  const body = statusBody(hub.store, instance, {
    input: flag(query, "showInput", true),
    history: flag(query, "showHistory", false),
    historyOutput: flag(query, "showHistoryOutput", false),
  });
  if (!hasEnded(instance.status)) return json(202, body, { location: ownAddress(request), "retry-after": "5" });
  const failed = instance.status === "Failed" && flag(query, "returnInternalServerErrorOnFailure", false);
  return json(failed ? 500 : 200, body);
}

/** What a client that waited for the end is told: the output alone when it went well. */
export function outcomeAnswer(hub: Hub, instance: Instance): ApiAnswer {
  const body = statusBody(hub.store, instance, ALL);
  if (instance.status === "Completed") return json(200, body.output);
  return json(instance.status === "Failed" ? 500 : 200, body);
}

/** `GET instances/`, page by page: the token is empty on the last one. */
export function listInstances(hub: Hub, request: ApiRequest): ApiAnswer {
  const { query } = request;
  const top = Number.parseInt(query.get("top") ?? "", 10);
  const size = top > 0 ? top : DEFAULT_PAGE;
  const after = Buffer.from(request.continuationToken ?? "", "base64").toString("utf8");
  const found = instancesWhere(hub.store, filterIn(query), after, size + 1);
  const page = found.slice(0, size);
  const last = found.length > size ? page.at(-1)?.id : undefined;
  const showing = { ...ALL, input: flag(query, "showInput", true) };
  const bodies = page.map((instance) => statusBody(hub.store, instance, showing));
  return json(200, bodies, { "x-ms-continuation-token": Buffer.from(last ?? "").toString("base64") });
}

/** `DELETE instances/?createdTimeFrom=...`: what has ended and fits. */
export async function purgeInstances(hub: Hub, client: Client, request: ApiRequest): Promise<ApiAnswer> {
  const filter = filterIn(request.query);
  if (filter.createdFrom === undefined) return badRequest("Please provide value for 'createdTimeFrom' parameter.");
  const ended = instancesWhere(hub.store, filter, "", Number.MAX_SAFE_INTEGER).filter(({ status }) => hasEnded(status));
  const instancesDeleted = await client.purgeAll(ended.map(({ id }) => id));
  return instancesDeleted === 0 ? empty(404) : json(200, { instancesDeleted });
}

function filterIn(query: URLSearchParams): Filter {
  return {
    createdFrom: timeIn(query, "createdTimeFrom"),
    createdTo: timeIn(query, "createdTimeTo"),
    statuses: query
      .getAll("runtimeStatus")
      .flatMap((value) => value.split(","))
      .filter((value) => value !== ""),
    idPrefix: query.get("instanceIdPrefix") ?? "",
  };
}

function timeIn(query: URLSearchParams, name: string): number | undefined {
  const time = Date.parse(query.get(name) ?? "");
  return Number.isNaN(time) ? undefined : time;
}

function flag(query: URLSearchParams, name: string, otherwise: boolean): boolean {
  const value = query.get(name)?.toLowerCase();
  if (value === "true") return true;
  return value === "false" ? false : otherwise;
}
