import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { instanceIdOf } from "../src/intake/instance-id";
import { type Command, EXIT, type Io } from "./command";
import { type Endpoints, readEndpoints, required } from "./endpoints";
import { follow } from "./follow";
import { openRequests } from "./requests-queue";
import { identityFor } from "./sign-in";

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
  --functions <url>, --service-bus <connection string or namespace>
                      where the product is; default: what npm start wrote to .local/endpoints.json
  --as <person>       on this machine: who follows it (sam, mara, tunde, ines, priya; default priya, who reads everything)
  --audience <uri>    in Azure: for whom the token is made that follows it, api://<client id of the app registration>;
                      default: APPROVER_AUDIENCE. It is the token of whoever is signed in to Azure here

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
  as: { type: "string" },
  audience: { type: "string" },
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
  const app = values["no-wait"] ? undefined : appIn(endpoints, values);
  const requests = await openRequests(required(endpoints, "serviceBus", "--service-bus"));
  try {
    const sentAt = new Date();
    await requests.send(messageId, body);
    io.err(`sent      message ${messageId} to the queue approval-requests`);
    if (!app) return EXIT.done;
    return await follow(
      {
        ...app,
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
  };
}

/** Found out before anything is sent: what is missing here is a matter of options. */
function appIn(endpoints: Endpoints, { as, audience = process.env["APPROVER_AUDIENCE"] }: Values) {
  const functions = required(endpoints, "functions", "--functions");
  const signIn = { ...(as && { as }), ...(audience && { audience }) };
  return { functions, identity: identityFor(functions, signIn) };
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
