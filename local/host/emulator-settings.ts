import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const EMULATOR = /;?\s*UseDevelopmentEmulator\s*=\s*true/i;

/** The settings of local.settings.json that mean an emulated Service Bus, with `connectionString` in their place. */
export function emulatorSettings(folder: string, connectionString: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values(folder))
      .filter(([, value]) => typeof value === "string" && EMULATOR.test(value) && /Endpoint=sb:/i.test(value))
      .map(([name]) => [name, connectionString]),
  );
}

/** What is wrong with the file is told when the app is read; here it just has no values. */
function values(folder: string): object {
  const file = join(folder, "local.settings.json");
  if (!existsSync(file)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
    const found = typeof content === "object" && content !== null && "Values" in content ? content.Values : {};
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}
