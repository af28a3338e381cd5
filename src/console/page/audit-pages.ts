import { useRef, useState } from "preact/hooks";
import type { AuditView as Audit, AuditEntry } from "../audit-types";
import { read } from "./api";
import { withQuery } from "./router";

/** A log that is read page by page, the newest first; earlier ones when somebody asks for them. */

export function auditPath(id: string, before?: number): string {
  const path = `/api/requests/${encodeURIComponent(id)}/audit`;
  return withQuery(path, { before: before === undefined ? undefined : String(before) });
}

export type Pages = {
  /** All that was read, without a gap up to the newest entry. */
  readonly entries: readonly AuditEntry[];
  /** How many come before them. */
  readonly earlier: number;
  readonly isReading: boolean;
  /** Reads one more page; whether it came. */
  readonly readEarlier: () => Promise<boolean>;
  readonly forget: () => void;
};

export function usePages(id: string, newest: Audit | undefined): Pages {
  const known = useRef(new Map<number, AuditEntry>());
  const [isReading, say] = useState(false);
  if (newest) keep(known.current, newest);
  const entries = newest ? unbroken(known.current, newest.total) : [];
  const earlier = (newest?.total ?? 0) - entries.length;
  return {
    entries,
    earlier,
    isReading,
    async readEarlier() {
      say(true);
      const answer = await read<Audit>(auditPath(id, earlier));
      if (answer.kind === "fresh") keep(known.current, answer.value);
      say(false);
      return answer.kind === "fresh";
    },
    forget: () => known.current.clear(),
  };
}

/** Every entry of the log, page by page; undefined where one did not come. */
export async function allEntries(id: string, { from, entries }: Audit): Promise<readonly AuditEntry[] | undefined> {
  const pages = [entries];
  for (let before = from; before > 0; ) {
    const answer = await read<Audit>(auditPath(id, before));
    if (answer.kind !== "fresh" || answer.value.from >= before) return undefined;
    pages.unshift(answer.value.entries);
    before = answer.value.from;
  }
  return pages.flat();
}

function keep(known: Map<number, AuditEntry>, { from, entries }: Audit): void {
  for (const [at, entry] of entries.entries()) known.set(from + at, entry);
}

function unbroken(known: ReadonlyMap<number, AuditEntry>, total: number): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let place = total - 1; place >= 0; place -= 1) {
    const entry = known.get(place);
    if (!entry) break;
    entries.push(entry);
  }
  return entries.reverse();
}
