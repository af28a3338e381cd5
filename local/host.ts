import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HELP, type HostCommand, parseCommand } from "./host/command-line";
import { emulatorSettings } from "./host/emulator-settings";
import { openKeys } from "./host/keys";
import type { RunningFunction } from "./host/known-functions";
import { printer } from "./host/print";
import { type RunningHost, startHost } from "./host/start-host";
import { endOnSignal, fail } from "./process-end";
import { realSeams } from "./seams";
import { startServiceBus } from "./service-bus/amqp-server";
import { readEntities } from "./service-bus/entities";
import { localSignIn } from "./sign-in/sign-in";
import { type Journal, journalOf } from "./store/journal";
import { lockFolder, storeFile } from "./store/lock";
import { openStore, type SqlStore } from "./store/sqlite";

/** npm run host: serves any function app, as `func start` does. */
async function main(args: readonly string[]): Promise<void> {
  // npm runs scripts in the package's folder and says here where the person was.
  const parsed = parseCommand(args, process.env["INIT_CWD"] ?? process.cwd());
  if (parsed.kind === "help") return say(HELP);
  if (parsed.kind === "fault") return fail(`${parsed.why}\n\n${HELP}`, 2);
  const ends: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  endOnSignal(stop, () => say("\nFinishing what is running; Ctrl-C again ends at once."));
  try {
    await serve(parsed.command, ends);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function serve(command: HostCommand, ends: (() => void | Promise<void>)[]): Promise<void> {
  const { folder, port, state, enforceKeys } = command;
  mkdirSync(state, { recursive: true });
  ends.push(lockFolder(state));
  if (command.fresh)
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${storeFile(state)}${suffix}`, { force: true });
  const store = openStore(storeFile(state));
  ends.push(() => store.close());
  const journal = journalOf(store);
  ends.push(() => journal.flush());
  if (enforceKeys) writeKeys(state, store);

  const connectionString = command.serviceBus ?? (await standIn(folder, store, journal, ends));
  const environment = {
    ...(connectionString !== undefined && emulatorSettings(folder, connectionString)),
    ...(command.signIn && { WEBSITE_AUTH_ENABLED: "True" }),
  };
  const front = command.signIn && { front: localSignIn({ store, seams: realSeams }) };
  const ground = { folder, port, environment, store, journal, enforceKeys, ...front };
  const host = await startHost({ ...ground, seams: realSeams, log: printer(process.stderr) });
  ends.push(host.stop);
  say(overview(host, connectionString));
}

/** Service Bus on this machine, with the entities that the app's folder asks for. */
async function standIn(
  folder: string,
  store: SqlStore,
  journal: Journal,
  ends: (() => void | Promise<void>)[],
): Promise<string | undefined> {
  const file = join(folder, "service-bus.json");
  if (!existsSync(file)) return undefined;
  const entities = readEntities(readFileSync(file, "utf8"));
  const bus = await startServiceBus({ store, journal, seams: realSeams, entities, port: 0 });
  ends.push(bus.stop);
  return bus.connectionString;
}

/** For their owner only, and not on the screen: a terminal is easily shared. */
function writeKeys(state: string, store: SqlStore): void {
  const { master, host, durable } = openKeys(store, realSeams.random);
  const file = join(state, "keys.json");
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ master, host, durable }, null, 2)}\n`, { mode: 0o600 });
  say(`Keys are asked for; they are in ${file}`);
}

function overview({ url, functions }: RunningHost, connectionString: string | undefined): string {
  return [
    "",
    "Functions:",
    "",
    ...functions.map((fn) => `  ${fn.name}: ${described(fn)}`),
    "",
    `Listening on ${url}${connectionString === undefined ? "" : `, with Service Bus at ${endpointIn(connectionString)}`}`,
    "Ctrl-C lets running functions finish and stops.",
    "",
  ].join("\n");
}

function described({ trigger, methods, url, error }: RunningFunction): string {
  if (error !== undefined) return `does not run: ${error}`;
  return url === undefined ? trigger : `[${methods?.join(",") ?? "all methods"}] ${url}`;
}

/** Without its key. */
function endpointIn(connectionString: string): string {
  return /Endpoint=([^;]+)/i.exec(connectionString)?.[1] ?? "the given address";
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error), 1));
