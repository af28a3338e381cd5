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
  const logs: ReadLog[] = [];
  try {
    for await (const log of logsIn(URL.canParse(place) ? place : pathToFileURL(place).href))
      logs.push(await readLog(log, period));
  } catch (error) {
    return { kind: "unreadable", why: [error instanceof Error ? error.message : String(error)] };
  }
  const isEmpty = logs.every(({ entries }) => entries === 0);
  const why = isEmpty ? [`There is no log with an entry in ${place}.`] : logs.flatMap((log) => log.why);
  if (why.length > 0) return { kind: "unreadable", why };
  return {
    kind: "whole",
    decisions: logs.flatMap(({ decisions }) => decisions),
    remarks: logs.flatMap(({ remarks }) => remarks),
  };
}

async function* logsIn(url: string): AsyncGenerator<Inspected> {
  await seeFolder(url);
  const { openAudit } = await import("../src/audit/store");
  yield* (await openAudit(url, { as: "developer" })).inspect();
}

/** To the log a folder that is not there is one that nobody has written to yet. To whoever asks what it says, it is a typing error. */
async function seeFolder(url: string): Promise<void> {
  if (new URL(url).protocol === "file:") await stat(fileURLToPath(url));
}

type ReadLog = {
  readonly entries: number;
  readonly decisions: readonly Recorded[];
  readonly why: readonly string[];
  readonly remarks: readonly string[];
};

async function readLog(log: Inspected, { from, to }: Period): Promise<ReadLog> {
  const { chain, broken, torn } = log;
  const entries = chain.length;
  if (broken) {
    const why = `The log of ${whose(log)} does not hold: entry ${broken.index}: ${broken.why}.`;
    return { entries, decisions: [], why: [why], remarks: [] };
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
  const remark = `The log of ${whose(log)} ends in an entry that was never finished; it does not count.`;
  return { entries, decisions, why: unreadable > 0 ? [why] : [], remarks: torn > 0 ? [remark] : [] };
}

function whose({ connectionId, name }: Inspected): string {
  return connectionId ?? `the file ${name}`;
}
