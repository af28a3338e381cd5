import { timingSafeEqual } from "node:crypto";
import { bytesFrom, type Random } from "../seams";
import type { SqlStore } from "../store/sqlite";

/** The host's keys, as Azure has them: made once, then kept in the state. */
export type Keys = {
  readonly master: string;
  /** Opens every function. */
  readonly host: string;
  /** Opens the Durable webhooks. */
  readonly durable: string;
  /** Opens one function. */
  readonly ofFunction: (name: string) => string;
};

export type AuthLevel = "anonymous" | "function" | "admin";

const SCHEMA = "CREATE TABLE IF NOT EXISTS host_keys (name TEXT PRIMARY KEY, value TEXT NOT NULL)";

export function openKeys(store: SqlStore, random: Random): Keys {
  store.exec(SCHEMA);
  const key = (name: string) => {
    const known = store.get("SELECT value FROM host_keys WHERE name = ?", name)?.["value"];
    if (typeof known === "string") return known;
    const made = bytesFrom(random, 32).toString("base64url");
    store.run("INSERT INTO host_keys VALUES (?, ?)", name, made);
    return made;
  };
  return {
    master: key("host/master"),
    host: key("host/default"),
    durable: key("system/durabletask_extension"),
    ofFunction: (name) => key(`function/${name.toLowerCase()}`),
  };
}

/** The auth level of an HTTP trigger; what Azure does not know counts as `function`. */
export function authLevelOf(text: string | undefined): AuthLevel {
  const level = text?.toLowerCase();
  return level === "anonymous" || level === "admin" ? level : "function";
}

/** Whether one of `keys` was given, in the header or in the query, as Azure takes it. */
export function bringsKey(headers: Readonly<Record<string, unknown>>, url: URL, keys: readonly string[]): boolean {
  const given = [headers["x-functions-key"], url.searchParams.get("code")].filter((text) => typeof text === "string");
  return given.some((text) => keys.some((key) => isSame(text, key)));
}

function isSame(given: string, key: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(key)];
  return one.length === other.length && timingSafeEqual(one, other);
}
