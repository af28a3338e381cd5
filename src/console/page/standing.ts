import type { Outcome } from "../../approval/model";
import type { RequestSummary, You } from "../api-types";
import type { Wish } from "./wish";

/** How a request stands: one word, one shape and one colour for it, the same in every view. */
export type Standing = {
  readonly kind: StandingKind;
  readonly tone: Tone;
  readonly shape: Shape;
  readonly word: string;
};

/** Colour means state and nothing else. */
export type Tone = "go" | "stop" | "wait" | "move" | "alien" | "quiet";

export type Shape =
  | "waiting"
  | "moving"
  | "applied"
  | "unchanged"
  | "rejected"
  | "refused"
  | "superseded"
  | "vanished"
  | "expired"
  | "withdrawn"
  | "broken";

export type StandingKind =
  | "arriving"
  | "waiting"
  | "waitingForOthers"
  | "moving"
  | "connected"
  | "alreadyConnected"
  | "rejected"
  | "kept"
  | "observed"
  | "refusedByAzure"
  | "superseded"
  | "vanished"
  | "expired"
  | "withdrawn"
  | "failed"
  | "timedOut"
  | "stopped";

type Look = readonly [Tone, Shape, string];

const LOOKS: { readonly [Kind in StandingKind]: Look } = {
  arriving: ["move", "moving", "Being judged"],
  waiting: ["wait", "waiting", "Waiting for people"],
  waitingForOthers: ["wait", "waiting", "Waiting for others"],
  moving: ["move", "moving", "Azure is working"],
  connected: ["go", "applied", "Connected"],
  alreadyConnected: ["quiet", "unchanged", "Already so"],
  rejected: ["stop", "rejected", "Rejected"],
  /** A rejection was asked for, and people left the connection as it is. */
  kept: ["quiet", "unchanged", "Kept"],
  observed: ["quiet", "unchanged", "Only observed"],
  refusedByAzure: ["stop", "refused", "Azure refused"],
  superseded: ["alien", "superseded", "Settled elsewhere"],
  vanished: ["quiet", "vanished", "Gone"],
  expired: ["wait", "expired", "Nobody decided"],
  withdrawn: ["quiet", "withdrawn", "Withdrawn"],
  failed: ["stop", "refused", "Failed"],
  timedOut: ["stop", "expired", "Azure did not finish"],
  stopped: ["stop", "broken", "Stopped"],
};

type Seen = Pick<RequestSummary, "state" | "stage"> & {
  readonly outcome?: Pick<Outcome, "kind" | "code" | "by" | "status">;
  readonly you: You;
};

export function standingOf(request: Seen): Standing {
  const kind = kindOf(request);
  const [tone, shape, word] = LOOKS[kind];
  return { kind, tone, shape, word };
}

function kindOf({ state, stage, outcome, you }: Seen): StandingKind {
  if (state === "stopped") return "stopped";
  if (outcome) return endOf(outcome);
  if (stage === "asking") return you.standing.kind === "decided" ? "waitingForOthers" : "waiting";
  return stage === "changing" || stage === "following" || stage === "verifying" ? "moving" : "arriving";
}

function endOf({ kind, code, by, status }: NonNullable<Seen["outcome"]>): StandingKind {
  switch (kind) {
    case "applied":
      return status === "Rejected" ? "rejected" : "connected";
    case "unchanged":
      return code === "Observing" ? "observed" : status === "Rejected" ? "rejected" : "alreadyConnected";
    case "refused":
      return refusedBy(by, status);
    case "escalationExpired":
      return status === "Rejected" ? "rejected" : "expired";
    case "superseded":
    case "vanished":
    case "withdrawn":
    case "failed":
    case "timedOut":
      return kind;
  }
}

function refusedBy(by: Outcome["by"], status: string | undefined): StandingKind {
  if (by === "azure") return "refusedByAzure";
  return status === undefined || status === "Rejected" ? "rejected" : "kept";
}

/** Whether people can still decide it. */
export function isOpen({ kind }: Standing): boolean {
  return kind === "waiting" || kind === "waitingForOthers";
}

/** The words between who and where. */
export function verbOf({ kind }: Standing, wish: Wish): string {
  if (wish.isRejection) return cutVerbOf(kind, wish.status);
  switch (kind) {
    case "connected":
    case "alreadyConnected":
      return "is connected privately to";
    case "rejected":
      return "may not connect to";
    case "moving":
      return "is being connected privately to";
    case "superseded":
    case "timedOut":
      return "wanted to connect privately to";
    case "vanished":
    case "withdrawn":
      return "no longer wants to connect to";
    default:
      return "wants to connect privately to";
  }
}

/** Where a rejection is asked for. Only a connection that is known to be there can be cut off. */
function cutVerbOf(kind: StandingKind, status: string | undefined): string {
  const cut = status === "Approved" ? "cut off from" : "shut out of";
  switch (kind) {
    case "arriving":
    case "waiting":
    case "waitingForOthers":
      return `is to be ${cut}`;
    case "moving":
      return `is being ${cut}`;
    case "rejected":
      return `is ${cut}`;
    case "kept":
      return status === "Approved" ? "keeps its private connection to" : "may still be connected privately to";
    case "vanished":
      return "has no connection any more to";
    default:
      return `was to be ${cut}`;
  }
}

/** What the gate of the drawing says: how Azure shows the connection. */
export function gateWord(standing: Standing, outcome: Pick<Outcome, "status"> | undefined, wish: Wish): string {
  const status = statusShown(standing, outcome, wish);
  // Somebody can ask for a rejection whatever the connection is: before Azure was read, nobody knows.
  if (wish.isRejection && status === undefined && isBefore(standing)) return "Not known";
  return (GATES[standing.kind] ?? pending)(status);
}

/** How Azure shows the connection: what the end told; and what was read, as long as nothing was sent. */
export function statusShown(
  standing: Standing,
  outcome: Pick<Outcome, "status"> | undefined,
  { status }: Wish,
): string | undefined {
  return isBefore(standing) ? status : outcome?.status;
}

function isBefore(standing: Standing): boolean {
  return standing.kind === "arriving" || isOpen(standing);
}

type Gate = (status: string | undefined) => string;

const pending: Gate = (status) => `${status ?? "Pending"} in Azure`;
const approved: Gate = () => "Approved";
const still: Gate = (status) => `Still ${(status ?? "Pending").toLowerCase()} in Azure`;
/** Only Azure itself could say how the connection is. */
const unsure: Gate = (status) => (status ? `${status} in Azure` : "Not known");

const GATES: { readonly [Kind in StandingKind]?: Gate } = {
  moving: () => "Azure is working",
  connected: approved,
  alreadyConnected: approved,
  rejected: (status = "Rejected") => (status === "Rejected" ? "Rejected, final" : `${status} in Azure`),
  refusedByAzure: (status) => (status === "Rejected" ? "Rejected, final" : still(status)),
  superseded: (status) => `${status ?? "Settled"}, not by us`,
  vanished: (status) => (status === "Disconnected" ? "Disconnected" : "Connection is gone"),
  expired: still,
  kept: still,
  failed: unsure,
  timedOut: unsure,
  stopped: unsure,
};
