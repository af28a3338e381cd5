import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { exampleEstate } from "./arm/estate";
import { commandOf, example, nextSteps, nextStepsInAzure } from "./demo";
import { HELP, type Options, parseOptions } from "./options";
import { NOTIFICATIONS, type Platform, startPlatform } from "./platform";
import { endOnSignal, fail } from "./process-end";
import { realSeams } from "./seams";
import { startLog } from "./start-log";

/** The folder of package.json: this file runs as build/local/start.js. */
const ROOT = join(__dirname, "../..");

/** npm start: runs the product on this machine, shows it at work once, and says what to try next. */
async function main(args: readonly string[]): Promise<void> {
  const parsed = parseOptions(args);
  if (parsed.kind === "help") return say(HELP);
  if (parsed.kind === "fault") return fail(`${parsed.why}\n\n${HELP}`, 2);
  const { options } = parsed;
  // It holds secrets of the stand-ins, with which a login's tokens can be had where --azure is given.
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  const log = startLog(options.state, process.stderr);
  const platform = await startPlatform(options, { root: ROOT, seams: realSeams, log });
  endOnSignal(platform.stop, (signal) => {
    const who = signal === "SIGINT" ? "Ctrl-C" : "Asked to end";
    say(`\n${who}: finishing what is running; everything else goes on at the next start.`);
  });
  say(places(platform, options));
  if (options.demo && platform.isNew) await show(options);
  const { endpoints } = platform;
  const { azure, state } = options;
  say(azure ? nextStepsInAzure(endpoints, state) : nextSteps(exampleEstate(), endpoints, state));
}

function places({ endpoints, functions }: Platform, { state, azure }: Options): string {
  const broken = functions.filter(({ error }) => error !== undefined);
  return [
    "",
    "Private Link Approver is running.",
    `  app          ${endpoints.functions}`,
    `  page         ${endpoints.functions}/console`,
    `  Azure (ARM)  ${endpoints.arm}${azure ? `, subscription ${endpoints.subscriptions.join(", ")}: observed, never changed` : ""}`,
    `  Service Bus  ${endpoints.serviceBus}`,
    `  audit log    ${endpoints.audit}`,
    `  log          ${join(state, "host.log")}`,
    `  told         ${join(state, NOTIFICATIONS)}: what approvers would read in Slack`,
    ...broken.map(({ name, error }) => `  not running  ${name}: ${error}`),
    "",
  ].join("\n");
}

/** Sends the example with the same command that a person would type, and lets it tell what happens. */
async function show({ state }: Options): Promise<void> {
  const args = example(exampleEstate());
  say(`An example, sent for you:\n\n  ${commandOf(args)}\n`);
  const child = spawn(process.execPath, [join(ROOT, "build/cli/approver.js"), "request", ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, APPROVER_STATE: state },
  });
  await new Promise<void>((done, failed) => child.on("exit", () => done()).on("error", failed));
  say("");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error), 1));
