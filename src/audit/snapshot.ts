import { isObject } from "../json";
import { type Broken, type Head, headOf, missingSince } from "./chain";
import type { Inspected } from "./store";

/** The heads of all logs at some moment. Kept where the logs' writers cannot reach it, it shows what a chain cannot. */
export type Snapshot = ReadonlyMap<string, Head>;

/** Something that is not as it was written, and where. */
export type Finding = Broken & { readonly whose: string };

/** What is wrong with a log, in itself or since the snapshot. */
export function findingIn(log: Inspected, snapshot: Snapshot): Finding | undefined {
  const { connectionId: id, chain, name } = log;
  const head = id === undefined ? undefined : snapshot.get(id);
  const broken = log.broken ?? (head && missingSince(chain, head));
  return broken && { ...broken, whose: id ?? `(the file ${name})` };
}

/** The logs of a snapshot that are no longer there at all. */
export function goneSince(snapshot: Snapshot, seen: ReadonlySet<string>): readonly Finding[] {
  const gone = [...snapshot].filter(([id, { index }]) => index >= 0 && !seen.has(id));
  return gone.map(([whose, { index }]) => ({
    whose,
    index: 0,
    why: `the whole log is gone: the snapshot saw ${index + 1} ${index === 0 ? "entry" : "entries"}`,
  }));
}

export function headsOf(logs: readonly Inspected[]): Snapshot {
  return new Map(
    logs.flatMap(({ connectionId: id, chain }) => (id === undefined ? [] : [[id, headOf(id, chain)] as const])),
  );
}

/** Reads what was printed as a snapshot; undefined where it is none. */
export function snapshotFrom(value: unknown): Snapshot | undefined {
  if (!isObject(value)) return undefined;
  const heads = Object.entries(value).map(([id, head]) => [id.toLowerCase(), headFrom(head)] as const);
  const known = heads.filter((entry): entry is readonly [string, Head] => entry[1] !== undefined);
  return known.length === heads.length ? new Map(known) : undefined;
}

function headFrom(value: unknown): Head | undefined {
  if (!isObject(value)) return undefined;
  const { index, hash } = value;
  return typeof index === "number" && Number.isInteger(index) && typeof hash === "string" ? { index, hash } : undefined;
}
