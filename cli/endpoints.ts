import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where things are. Of a product that runs on this machine, `.local/endpoints.json` says it; of one in Azure, the options. */
export type Endpoints = {
  readonly functions?: string;
  readonly serviceBus?: string;
  readonly arm?: string;
  readonly audit?: string;
};

/** What is missing, in words that say how to give it. */
export class EndpointMissing extends Error {
  override readonly name = "EndpointMissing";
}

/** Reads what npm start wrote; what `given` has comes first. */
export function readEndpoints(given: Endpoints, folder = process.env["APPROVER_STATE"] ?? ".local"): Endpoints {
  return { ...fromFile(join(folder, "endpoints.json")), ...given };
}

export function required<Name extends keyof Endpoints>(endpoints: Endpoints, name: Name, option: string): string {
  const value = endpoints[name];
  if (value) return value;
  throw new EndpointMissing(
    `Where is it? No ${name} is known. Start the product on this machine with npm start, or give ${option}.`,
  );
}

function fromFile(file: string): Endpoints {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Endpoints;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new EndpointMissing(`${file} cannot be read: ${(error as Error).message}`);
  }
}
