import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureDigitalTwinsManagementClient } from "@azure/arm-digitaltwins";
import { bearerTokenAuthenticationPolicyName } from "@azure/core-rest-pipeline";

export const ROOT = join(__dirname, "..");

export type Endpoints = Readonly<
  Record<"functions" | "arm" | "identityEndpoint" | "identityHeader" | "serviceBus" | "audit" | "webhookSecret", string>
>;

/** The product as npm start runs it: a process of its own, with state of its own. */
export type Product = {
  readonly endpoints: Endpoints;
  readonly output: () => string;
  /** Waits until the output has the words. */
  readonly says: (words: string) => Promise<void>;
  /** Ctrl-C; resolves with the exit code. */
  readonly end: () => Promise<number | null>;
  /** kill -9. */
  readonly kill: () => Promise<void>;
};

export function newState(): { readonly state: string; readonly remove: () => void } {
  const state = mkdtempSync(join(tmpdir(), "product-"));
  return { state, remove: () => rmSync(state, { recursive: true, force: true }) };
}

export function startProduct(state: string, ...options: string[]): Promise<Product> {
  return startProductWith({}, state, ...options);
}

/** The same, with settings of whoever starts it. */
export async function startProductWith(
  settings: Readonly<Record<string, string>>,
  state: string,
  ...options: string[]
): Promise<Product> {
  const child = spawn(process.execPath, ["build/local/start.js", "--port", "0", "--state", state, ...options], {
    cwd: ROOT,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (part) => {
    text += String(part);
  });
  child.stderr.on("data", (part) => {
    text += String(part);
  });
  const says = (words: string) =>
    until(
      child,
      () => text.includes(words),
      () => `${words}\n--- but:\n${text}`,
    );
  await says("Try next");
  return {
    endpoints: JSON.parse(readFileSync(join(state, "endpoints.json"), "utf8")) as Endpoints,
    output: () => text,
    says,
    end: () => ended(child, "SIGINT"),
    async kill() {
      await ended(child, "SIGKILL");
    },
  };
}

/** The headers of a command line that is signed in as one of the made-up people. */
export const as = (nick: string): Readonly<Record<string, string>> => ({ authorization: `Bearer local-${nick}` });

/** The words of a line as a POSIX shell splits it, for the quotes that we print. */
export function wordsOf(line: string): string[] {
  const words = line.match(/'(?:[^']|'\\'')*'|\S+/g) ?? [];
  return words.map((word) => (word.startsWith("'") ? word.slice(1, -1).replaceAll("'\\''", "'") : word));
}

/** Runs the CLI as a person would. */
export async function approver(state: string, args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ["build/cli/approver.js", ...args], {
    cwd: ROOT,
    env: { ...process.env, APPROVER_STATE: state },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part) => {
      text += String(part);
    });
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, text };
}

/** The official Digital Twins client, signed in through the identity endpoint, as a tool of somebody else's would be. */
export function digitalTwins(endpoints: Endpoints, subscription: string): AzureDigitalTwinsManagementClient {
  const getToken = async () => ({ token: await tokenFor(endpoints), expiresOnTimestamp: Date.now() + 3_600_000 });
  const options = { endpoint: endpoints.arm, allowInsecureConnection: true };
  const client = new AzureDigitalTwinsManagementClient({ getToken }, subscription, options);
  // The client refuses to send a token over plain http, which is all that there is on one machine.
  client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  client.pipeline.addPolicy({
    name: "signIn",
    async sendRequest(request, next) {
      request.headers.set("authorization", `Bearer ${await tokenFor(endpoints)}`);
      return next(request);
    },
  });
  return client;
}

async function tokenFor({ identityEndpoint, identityHeader }: Endpoints): Promise<string> {
  const url = `${identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com`;
  const answer = await fetch(url, { headers: { "x-identity-header": identityHeader } });
  return ((await answer.json()) as { access_token: string }).access_token;
}

export type Asked = { readonly at: string; readonly method: string; readonly path: string; readonly status: number };

/** What ARM was asked about a connection, in order. */
export async function askedOf({ arm }: Endpoints, connection: string): Promise<readonly Asked[]> {
  const answer = await fetch(new URL("/_local/requests", arm));
  const { value } = (await answer.json()) as { value: readonly Asked[] };
  return value.filter(({ path }) => path.toLowerCase().includes(connection.toLowerCase()));
}

async function until(child: ChildProcess, isSo: () => boolean, what: () => string): Promise<void> {
  for (let waited = 0; !isSo(); waited += 50) {
    if (waited > 90_000 || child.exitCode !== null) throw new Error(`never said: ${what()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((done) => {
    if (child.exitCode !== null) return done(child.exitCode);
    child.on("exit", done);
    child.kill(signal);
  });
}
