import type { SqlStore } from "../store/sqlite";

/** What ARM was asked, for tests and the curious. No token, and no query: operation URLs are signed in it. */
export type LoggedRequest = {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly apiVersion?: string;
  /** 0 where the connection was broken off. */
  readonly status: number;
  /** Of the answer, where it was an error. */
  readonly code?: string;
  readonly correlationId?: string;
  /** Of a PUT. */
  readonly body?: unknown;
};

/** A demo makes hundreds of requests, a load test tens of thousands: the newest are of interest. */
const LONGEST = 10_000;

const SCHEMA =
  "CREATE TABLE IF NOT EXISTS arm_requests (number INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL)";

export function openRequestLog(store: SqlStore): void {
  store.exec(SCHEMA);
}

export function logRequest(store: SqlStore, entry: LoggedRequest): void {
  store.run("INSERT INTO arm_requests (entry) VALUES (?)", JSON.stringify(entry));
  store.run("DELETE FROM arm_requests WHERE number <= (SELECT max(number) FROM arm_requests) - ?", LONGEST);
}

/** Oldest first. */
export function loggedRequests(store: SqlStore): LoggedRequest[] {
  return store
    .all("SELECT entry FROM arm_requests ORDER BY number")
    .map(({ entry }) => JSON.parse(String(entry)) as LoggedRequest); // Written by logRequest alone.
}

export function forgetRequests(store: SqlStore): void {
  store.run("DELETE FROM arm_requests");
}
