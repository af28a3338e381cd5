import type { DesiredStatus } from "../../approval/model";
import type { Happening } from "../../approval/status";
import type { Look, RequestDetail } from "../api-types";

/** One line of the timeline: what, when, more of it, and Azure's own steps below. */
export type TimelineEntry = {
  readonly at: string;
  readonly sign: Sign;
  readonly head: string;
  readonly text?: string;
  readonly times?: number;
  readonly looks: readonly Look[];
  readonly looksLeftOut: number;
};

export type Sign = "in" | "azure" | "policy" | "people" | "yes" | "no" | "move" | "other";

const HEADS: { readonly [what: string]: readonly [Sign, string] } = {
  accepted: ["in", "Asked for"],
  busy: ["azure", "Azure was busy"],
  factsRead: ["azure", "Azure read"],
  decided: ["policy", "Policy judged"],
  asked: ["people", "People asked"],
  reminded: ["people", "Reminder sent"],
  approved: ["yes", "Approved by a person"],
  rejected: ["no", "Rejected by a person"],
  readAgain: ["azure", "Azure read again"],
  factsChanged: ["azure", "The facts have changed"],
  quorum: ["people", "The approvals are there"],
  deadline: ["people", "The deadline passed"],
  withdrawn: ["in", "Taken back"],
  sending: ["move", "Sent to Azure"],
  sentBefore: ["move", "Sent before"],
  unknown: ["move", "Not known what became of it"],
  sent: ["move", "Azure answered"],
  running: ["move", "Azure is working"],
  unreadable: ["move", "Azure’s status could not be read"],
  operationDone: ["azure", "Azure is done"],
  notYet: ["azure", "Not settled yet"],
};

type Told = Pick<RequestDetail, "progress" | "outcome"> & Partial<Pick<RequestDetail, "request">>;

/** Entries that say what the looks at Azure say in full. */
const SAID_BY_LOOKS = ["running", "unreadable"];

export function timelineEntries(request: Told & Pick<RequestDetail, "timeline">): readonly TimelineEntry[] {
  const { timeline, progress } = request;
  const kept = progress?.looks.length ? timeline.filter(({ what }) => !SAID_BY_LOOKS.includes(what)) : timeline;
  const carrier = kept.findLast(({ what }) => what === "sent" || what === "sending");
  return kept.map((happening) => entryOf(request, happening, happening === carrier));
}

function entryOf(
  { progress, outcome, request }: Told,
  { at, what, text, times }: Happening,
  hasLooks: boolean,
): TimelineEntry {
  const [sign, head] = headOf(what, outcome, request?.desiredStatus) ?? (["other", text] as const);
  return {
    at,
    sign,
    head,
    ...(head !== text && { text }),
    ...(times !== undefined && { times }),
    looks: hasLooks ? (progress?.looks ?? []) : [],
    looksLeftOut: hasLooks ? (progress?.looksLeftOut ?? 0) : 0,
  };
}

function headOf(
  what: string,
  outcome: RequestDetail["outcome"],
  wanted: DesiredStatus | undefined,
): readonly [Sign, string] | undefined {
  if (what === "ended") return ended(outcome);
  return what === "approved" && wanted === "Rejected" ? ["yes", "A person wants to keep it"] : HEADS[what];
}

function ended(outcome: RequestDetail["outcome"]): readonly [Sign, string] {
  const kind = outcome?.kind;
  if (outcome?.code === "PeopleKeptIt") return ["other", "Kept as it is"];
  if (kind === "applied" || kind === "unchanged") return ["yes", "Read back"];
  return kind === "refused" || kind === "failed" || kind === "timedOut" ? ["no", "Ended"] : ["other", "Ended"];
}
