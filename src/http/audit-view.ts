import { type About, aboutAsked, aboutOf, connectionNameOf } from "../approval/about";
import type { Decided, Entry } from "../approval/entry";
import type { ApprovalRequest } from "../approval/model";
import { emptyHead, firstBroken, headOf, type Link } from "../audit/chain";
import type { AuditEntry, AuditView, Verification } from "../console/audit-types";
import { isObject } from "../json";

/** A log grows for as long as its connection is there: so many entries are told at a time. */
const PAGE_SIZE = 200;

type Asked = {
  readonly requestId: string;
  readonly request: ApprovalRequest;
  /** The page ends before the entry in this place; absent, with the newest one. */
  readonly before?: number;
  readonly size?: number;
};

/** A page of the log of a request's connection in words, and whether all of the log is whole. */
export function auditView(
  { requestId, request, before, size = PAGE_SIZE }: Asked,
  log: readonly Link[],
  now: Date,
): AuditView {
  const end = Math.min(before ?? log.length, log.length);
  const from = Math.max(0, end - size);
  return {
    requestId,
    ...(readable(() => aboutLast(log)) ?? aboutAsked(request)),
    connection: connectionNameOf(request.connectionId),
    total: log.length,
    from,
    entries: log.slice(from, end).map((link, place) => entryOf(link, from + place)),
    verification: verificationOf(request.connectionId, log, now),
  };
}

function aboutLast(log: readonly Link[]): About | undefined {
  const entries = log.map(({ entry }) => entry as Entry);
  const decided = entries.findLast((entry): entry is Decided => entry.kind === "decided");
  return decided && aboutOf(decided.facts);
}

/** Somebody else may have written to the log: what cannot be read as entries of ours is no reason to show nothing. */
function readable<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function verificationOf(connectionId: string, log: readonly Link[], now: Date): Verification {
  const checkedAt = now.toISOString();
  const broken = firstBroken(connectionId, log);
  if (!broken) return { kind: "whole", checkedAt, head: headOf(connectionId, log).hash };
  const { index, why } = broken;
  const found = log[index - 1]?.hash ?? emptyHead(connectionId).hash;
  return { kind: "broken", checkedAt, index, why, expected: log[index]?.previous ?? "", found };
}

type Words = {
  readonly what: string;
  readonly text: string;
  readonly requestId?: string;
  readonly details?: Readonly<Record<string, string | undefined>>;
};

function entryOf({ index, previous, hash, entry }: Link, place: number): AuditEntry {
  const { what, text, requestId, details = {} } = readable(() => wordsOf(entry as Entry)) ?? foreign(entry);
  const at = isObject(entry) && typeof entry["at"] === "string" ? entry["at"] : "";
  return {
    index: Number.isInteger(index) ? index : place,
    at,
    what,
    text,
    ...(requestId !== undefined && { requestId }),
    previous,
    hash,
    details: Object.entries(details).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
  };
}

function foreign(entry: Link["entry"]): Words {
  return { what: "Something that is no entry of ours", text: JSON.stringify(entry).slice(0, LONGEST_FOREIGN) };
}

const LONGEST_FOREIGN = 500;

/** Undefined for a kind that nobody knows: a log is data, whatever its type says. */
function wordsOf(entry: Entry): Words | undefined {
  switch (entry.kind) {
    case "accepted": {
      const { requestId, requestedBy, justification, door, desiredStatus } = entry.request;
      const how = { started: "taken in", joined: "joined one that was there", repeated: "sent again" }[entry.how];
      return {
        what: `Request ${how}`,
        text: `${requestedBy}, by ${door}: ${justification}`,
        requestId,
        details: { wants: desiredStatus, correlation: entry.request.correlationId },
      };
    }
    case "decided": {
      const { verdict, rule, reason, policyHash, factsHash, appVersion } = entry.decision;
      return {
        what: `Policy judged: ${verdict}`,
        text: `${rule ? `Rule ${rule}` : "No rule"}: ${reason}`,
        requestId: entry.facts.request.requestId,
        details: { policy: policyHash, facts: factsHash, app: appVersion, run: entry.run, round: String(entry.round) },
      };
    }
    case "asked": {
      const { quorum, role, group } = entry.people;
      const whom = group === undefined ? `with the role ${role ?? "Approver"}` : `of the group ${group}`;
      return {
        what: "People were asked",
        text: `${quorum === 1 ? "One person" : `${quorum} people`} ${whom}, until ${minuteOf(entry.deadline)}: ${entry.why}`,
        requestId: entry.requestId,
        details: { facts: entry.shownHash, run: entry.run, round: String(entry.round) },
      };
    }
    case "answered":
      return {
        what: `${entry.by.name} ${entry.verdict === "approve" ? "approved" : "rejected"}`,
        text: entry.comment || "Without a comment",
        requestId: entry.requestId,
        details: { person: entry.by.id, role: entry.as.role, group: entry.as.group, facts: entry.shownHash },
      };
    case "withdrawn":
      return {
        what: `${entry.by.name} withdrew the request`,
        text: entry.reason ?? "Without a reason",
        requestId: entry.requestId,
        details: { person: entry.by.id },
      };
    case "closed":
      return { what: "The deadline has passed", text: entry.why, details: { run: entry.run } };
    case "intended":
      return { what: `To be sent to Azure: ${entry.wanted}`, text: entry.note, details: { run: entry.run } };
    case "ended": {
      const { kind, code, reason, next, status, azureRequestId } = entry.outcome;
      return {
        what: `Ended: ${kind}`,
        text: reason,
        requestId: entry.request.requestId,
        details: { code, next, status, "Azure's request": azureRequestId, run: entry.run },
      };
    }
  }
}

/** For people: the log itself keeps the milliseconds. */
function minuteOf(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")} UTC`;
}
