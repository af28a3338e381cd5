import { execFile } from "node:child_process";
import type { Issued } from "./identity/token-request";

/** Whoever is signed in on this machine with the Azure CLI, and the subscription that is chosen there. */
export type AzureLogin = { readonly tenant: string; readonly subscription: string };

const CLI_MS = 30_000;
const SIGN_IN =
  "npm start -- --azure looks at Azure as whoever is signed in with the Azure CLI: az login, then az account set --subscription <id>.";

/** What `az account show` says, or an error that tells how to sign in. */
export async function azureLogin(): Promise<AzureLogin> {
  const { id, tenantId } = Object(await accountShown()) as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || typeof tenantId !== "string")
    throw new Error(`az account show names no subscription and tenant. ${SIGN_IN}`);
  return { subscription: id, tenant: tenantId };
}

async function accountShown(): Promise<unknown> {
  // On Windows az is a command file, which only a shell starts. No argument is anybody's input.
  const options = { timeout: CLI_MS, shell: process.platform === "win32" };
  const output = await new Promise<string>((resolve, reject) => {
    execFile("az", ["account", "show", "--output", "json"], options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const why = error.code === "ENOENT" ? "There is no az on the PATH." : stderr.trim() || error.message;
      return reject(new Error(`${why} ${SIGN_IN}`));
    });
  });
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(`az account show did not answer with JSON. ${SIGN_IN}`);
  }
}

/** Tokens of that login, for `audience` and nobody else. None is kept here: the app keeps its own while it counts. */
export function azureTokens(audience: string, warn: (message: string) => void): (resource: string) => Promise<Issued> {
  return async (resource) => {
    if (resource !== audience) throw new Error(`Tokens are for ${audience} alone, not for ${resource}.`);
    const { AzureCliCredential } = await import("@azure/identity");
    try {
      const { token, expiresOnTimestamp } = await new AzureCliCredential().getToken(`${audience}/.default`);
      return { token, expiresAt: Math.floor(expiresOnTimestamp / 1000) };
    } catch (error) {
      warn(`The Azure CLI gives no token for ${audience}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  };
}
