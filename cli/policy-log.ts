import { stat } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Inspected } from "../src/audit/store";
import { isObject } from "../src/json";
import type { Recorded } from "../src/policy/recorded";
import { counted } from "./policy-folder";

/** What was decided in some time, or why that cannot be told: part of a log would look like all of it. */
export type Decisions =
  | { readonly kind: "whole"; readonly decisions: readonly Recorded[]; readonly remarks: readonly string[] }
  | { readonly kind: "unreadable"; readonly why: readonly string[] };

/** From, and up to but not including; in milliseconds. */
export type Period = { readonly from: number; readonly to: number };

/** Every decision of logs whose chains hold. One that was altered, is nobody's, or cannot be read stands for none. */
export async function decisionsIn(place: string, period: Period): Promise<Decisions> {
  let logs: readonly Inspected[];
  try {
    logs = await logsIn(URL.canParse(place) ? place : pathToFileURL(place).href);
  } catch (error) {
    return { kind: "unreadable", why: [error instanceof Error ? error.message : String(error)] };
  }
  const read = await Promise.all(logs.map((log) => readLog(log, period)));
  const why = read.flatMap((log) => log.why);
  if (logs.length === 0) why.push(`There is no log in ${place}.`);
  if (why.length > 0) return { kind: "unreadable", why };
  return {
    kind: "whole",
    decisions: read.flatMap(({ decisions }) => decisions),
    remarks: logs
      .filter(({ torn }) => torn > 0)
      .map((log) => `The log of ${whose(log)} ends in an entry that was never finished; it does not count.`),
  };
}

async function logsIn(url: string): Promise<readonly Inspected[]> {
  await seeFolder(url);
  const { openAudit } = await import("../src/audit/store");
  const store = await openAudit(url, { as: "developer" });
  const logs: Inspected[] = [];
  for await (const log of store.inspect()) logs.push(log);
  return logs;
}

/** To the log a folder that is not there is one that nobody has written to yet. To whoever asks what it says, it is a typing error. */
async function seeFolder(url: string): Promise<void> {
  if (new URL(url).protocol === "file:") await stat(fileURLToPath(url));
}

type ReadLog = { readonly decisions: readonly Recorded[]; readonly why: readonly string[] };

async function readLog(log: Inspected, { from, to }: Period): Promise<ReadLog> {
  const { chain, broken } = log;
  if (broken) {
    const why = `The log of ${whose(log)} does not hold: entry ${broken.index}: ${broken.why}.`;
    return { decisions: [], why: [why] };
  }
  const { recordedIn } = await import("../src/policy/recorded");
  const read = chain.flatMap(({ entry }) => {
    if (!isObject(entry) || entry["kind"] !== "decided") return [];
    const recorded = recordedIn(entry);
    const at = recorded?.at.getTime() ?? Date.parse(String(entry["at"]));
    return at < from || at >= to ? [] : [recorded];
  });
  const decisions = read.filter((recorded) => recorded !== undefined);
  const unreadable = read.length - decisions.length;
  const why = `${counted(unreadable, "decision")} of ${whose(log)} cannot be read: facts of another version, or no facts at all.`;
  return { decisions, why: unreadable > 0 ? [why] : [] };
}

function whose({ connectionId, name }: Inspected): string {
  return connectionId ?? `the file ${name}`;
}
