import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type HostConfig, readHostJson, withOverrides } from "./host-json";
import { mainFiles } from "./main-files";
import type { Settings } from "./settings";

/** A function app as it lies on the disk. */
export type AppFolder = {
  readonly folder: string;
  readonly config: HostConfig;
  /** Entry points, relative to the folder. */
  readonly files: readonly string[];
  readonly isModule: boolean;
  /** The values of local.settings.json, under what the host was given and the environment already had. */
  readonly settings: Settings;
};

/** The folder cannot run as it is: everything that is wrong with it, at once. */
export class AppFault extends Error {
  readonly faults: readonly string[];
  constructor(folder: string, faults: readonly string[]) {
    super(`The function app in ${folder} cannot run:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "AppFault";
    this.faults = faults;
  }
}

/** Reads package.json, host.json and local.settings.json; `given` goes before all, then `inherited`, then the file. */
export function readAppFolder(path: string, given: Settings, inherited: Settings): AppFolder {
  const folder = resolve(path);
  if (!existsSync(folder)) throw new AppFault(folder, ["there is no such folder"]);
  const faults: string[] = [];
  const local = localSettings(folder, faults);
  const settings = { ...local, ...inherited, ...given };
  const config = hostConfig(folder, settings, faults);
  const { files, isModule } = entryPoints(folder, faults);
  if (!config || faults.length > 0) throw new AppFault(folder, faults);
  return { folder, config, files, isModule, settings };
}

function localSettings(folder: string, faults: string[]): Settings {
  const name = "local.settings.json";
  if (!existsSync(join(folder, name))) return {};
  const { IsEncrypted: isEncrypted, Values: values } = objectIn(folder, name, faults);
  if (isEncrypted === true) {
    faults.push(
      `${name} is encrypted. Decrypt it with "func settings decrypt", or leave it out and set the environment.`,
    );
    return {};
  }
  const entries = Object.entries(asObject(values));
  for (const [key, value] of entries)
    if (typeof value === "object") faults.push(`${name}: Values.${key} must be a text, a number or a boolean`);
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function hostConfig(folder: string, settings: Settings, faults: string[]): HostConfig | undefined {
  const content = objectIn(folder, "host.json", faults);
  if (Object.keys(content).length === 0) return undefined;
  const read = readHostJson(withOverrides(content, settings));
  if (read.kind === "read") return read.config;
  faults.push(...read.faults.map((fault) => `host.json: ${fault}`));
  return undefined;
}

function entryPoints(folder: string, faults: string[]): Pick<AppFolder, "files" | "isModule"> {
  const before = faults.length;
  const { main, type } = objectIn(folder, "package.json", faults);
  const isModule = type === "module";
  if (faults.length > before) return { files: [], isModule };
  if (typeof main !== "string" || main === "") {
    faults.push(
      'package.json has no "main": say there where the functions are, such as "dist/app.js" or "src/functions/*.js"',
    );
    return { files: [], isModule };
  }
  const files = mainFiles(folder, main);
  if (files.length === 0) faults.push(`package.json: no file matches "main": "${main}". Has the app been built?`);
  return { files, isModule };
}

/** The object in a JSON file; what is wrong with it goes to the faults, and an empty one comes back. */
function objectIn(folder: string, name: string, faults: string[]): Readonly<Record<string, unknown>> {
  const file = join(folder, name);
  if (!existsSync(file)) {
    faults.push(`${name} is missing`);
    return {};
  }
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
    if (typeof content === "object" && content !== null && !Array.isArray(content) && Object.keys(content).length > 0)
      return asObject(content);
    faults.push(`${name} must hold a JSON object that is not empty`);
  } catch (error) {
    faults.push(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return {};
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
