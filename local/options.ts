import { parseArgs } from "node:util";

/** What npm start is told. */
export type Options = {
  /** Of the app. The stand-ins for ARM, the identity and Service Bus take the three that follow it. 0 picks free ones. */
  readonly port: number;
  /** Where all state is kept. */
  readonly state: string;
  readonly fresh: boolean;
  readonly demo: boolean;
  /** Something else than the stand-ins, real or foreign. */
  readonly arm?: string;
  readonly serviceBus?: string;
  /** Look at real Azure, as whoever is signed in with the Azure CLI, and change nothing there. */
  readonly azure: boolean;
};

export const DEFAULT_PORT = 7071;

export const HELP = `usage: npm start -- [options]

Runs Private Link Approver on this machine, with stand-ins for everything in Azure that it needs.

  --port <port>           of the app (default ${DEFAULT_PORT}); the stand-ins take the next three; 0 picks free ones
  --state <folder>        where all state is kept (default .local)
  --fresh                 begin with empty state
  --no-demo               send no example request
  --arm <url>             use this Azure Resource Manager instead of the stand-in
  --service-bus <string>  use the Service Bus behind this connection string instead of the stand-in
  --azure                 look at real Azure as whoever is signed in with az login, in the subscription chosen there,
                          and change nothing in it; --arm names another cloud's Resource Manager; state is kept in
                          .local-azure`;

export type Parsed =
  | { readonly kind: "options"; readonly options: Options }
  | { readonly kind: "help" }
  | { readonly kind: "fault"; readonly why: string };

export function parseOptions(args: readonly string[]): Parsed {
  const read = readArgs(args);
  if ("why" in read) return { kind: "fault", why: read.why };
  const { help, port: portText, arm, "service-bus": serviceBus, fresh, azure, "no-demo": noDemo } = read.values;
  if (help) return { kind: "help" };
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_532)
    return { kind: "fault", why: `--port takes a number from 0 to 65532, not ${JSON.stringify(portText)}` };
  if (arm !== undefined && !URL.canParse(arm))
    return { kind: "fault", why: `--arm takes a URL, not ${JSON.stringify(arm)}` };
  // Never the example's folder: a log that mixes made-up connections with real ones proves nothing.
  const { state = azure ? ".local-azure" : ".local" } = read.values;
  // The example is about connections that are not in real Azure.
  const demo = !noDemo && !azure;
  const places = { ...(arm && { arm }), ...(serviceBus && { serviceBus }) };
  return { kind: "options", options: { port, state, fresh, azure, demo, ...places } };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: String(DEFAULT_PORT) },
        state: { type: "string" },
        fresh: { type: "boolean", default: false },
        "no-demo": { type: "boolean", default: false },
        arm: { type: "string" },
        "service-bus": { type: "string" },
        azure: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
