import { createHmac, timingSafeEqual } from "node:crypto";
import { bytesFrom, type Random } from "../seams";
import type { SqlStore } from "../store/sqlite";

/** Signed, so that nothing has to be kept, and sessions survive a restart with the key. */
export type Sessions = {
  /** The text of a session's cookie. */
  readonly begun: (nick: string, nowMs: number) => string;
  /** Who began the session; undefined where it is none of ours, or over. */
  readonly of: (cookie: string, nowMs: number) => string | undefined;
};

/** As long as Azure's. */
export const SESSION_SECONDS = 8 * 60 * 60;

const SCHEMA = "CREATE TABLE IF NOT EXISTS sign_in_key (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL)";

export function openSessions(store: SqlStore, random: Random): Sessions {
  const key = keyIn(store, random);
  const signature = (content: string) => createHmac("sha256", key).update(content).digest("base64url");
  return {
    begun(nick, nowMs) {
      const content = `${nick}.${nowMs + SESSION_SECONDS * 1000}`;
      return `${content}.${signature(content)}`;
    },
    of(cookie, nowMs) {
      const [, nick = "", until = "", signed = ""] = /^([a-z]{1,20})\.(\d{1,16})\.([\w-]{43})$/.exec(cookie) ?? [];
      if (!isSame(signed, signature(`${nick}.${until}`))) return undefined;
      return Number(until) > nowMs ? nick : undefined;
    },
  };
}

function keyIn(store: SqlStore, random: Random): Buffer {
  store.exec(SCHEMA);
  const known = store.get("SELECT value FROM sign_in_key")?.["value"];
  if (typeof known === "string") return Buffer.from(known, "base64url");
  const made = bytesFrom(random, 32);
  store.run("INSERT INTO sign_in_key VALUES (1, ?)", Buffer.from(made).toString("base64url"));
  return Buffer.from(made);
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
