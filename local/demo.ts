import type { Estate } from "./arm/estate";

/** The words after `npm run request --`. */
export type Words = readonly string[];

/** Connections of the example estate, by the end of their names, for commands that a person can copy. */
const STORIES = { shown: "0012", approved: "0014", refused: "0005", asked: "0001" } as const;

type Places = { readonly functions: string; readonly webhookSecret: string };

/** The request that npm start sends by itself on a fresh state: the rule for the company's own test instances approves it. */
export function example(estate: Estate): Words {
  return wordsFor(idOf(estate, STORIES.shown), "hackathon-team-blue", "Two days of trying things out on the lab twin.");
}

/** What to try next: one that is approved, one that policy refuses, one that people decide, one that nobody can read. */
export function nextSteps(estate: Estate, { functions: url, webhookSecret }: Places, state: string): string {
  return [
    "Try next, in another terminal:",
    "",
    "  a request that is approved:",
    `  ${commandOf(wordsFor(idOf(estate, STORIES.approved), "line-4-simulation", "Rehearse the new shift plan."))}`,
    "",
    "  a request that policy refuses:",
    `  ${commandOf(wordsFor(idOf(estate, STORIES.refused), "pe-test", "please approve asap!!"))}`,
    "",
    "  a request that two people decide, in the page:",
    `  ${commandOf([...wordsFor(idOf(estate, STORIES.asked), "line-4", "Live telemetry of the new press."), "--no-wait"])}`,
    `  then ${url}/console: sign in as Mara and approve, then as Tunde`,
    "",
    "  a message that cannot be read:",
    `  ${commandOf(["--body", '{"conectionId":42}'])}`,
    "",
    "  a request that a machine signs, in the lines that docs/webhooks.md has:",
    `  export WEBHOOK_URL=${url}/api/webhooks/requests WEBHOOK_SECRET=${webhookSecret}`,
    "",
    endNote(state),
  ].join("\n");
}

/** What to try on real Azure: all of it only reads there. */
export function nextStepsInAzure({ functions: url }: Places, state: string): string {
  return [
    "Your subscriptions and tenants belong into policies/: what no rule there knows, people are asked about.",
    "",
    "Try next, in another terminal:",
    "",
    `  export APPROVER_STATE=${quoted(state)}`,
    "",
    "  what policy says to every connection there is:",
    "  npm run approver -- policy simulate",
    "",
    "  requests for those that are Pending, as reconciliation makes them every 15 minutes:",
    `  curl -X POST -H 'Authorization: Bearer local-mara' ${url}/api/reconciliations`,
    `  then ${url}/console: what would be done, and nothing of it is`,
    "",
    endNote(state),
  ].join("\n");
}

function endNote(state: string): string {
  return `End with Ctrl-C; the state stays in the folder ${state}.`;
}

export function commandOf(words: Words): string {
  return `npm run request -- ${words.map(quoted).join(" ")}`;
}

function wordsFor(connectionId: string, by: string, because: string): Words {
  return ["--connection", connectionId, "--by", by, "--because", because];
}

function idOf({ instances }: Estate, ending: string): string {
  for (const { subscription, resourceGroup, name, connections } of instances) {
    const connection = connections.find((one) => one.name.endsWith(ending));
    if (!connection) continue;
    const target = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.DigitalTwins/digitalTwinsInstances/${name}`;
    return `${target}/privateEndpointConnections/${connection.name}`;
  }
  throw new Error(`The estate has no connection whose name ends with ${ending}.`);
}

/** For a POSIX shell: single quotes keep everything but themselves. */
function quoted(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
