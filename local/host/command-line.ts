import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What `npm run host` is told. */
export type HostCommand = {
  readonly folder: string;
  readonly port: number;
  readonly state: string;
  /** Undefined for the stand-in, if the app has a service-bus.json. */
  readonly serviceBus: string | undefined;
  readonly fresh: boolean;
  readonly enforceKeys: boolean;
  readonly signIn: boolean;
};

export type ParsedCommand =
  | { readonly kind: "command"; readonly command: HostCommand }
  | { readonly kind: "help" }
  | { readonly kind: "fault"; readonly why: string };

export const HELP = `usage: npm run host -- <folder> [options]

Runs the Azure Functions app in <folder> (Node, programming model 4) on this machine: HTTP, timers, Service Bus, Durable.

  --port <port>           where it answers on 127.0.0.1 (default 7071); 0 picks a free one
  --state <folder>        where its orchestrations, timers, queues and keys are kept (default .local/host/<name of folder>)
  --service-bus <string>  use the Service Bus behind this connection string; otherwise, if <folder> has a
                          service-bus.json (in the format of Microsoft's emulator), a stand-in with those entities runs.
                          Either goes in the place of the settings that say UseDevelopmentEmulator=true
  --fresh                 begin with empty state
  --enforce-keys          ask for function, host and master keys, as Azure does; they are written to <state>/keys.json
  --sign-in               put a sign-in with made-up people before the app: it sees what App Service authentication
                          would tell of them, and WEBSITE_AUTH_ENABLED=True`;

/** `from` is the folder that relative paths are meant from. */
export function parseCommand(args: readonly string[], from: string): ParsedCommand {
  const read = readArgs(args);
  if ("why" in read) return { kind: "fault", why: read.why };
  const { values, positionals } = read;
  if (values.help) return { kind: "help" };
  const [folder, ...others] = positionals;
  if (folder === undefined) return { kind: "fault", why: "Which app? Say its folder, the one with host.json in it." };
  if (others.length > 0) return { kind: "fault", why: `One folder at a time; what is ${JSON.stringify(others[0])}?` };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return { kind: "fault", why: `--port takes a number from 0 to 65535, not ${JSON.stringify(values.port)}` };
  const app = resolve(from, folder);
  const command: HostCommand = {
    folder: app,
    port,
    state: resolve(from, values.state ?? join(".local", "host", basename(app))),
    serviceBus: values["service-bus"],
    fresh: values.fresh,
    enforceKeys: values["enforce-keys"],
    signIn: values["sign-in"],
  };
  return { kind: "command", command };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: "string", default: "7071" },
        state: { type: "string" },
        "service-bus": { type: "string" },
        fresh: { type: "boolean", default: false },
        "enforce-keys": { type: "boolean", default: false },
        "sign-in": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
