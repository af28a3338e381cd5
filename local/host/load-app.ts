import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AppFault, type AppFolder } from "./app-folder";
import { provideCore } from "./functions-core";
import { hookContext } from "./hooks";
import type { Realm } from "./realm";
import { faultFrom, thrownOf } from "./thrown";
import type { AppWorker } from "./worker";

/** Runs the app's entry points, which register its functions, and its start hooks, as the worker does. */
export async function loadApp({ folder, files, isModule }: AppFolder, worker: AppWorker, realm: Realm): Promise<void> {
  dropEarlierApp(realm);
  provideCore(realm, worker);
  realm.memory.loads += 1;
  const faults: string[] = [];
  for (const file of files) {
    try {
      await loadFile(join(folder, file), isModule, realm);
    } catch (error) {
      faults.push(`${file} cannot be loaded: ${faultFrom(error, folder)}`);
    }
  }
  if (faults.length > 0) throw new AppFault(folder, faults);
  if (worker.functions().length === 0)
    throw new AppFault(folder, [
      `${files.join(", ")} registered no function. Use app.http(...) and the like of @azure/functions 4.`,
    ]);
  await startHooks(folder, worker);
  await refuseStreams(folder, worker);
  worker.endStartup();
}

/** With streams on, the library waits for a request on a socket of its own that nobody here sends. */
async function refuseStreams(folder: string, worker: AppWorker): Promise<void> {
  const capabilities: Record<string, string> = {};
  await worker.getProgrammingModel()?.getCapabilities?.(capabilities);
  if (capabilities["HttpUri"] !== undefined)
    throw new AppFault(folder, [
      "app.setup({ enableHttpStream: true }) is not supported on this machine. Leave it out, or make it depend on a setting.",
    ]);
}

async function startHooks(folder: string, worker: AppWorker): Promise<void> {
  const { appLevelHookData: hookData, appHookData } = worker;
  try {
    await worker.hooks.run("appStart", hookContext({ functionAppDirectory: folder }, { hookData, appHookData }));
  } catch (error) {
    throw new AppFault(folder, [`an appStart hook failed: ${thrownOf(error).message}`]);
  }
}

/** A module's `import` finds what it imported in an earlier load, except for the entry point itself. */
async function loadFile(file: string, isModule: boolean, realm: Realm): Promise<void> {
  if (file.endsWith(".mjs") || (isModule && !file.endsWith(".cjs")))
    await realm.import(`${pathToFileURL(file).href}?load=${realm.memory.loads}`);
  else realm.require(file);
}

/** Without this a second host in one process would find the first one's modules, which register nothing again. */
function dropEarlierApp({ loaded, memory }: Realm): void {
  memory.loadedBefore ??= new Set(Object.keys(loaded));
  for (const file of Object.keys(loaded)) if (!memory.loadedBefore.has(file)) delete loaded[file];
}
