import type { Client, Started, Told } from "./client";
import { badRequest, checkStatus, empty, json } from "./http-answers";
import type { ApiAnswer, ApiRequest } from "./http-api";
import { conflict, inputIn } from "./http-start";
import type { Hub } from "./hub";
import { hasEnded } from "./protocol";
import { instanceOf } from "./store";

export type Managed = { readonly id: string; readonly operation: string; readonly event: string | undefined };

/** What is done to one instance: `POST instances/ID/OPERATION`, and its purge. */
export async function manageInstance(
  hub: Hub,
  client: Client,
  request: ApiRequest,
  { id, operation, event }: Managed,
): Promise<ApiAnswer> {
  const reason = request.query.get("reason");
  switch (operation) {
    case "raiseevent":
      return event === undefined ? empty(404) : raiseEvent(hub, client, request, id, event);
    case "terminate":
      return told(await client.terminate(id, reason));
    case "suspend":
      return told(await client.suspend(id, reason));
    case "resume":
      return told(await client.resume(id, reason));
    case "rewind":
      return rewind(client, id, reason);
    case "restart":
      return restarted(hub, request, await client.restart(id, wantsNewId(request.query)));
    case "purge":
      return purge(client, id);
    default:
      return empty(404);
  }
}

const told = ({ kind }: Told): ApiAnswer => empty({ told: 202, unknown: 404, ended: 410 }[kind]);

/** The instance is looked at first: an ended one is 410 whatever the body. */
async function raiseEvent(
  hub: Hub,
  client: Client,
  request: ApiRequest,
  id: string,
  event: string,
): Promise<ApiAnswer> {
  const instance = instanceOf(hub.store, id);
  if (!instance) return empty(404);
  if (hasEnded(instance.status)) return empty(410);
  if (!/^application\/json\s*(;|$)/i.test(request.contentType ?? ""))
    return badRequest("Only application/json request content is supported");
  if (!request.body)
    return badRequest("Invalid JSON content", "There is no content; send null for an event without data.");
  const input = inputIn(request.body);
  if (input.kind === "bad") return badRequest("Invalid JSON content", input.why);
  return told(await client.raise(id, event, input.text));
}

async function rewind(client: Client, id: string, reason: string | null): Promise<ApiAnswer> {
  const done = await client.rewind(id, reason);
  if (done.kind === "notFailed")
    return json(412, "The rewind operation is only supported on failed orchestration instances.");
  return told(done);
}

const wantsNewId = (query: URLSearchParams) => query.get("restartWithNewInstanceId")?.toLowerCase() !== "false";

function restarted(hub: Hub, request: ApiRequest, started: Started | { readonly kind: "unknown" }): ApiAnswer {
  if (started.kind === "unknown") return empty(404);
  return started.kind === "exists" ? conflict(started.status) : checkStatus(request, hub.taskHub, started.instanceId);
}

async function purge(client: Client, id: string): Promise<ApiAnswer> {
  const purged = await client.purge(id);
  if (purged.kind === "unknown") return empty(404);
  if (purged.kind === "purged") return json(200, { instancesDeleted: 1 });
  return json(
    412,
    `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${id} has status ${purged.status}`,
  );
}
