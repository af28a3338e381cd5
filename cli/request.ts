import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { instanceIdOf } from "../src/intake/instance-id";
import { isRequestId, parseSubmission } from "../src/intake/parse-submission";
import type { Reason } from "../src/intake/submission";
import { origin } from "../src/readings";
import { type Command, EXIT, type Io } from "./command";
import { type Endpoints, readEndpoints, required } from "./endpoints";
import { follow } from "./follow";
import { faultIn, openRequests } from "./requests-queue";
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
  const messageId = values.id ?? randomUUID();
  const endpoints = readEndpoints(given(values));
  const faults = [...faultsIn(values, messageId), ...(await faultsOf(endpoints))];
  if (faults.length > 0) {
    for (const fault of faults) io.err(fault);
    io.err("Nothing was sent. approver request --help says what it takes.");
    return EXIT.usage;
  }
  return sendAndFollow(values, messageId, endpoints, io);
}

async function sendAndFollow(values: Values, messageId: string, endpoints: Endpoints, io: Io): Promise<number> {
  const body = values.body ?? JSON.stringify(bodyFrom(values));
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
        timeoutSeconds: Number(values.timeout),
        json: values.json,
        refusalOf: requests.refusalOf,
      },
      io,
    );
  } finally {
    await requests.close();
  }
}

/** The option by which each field of a body is given. */
const OPTION_FOR: Readonly<Record<string, string>> = {
  connectionId: "--connection",
  privateEndpointId: "--endpoint",
  targetId: "--target",
  requestedBy: "--by",
  justification: "--because",
  correlationId: "--correlation",
};

/** What can be seen before anything is sent. A body that is given as it is goes as it is. */
function faultsIn(values: Values, messageId: string): readonly string[] {
  const { timeout } = values;
  const isTime = Number.isFinite(Number(timeout)) && Number(timeout) > 0;
  const faults = isTime ? [] : [`--timeout takes seconds, not ${JSON.stringify(timeout)}.`];
  if (values.body !== undefined) return faults;
  if (!isRequestId(messageId))
    faults.push("--id takes 1 to 128 letters, digits and . _ : @ -, not a webhook's or event's.");
  const body = bodyFrom(values);
  const parsed = parseSubmission(body, { door: "queue", deliveryId: messageId, receivedAt: new Date().toISOString() });
  return parsed.kind === "submission" ? faults : [...faults, ...parsed.reasons.map((reason) => wordsFor(reason, body))];
}

function wordsFor({ path, text }: Reason, body: Readonly<Record<string, string>>): string {
  const option = OPTION_FOR[path];
  if (option) return body[path] === undefined ? `${option} is missing.` : `${option} ${text}`;
  return text.replace(/\b[a-zA-Z]+Id\b/g, (field) => OPTION_FOR[field] ?? field);
}

async function faultsOf({ functions, serviceBus }: Endpoints): Promise<readonly string[]> {
  const app = functions === undefined ? undefined : origin(functions);
  const bus = serviceBus === undefined ? undefined : await faultIn(serviceBus);
  return [...(app && "fault" in app ? [`--functions ${app.fault}`] : []), ...(bus ? [`--service-bus ${bus}`] : [])];
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
