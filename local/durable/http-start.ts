import type { Client } from "./client";
import { pause } from "./faults";
import { badRequest, checkStatus, empty, json } from "./http-answers";
import type { ApiAnswer, ApiRequest } from "./http-api";
import { outcomeAnswer } from "./http-query";
import type { Hub } from "./hub";
import { hasEnded } from "./protocol";
import { instanceOf } from "./store";

/** `POST orchestrators/NAME[/ID]`, at once or, with timeout and pollingInterval, once it has ended. */
export async function startOrchestrator(
  hub: Hub,
  client: Client,
  request: ApiRequest,
  [name, instanceId, ...more]: readonly string[],
): Promise<ApiAnswer> {
  if (name === undefined || more.length > 0) return empty(404);
  const fault = instanceId === undefined ? undefined : faultIn(instanceId);
  if (fault) return badRequest("One or more of the arguments submitted is incorrect", fault);
  const input = inputIn(request.body);
  if (input.kind === "bad") return badRequest("Invalid JSON content", input.why);
  const version = request.query.get("version") ?? undefined;
  const started = await client.start({ name, instanceId, input: input.text, version });
  if (started.kind === "exists") return conflict(started.status);
  return waitOrCheck(hub, request, started.instanceId);
}

export function conflict(status: string): ApiAnswer {
  return json(409, { Message: `An Orchestration instance with the status ${status} already exists.` });
}

/** What Azure Storage cannot keep as a key. */
function faultIn(instanceId: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[/\\#?\u0000-\u001f\u007f-\u009f]/.test(instanceId))
    return "Instance IDs must not contain /, \\, #, ?, or control characters.";
  return instanceId.length > 256 ? "Instance ID lengths must not exceed 256 characters." : undefined;
}

type Input = { readonly kind: "input"; readonly text: string | null } | { readonly kind: "bad"; readonly why: string };

/** An empty body is no input; the library, though, sends the JSON of the empty string. */
export function inputIn(body: string | undefined): Input {
  if (body === undefined || body === "") return { kind: "input", text: null };
  try {
    return { kind: "input", text: JSON.stringify(JSON.parse(body)) };
  } catch (error) {
    return { kind: "bad", why: error instanceof Error ? error.message : String(error) };
  }
}

async function waitOrCheck(hub: Hub, request: ApiRequest, id: string): Promise<ApiAnswer> {
  const seconds = (name: string) => Number.parseFloat(request.query.get(name) ?? "");
  const [timeout, interval] = [seconds("timeout"), seconds("pollingInterval")];
  if (!(timeout >= 0 && interval > 0)) return checkStatus(request, hub.taskHub, id);
  const until = hub.seams.clock.now() + timeout * 1000;
  for (;;) {
    const instance = instanceOf(hub.store, id);
    if (instance && hasEnded(instance.status)) return outcomeAnswer(hub, instance);
    const left = until - hub.seams.clock.now();
    if (left <= 0) return checkStatus(request, hub.taskHub, id);
    await pause(hub.seams.clock, Math.min(interval * 1000, left));
  }
}
