import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { instanceIdOf } from "../src/intake/instance-id";
import { type Command, EXIT, type Io } from "./command";
import { type Endpoints, readEndpoints, required } from "./endpoints";
import { follow } from "./follow";
import { openRequests } from "./requests-queue";

const HELP = `usage: approver request --connection <id> --by <who> --because <why> [options]
       approver request --endpoint <private endpoint id> --target <id> --by <who> --because <why> [options]
       approver request --body <json> [options]

Sends a request for a decision to the queue approval-requests and follows it to its outcome.

  --connection <id>   ARM id of the private endpoint connection
  --endpoint <id>     ARM id of the private endpoint, with --target: where the connection's name is not known
  --target <id>       ARM id of the Digital Twins instance
  --by <who>          who asks
  --because <why>     why
  --reject            ask for the connection to be rejected
  --correlation <id>  your own mark; it comes back in events
  --id <id>           message id; the same id sent twice is one request
  --body <json>       send this body as it is
  --no-wait           do not follow it
  --timeout <s>       follow it for so long (default 1800)
  --json              print the request's last state as JSON
  --functions <url>, --service-bus <connection string or namespace>, --key <function key>
                      where the product is; default: what npm start wrote to .local/endpoints.json

exit code: 0 as asked for, 1 refused or ended otherwise, 2 wrong usage, 3 not reachable, 4 not ended in time`;

export const requestCommand: Command = {
  words: ["request"],
  summary: "send a request for a decision and follow it to its outcome",
  help: HELP,
  run,
};

const OPTIONS = {
  connection: { type: "string" },
  endpoint: { type: "string" },
  target: { type: "string" },
  by: { type: "string" },
  because: { type: "string" },
  reject: { type: "boolean", default: false },
  correlation: { type: "string" },
  id: { type: "string" },
  body: { type: "string" },
  "no-wait": { type: "boolean", default: false },
  timeout: { type: "string", default: "1800" },
  json: { type: "boolean", default: false },
  functions: { type: "string" },
  "service-bus": { type: "string" },
  key: { type: "string" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const timeoutSeconds = Number(values.timeout);
  if (!Number.isFinite(timeoutSeconds) || timeoutSeconds <= 0) {
    io.err(`--timeout takes seconds, not ${JSON.stringify(values.timeout)}.`);
    return EXIT.usage;
  }
  const body = values.body ?? JSON.stringify(bodyFrom(values));
  const endpoints = readEndpoints(given(values));
  const messageId = values.id ?? randomUUID();
  const requests = await openRequests(required(endpoints, "serviceBus", "--service-bus"));
  try {
    const sentAt = new Date();
    await requests.send(messageId, body);
    io.err(`sent      message ${messageId} to the queue approval-requests`);
    if (values["no-wait"]) return EXIT.done;
    return await follow(
      {
        functions: required(endpoints, "functions", "--functions"),
        key: endpoints.functionKey,
        messageId,
        instanceId: instanceIn(body),
        sentAt,
        timeoutSeconds,
        json: values.json,
        refusalOf: requests.refusalOf,
      },
      io,
    );
  } finally {
    await requests.close();
  }
}

function bodyFrom(values: Values): Record<string, string> {
  const fields = {
    connectionId: values.connection,
    privateEndpointId: values.endpoint,
    targetId: values.target,
    desiredStatus: values.reject ? "Rejected" : undefined,
    requestedBy: values.by,
    justification: values.because,
    correlationId: values.correlation,
  };
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}

function given(values: Values): Endpoints {
  return {
    ...(values.functions && { functions: values.functions }),
    ...(values["service-bus"] && { serviceBus: values["service-bus"] }),
    ...(values.key && { functionKey: values.key }),
  };
}

/** The instance that a body leads to, where it names a connection: nothing else tells without asking Azure. */
function instanceIn(body: string): string | undefined {
  try {
    const { connectionId } = JSON.parse(body) as { readonly connectionId?: unknown };
    return typeof connectionId === "string" ? instanceIdOf(connectionId) : undefined;
  } catch {
    return undefined; // Not JSON: it will be refused, and the refusal says so.
  }
}
