import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Finding, findingIn, goneSince, headsOf, type Snapshot, snapshotFrom } from "../src/audit/snapshot";
import type { AuditStore, Inspected } from "../src/audit/store";
import { auditUrl } from "../src/readings";
import { openLog } from "./audit-log";
import { type Command, EXIT, type Io } from "./command";
import { readEndpoints, required } from "./endpoints";

const WHERE = `  --audit <url>   where the log is: a folder (file) or a blob container (https), as whoever is signed in
                  to Azure here; default: what npm start wrote to .local/endpoints.json, else AUDIT_URL`;

export const auditCommands: readonly Command[] = [
  {
    words: ["audit", "verify"],
    summary: "check that no entry of the log was changed, dropped, moved or cut off",
    help: `usage: approver audit verify [connection id] [--heads <file>] [--audit <url>]

Names the first broken link of each log: connection, entry, what is wrong.

  --heads <file>  a snapshot of approver audit heads: shows a tail or a log that is gone since
${WHERE}

exit code: 0 whole, 1 broken or no log there, 2 wrong usage, 3 not readable`,
    run: (args, io) => guarded(() => verify(args, io), io),
  },
  {
    words: ["audit", "show"],
    summary: "print the log of a connection",
    help: `usage: approver audit show <connection id> [--audit <url>]

Prints one link a line, as JSON.

${WHERE}

exit code: 0 printed, 1 no such log, 2 wrong usage, 3 not readable`,
    run: (args, io) => guarded(() => show(args, io), io),
  },
  {
    words: ["audit", "heads"],
    summary: "print a snapshot of all heads, to keep where the log's writers cannot reach it",
    help: `usage: approver audit heads [--audit <url>] > heads.json

A chain cannot show that its own end was cut off. This snapshot can: keep it elsewhere, and give it to audit verify.

${WHERE}

exit code: 0 printed, 1 a log is broken or none is there: no snapshot, 2 wrong usage, 3 not readable`,
    run: (args, io) => guarded(() => heads(args, io), io),
  },
];

async function verify(args: readonly string[], io: Io): Promise<number> {
  const { store, where, values, positionals } = await opened(args);
  const wanted = positionals[0]?.toLowerCase();
  const snapshot = only(wanted, values.heads === undefined ? new Map() : snapshotIn(values.heads));

  const logs = await inspected(store, wanted);
  const seen = new Set(logs.map(({ connectionId }) => connectionId ?? ""));
  const findings = [...logs.flatMap((log) => findingIn(log, snapshot) ?? []), ...goneSince(snapshot, seen)];
  if (wanted !== undefined && logs.length === 0 && findings.length === 0) return unknown(wanted, io);
  if (logs.length === 0 && findings.length === 0) return nothing(where, io);

  alarm(findings, io);
  for (const { torn, connectionId, name } of logs.filter(({ torn }) => torn > 0))
    io.err(`torn      ${connectionId ?? name}\n          ${torn} bytes of a last entry that was never finished`);
  const entries = logs.reduce((sum, { chain }) => sum + chain.length, 0);
  const counts = `${counted(entries, "entry", "entries")} in ${counted(logs.length, "log", "logs")}`;
  const places = counted(findings.length, "place", "places");
  io.out(findings.length === 0 ? `whole     ${counts}` : `broken    in ${places}; ${counts}`);
  return findings.length === 0 ? EXIT.done : EXIT.refused;
}

async function inspected(store: AuditStore, wanted?: string): Promise<readonly Inspected[]> {
  const logs: Inspected[] = [];
  for await (const log of store.inspect(wanted)) logs.push(log);
  return logs;
}

function only(wanted: string | undefined, snapshot: Snapshot): Snapshot {
  return wanted === undefined ? snapshot : new Map([...snapshot].filter(([id]) => id === wanted));
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function alarm(findings: readonly Finding[], { err }: Io): void {
  for (const { whose, index, why } of findings) err(`broken    ${whose}\n          entry ${index}: ${why}`);
}

async function show(args: readonly string[], io: Io): Promise<number> {
  const { store, positionals } = await opened(args);
  const [id] = positionals;
  if (!id) throw new UsageFault("Of which connection? Give its ARM id.");
  const chain = await store.read(id);
  if (chain.length === 0) return unknown(id, io);
  for (const link of chain) io.out(JSON.stringify(link));
  return EXIT.done;
}

/** A snapshot of a broken log would make the damage look right from then on. */
async function heads(args: readonly string[], io: Io): Promise<number> {
  const { store, where } = await opened(args);
  const logs = await inspected(store);
  if (logs.length === 0) return nothing(where, io);
  const findings = logs.flatMap((log) => findingIn(log, new Map()) ?? []);
  alarm(findings, io);
  if (findings.length > 0) return EXIT.refused;
  io.out(JSON.stringify(Object.fromEntries(headsOf(logs)), null, 2));
  return EXIT.done;
}

function unknown(id: string, { err }: Io): number {
  err(`There is no log of ${id}. approver audit heads prints the connections that have one.`);
  return EXIT.refused;
}

/** As likely the wrong place, or a place that somebody has emptied, as one where nothing has happened yet. */
function nothing(where: string, { err }: Io): number {
  err(`nothing   There is no log at all at ${where}. Is it the right place? If it is, all its logs are gone, or none`);
  err("          was ever written. approver audit verify --heads <file> shows what is gone since a snapshot.");
  return EXIT.refused;
}

async function opened(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { audit: { type: "string" }, heads: { type: "string" } },
  });
  if (positionals.length > 1) throw new UsageFault("One connection id at most.");
  const url = values.audit ?? readEndpoints({}).audit ?? process.env["AUDIT_URL"];
  const where = required(url ? { audit: url } : {}, "audit", "--audit");
  const place = auditUrl(where);
  if ("fault" in place) throw new UsageFault(`The audit log's place ${place.fault}`);
  if (where.startsWith("file:")) folderIn(where);
  return { store: await openLog(where), where, values, positionals };
}

function folderIn(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new UsageFault(`The audit log's place is no folder: ${messageOf(error)}`);
  }
}

function snapshotIn(file: string): Snapshot {
  const snapshot = snapshotFrom(parsedFile(file));
  if (!snapshot) throw new UsageFault(`${file} is no snapshot of approver audit heads.`);
  return snapshot;
}

function parsedFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageFault(`${file} cannot be read: ${messageOf(error)}`);
  }
}

class UsageFault extends Error {
  override readonly name = "UsageFault";
}

/** Wrong usage and a log that cannot be reached are told in a line; anything else is for whoever calls commands. */
async function guarded(work: () => Promise<number>, { err }: Io): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageFault) {
      err(error.message);
      return EXIT.usage;
    }
    if (!isUnreachable(error)) throw error;
    err(`The audit log cannot be read: ${messageOf(error)}`);
    return EXIT.unreachable;
  }
}

const FROM_AZURE = ["RestError", "CredentialUnavailableError", "AggregateAuthenticationError", "AuthenticationError"];

/** Of the file system and the network, of Blob Storage, and of signing in. */
function isUnreachable(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const isSystem = "syscall" in error && "code" in error;
  return isSystem || ("name" in error && FROM_AZURE.includes(String(error.name)));
}

function messageOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
