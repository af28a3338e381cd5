import { bytesFrom, type Random, uuidFrom } from "../seams";
import type { SqlStore } from "../store/sqlite";

/** The identity that the app has on this machine. It is drawn once and kept, so that tokens outlive a restart. */
export type Identity = {
  /** What IDENTITY_HEADER is: whoever knows it may ask for tokens. */
  readonly header: string;
  readonly key: Buffer;
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
};

const SCHEMA = "CREATE TABLE IF NOT EXISTS identity_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)";

export function loadIdentity(store: SqlStore, random: Random): Identity {
  store.exec(SCHEMA);
  const kept = (name: string, draw: () => string): string => {
    const value = store.get("SELECT value FROM identity_settings WHERE name = ?", name)?.["value"];
    if (typeof value === "string") return value;
    const drawn = draw();
    store.run("INSERT INTO identity_settings VALUES (?, ?)", name, drawn);
    return drawn;
  };
  return {
    header: kept("header", () => bytesFrom(random, 16).toString("hex").toUpperCase()),
    key: Buffer.from(
      kept("key", () => bytesFrom(random, 32).toString("base64")),
      "base64",
    ),
    tenantId: kept("tenant", () => uuidFrom(random)),
    objectId: kept("object", () => uuidFrom(random)),
    clientId: kept("client", () => uuidFrom(random)),
  };
}
