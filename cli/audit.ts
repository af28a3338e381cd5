import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Broken, firstBroken, type Head, headOf, missingSince } from "../src/audit/chain";
import { type AuditStore, openAudit } from "../src/audit/store";
import { type Command, EXIT, type Io } from "./command";
import { readEndpoints, required } from "./endpoints";

const WHERE = `  --audit <url>   where the log is: a folder (file) or a blob container (https);
                  default: what npm start wrote to .local/endpoints.json, else AUDIT_URL`;

export const auditCommands: readonly Command[] = [
  {
    words: ["audit", "verify"],
    summary: "check that no entry of the log was changed, dropped, moved or cut off",
    help: `usage: approver audit verify [connection id] [--heads <file>] [--audit <url>]

Names the first broken link of each log: connection, entry, what is wrong.

  --heads <file>  a snapshot of approver audit heads: shows a tail that was cut off since
${WHERE}

exit code: 0 whole, 1 broken`,
    run: verify,
  },
  {
    words: ["audit", "show"],
    summary: "print the log of a connection",
    help: `usage: approver audit show <connection id> [--audit <url>]\n\n${WHERE}`,
    run: show,
  },
  {
    words: ["audit", "heads"],
    summary: "print a snapshot of all heads, to keep where the log's writers cannot reach it",
    help: `usage: approver audit heads [--audit <url>] > heads.json\n\n${WHERE}`,
    run: heads,
  },
];

type Snapshot = Readonly<Record<string, Head>>;

async function verify(args: readonly string[], { out, err }: Io): Promise<number> {
  const { store, values, positionals } = await opened(args);
  const snapshot = values.heads === undefined ? {} : (JSON.parse(readFileSync(values.heads, "utf8")) as Snapshot);
  const ids = new Set(positionals.length > 0 ? positionals.map((id) => id.toLowerCase()) : Object.keys(snapshot));
  if (positionals.length === 0) for await (const id of store.list()) ids.add(id);

  let entries = 0;
  let broken = 0;
  for (const id of ids) {
    const chain = await store.read(id);
    entries += chain.length;
    const found = firstBroken(id, chain) ?? missingIn(chain, snapshot[id]);
    if (!found) continue;
    broken += 1;
    err(`broken    ${id}\n          entry ${found.index}: ${found.why}`);
  }
  if (broken === 0) out(`whole     ${entries} entries of ${ids.size} connections`);
  else out(`broken    ${broken} of ${ids.size} logs, ${entries} entries in all`);
  return broken === 0 ? EXIT.done : EXIT.refused;
}

function missingIn(chain: Parameters<typeof missingSince>[0], head: Head | undefined): Broken | undefined {
  return head && missingSince(chain, head);
}

async function show(args: readonly string[], { out, err }: Io): Promise<number> {
  const { store, positionals } = await opened(args);
  const [id] = positionals;
  if (!id) {
    err("Of which connection? Give its ARM id.");
    return EXIT.usage;
  }
  for (const link of await store.read(id)) out(JSON.stringify(link));
  return EXIT.done;
}

async function heads(args: readonly string[], { out }: Io): Promise<number> {
  const { store } = await opened(args);
  const snapshot: Record<string, Head> = {};
  for await (const id of store.list()) snapshot[id] = headOf(id, await store.read(id));
  out(JSON.stringify(snapshot, null, 2));
  return EXIT.done;
}

async function opened(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { audit: { type: "string" }, heads: { type: "string" } },
  });
  const known = readEndpoints({});
  const url = values.audit ?? known.audit ?? process.env["AUDIT_URL"];
  const store: AuditStore = await openAudit(required(url ? { audit: url } : {}, "audit", "--audit"));
  return { store, values, positionals };
}
