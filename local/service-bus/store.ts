import type { Row, SqlStore } from "../store/sqlite";
import type { Seen } from "./duplicates";
import type { Change, Message, Properties, Property, Rest } from "./message";
import type { Saved } from "./queue";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS bus_messages (
    queue TEXT NOT NULL, sequence INTEGER NOT NULL, first_sequence INTEGER NOT NULL, message_id TEXT NOT NULL,
    content BLOB NOT NULL, enqueued_at INTEGER NOT NULL, ttl_ms INTEGER, delivery_count INTEGER NOT NULL,
    added TEXT NOT NULL, rest TEXT NOT NULL, PRIMARY KEY (queue, sequence)
  );
  CREATE TABLE IF NOT EXISTS bus_sequences (queue TEXT PRIMARY KEY, sequence INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS bus_seen (
    queue TEXT NOT NULL, message_id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (queue, message_id)
  );
`;

/** Messages of an entity that is no longer declared stay on the disk, and are there again when it is. */
export function createTables(store: SqlStore): void {
  store.exec(SCHEMA);
}

export function savedIn(store: SqlStore, queue: string): Saved {
  const sequence = store.get("SELECT sequence FROM bus_sequences WHERE queue = ?", queue)?.["sequence"];
  const rows = store.all("SELECT * FROM bus_messages WHERE queue = ? ORDER BY sequence", queue);
  return { messages: rows.map(messageOf), sequence: Number(sequence ?? 0) };
}

export function seenIn(store: SqlStore, queue: string): readonly Seen[] {
  return store
    .all("SELECT message_id, until FROM bus_seen WHERE queue = ? ORDER BY until, rowid", queue)
    .map((row) => ({ messageId: String(row["message_id"]), until: Number(row["until"]) }));
}

/** Call it inside a transaction: what it wrote holds once that is on the disk. */
export function keepIn(store: SqlStore, change: Change): void {
  if (change.kind === "came") insert(store, change.message);
  else if (change.kind === "changed") update(store, change.message);
  else if (change.kind === "counted")
    store.run("INSERT OR REPLACE INTO bus_sequences VALUES (?, ?)", change.queue, change.sequence);
  else if (change.kind === "seen")
    store.run("INSERT OR REPLACE INTO bus_seen VALUES (?, ?, ?)", change.queue, change.messageId, change.until);
  else if (change.kind === "forgot")
    store.run("DELETE FROM bus_seen WHERE queue = ? AND message_id = ?", change.queue, change.messageId);
  else store.run("DELETE FROM bus_messages WHERE queue = ? AND sequence = ?", change.queue, change.sequence);
}

function insert(store: SqlStore, message: Message): void {
  store.run(
    "INSERT INTO bus_messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    message.queue,
    message.sequence,
    message.firstSequence,
    message.messageId,
    message.content,
    message.enqueuedAt,
    message.ttlMs ?? null,
    message.deliveryCount,
    propertiesText(message.added),
    JSON.stringify(message.rest),
  );
}

function update(store: SqlStore, { queue, sequence, deliveryCount, added, rest }: Message): void {
  store.run(
    "UPDATE bus_messages SET delivery_count = ?, added = ?, rest = ? WHERE queue = ? AND sequence = ?",
    deliveryCount,
    propertiesText(added),
    JSON.stringify(rest),
    queue,
    sequence,
  );
}

function messageOf(row: Row): Message {
  const ttlMs = row["ttl_ms"];
  return {
    queue: String(row["queue"]),
    sequence: Number(row["sequence"]),
    firstSequence: Number(row["first_sequence"]),
    messageId: String(row["message_id"]),
    content: row["content"] instanceof Uint8Array ? row["content"] : new Uint8Array(),
    enqueuedAt: Number(row["enqueued_at"]),
    ...(ttlMs != null && { ttlMs: Number(ttlMs) }),
    deliveryCount: Number(row["delivery_count"]),
    added: propertiesOf(String(row["added"])),
    rest: JSON.parse(String(row["rest"])) as Rest,
  };
}

/** JSON has neither times nor bytes, so each value is written with its kind where it needs one. */
type Written = string | number | boolean | null | { readonly date: number } | { readonly bytes: string };

function propertiesText(properties: Properties): string {
  const written = (value: Property): Written => {
    if (value instanceof Date) return { date: value.getTime() };
    return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString("base64") } : value;
  };
  return JSON.stringify(Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, written(value)])));
}

function propertiesOf(text: string): Properties {
  const read = (value: Written): Property => {
    if (value === null || typeof value !== "object") return value;
    return "date" in value ? new Date(value.date) : Buffer.from(value.bytes, "base64");
  };
  const written = JSON.parse(text) as Readonly<Record<string, Written>>;
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, read(value)]));
}
