import { bytesFrom, type Random } from "./seams";
import type { SqlStore } from "./store/sqlite";

/** The sender that a product on this machine knows; in Azure the settings name others. */
export const LOCAL_SENDER = "local";

const SCHEMA = "CREATE TABLE IF NOT EXISTS webhook_secrets (sender TEXT PRIMARY KEY, secret TEXT NOT NULL)";

/** What it signs with: made once for a state folder, so that none is known before it is run, and kept there. */
export function localSecret(store: SqlStore, random: Random): string {
  store.exec(SCHEMA);
  const known = store.get("SELECT secret FROM webhook_secrets WHERE sender = ?", LOCAL_SENDER)?.["secret"];
  if (typeof known === "string") return known;
  const made = `whsec_${bytesFrom(random, 32).toString("base64")}`;
  store.run("INSERT INTO webhook_secrets VALUES (?, ?)", LOCAL_SENDER, made);
  return made;
}
