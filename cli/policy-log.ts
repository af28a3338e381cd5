import { pathToFileURL } from "node:url";
import type { Inspected } from "../src/audit/store";
import { isObject } from "../src/json";
import type { PastDecision } from "../src/policy/past-decision";
import { openLog } from "./audit-log";
import { counted } from "./policy-folder";

/** What was decided in some time, or why that cannot be told: part of a log would look like all of it. */
export type Decisions =
  | { readonly kind: "whole"; readonly decisions: readonly PastDecision[]; readonly remarks: readonly string[] }
  | { readonly kind: "unreadable"; readonly why: readonly string[] };

/** From, and up to but not including; in milliseconds. */
export type Period = { readonly from: number; readonly to: number };

/** Every decision of logs whose chains hold. One that was altered, is nobody's, or cannot be read stands for none. */
export async function decisionsIn(place: string, period: Period): Promise<Decisions> {
  const logs: ReadLog[] = [];
  try {
    const store = await openLog(URL.canParse(place) ? place : pathToFileURL(place).href);
    for await (const log of store.inspect()) logs.push(await readLog(log, period));
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

type ReadLog = {
  readonly entries: number;
  readonly decisions: readonly PastDecision[];
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
  const { pastDecisionIn } = await import("../src/policy/past-decision");
  const read = chain.flatMap(({ entry }) => {
    if (!isObject(entry) || entry["kind"] !== "decided") return [];
    const past = pastDecisionIn(entry);
    const at = past?.at.getTime() ?? Date.parse(String(entry["at"]));
    return at < from || at >= to ? [] : [past];
  });
  const decisions = read.filter((past) => past !== undefined);
  const unreadable = read.length - decisions.length;
  const why = `${counted(unreadable, "decision")} of ${whose(log)} cannot be read: facts of another version, or no facts at all.`;
  const remark = `The log of ${whose(log)} ends in an entry that was never finished; it does not count.`;
  return { entries, decisions, why: unreadable > 0 ? [why] : [], remarks: torn > 0 ? [remark] : [] };
}

function whose({ connectionId, name }: Inspected): string {
  return connectionId ?? `the file ${name}`;
}
