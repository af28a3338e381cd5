import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AuditStore } from "../src/audit/store";

/**
 * Opens a log for whoever asks what it says. To the app a folder that is not there is one that nobody has written to yet;
 * here it is a typing error, and none that is whole.
 */
export async function openLog(url: string): Promise<AuditStore> {
  if (new URL(url).protocol === "file:") await stat(fileURLToPath(url));
  const { openAudit } = await import("../src/audit/store");
  return openAudit(url, { as: "developer" });
}
