import type { Verdict } from "../approval/entry";
import type { ApprovalRequest, People, Person } from "../approval/model";
import { authorityFor, isRequester } from "../approval/question";
import type { You } from "../console/api-types";
import type { Principal } from "../identity/principal";

/** How a request stands towards its readers: as the log has it, or, a turn later, the status of its instance. */
export type Situation = {
  readonly request: ApprovalRequest;
  /** Everybody who asked for it, those who joined it too. */
  readonly requests: readonly ApprovalRequest[];
  /** There while people are asked. */
  readonly asking?: {
    readonly people: People;
    /** Whose decision counts. */
    readonly decided: readonly { readonly by: Person; readonly verdict: Verdict; readonly at: string }[];
    /** So many have decided that nobody can change it any more. */
    readonly isSettled: boolean;
  };
  /** What is wrong with the log while people are asked: nobody can decide upon it. */
  readonly broken?: string;
};

/** What the reader may do. The endpoints hold each decision to the same rules again. */
export function youFor(reader: Principal, { request, requests, asking, broken }: Situation): You {
  if (broken !== undefined) return { standing: { kind: "logBroken", why: broken }, mayWithdraw: false };
  if (!asking) return { standing: { kind: "nobodyAsked" }, mayWithdraw: false };
  const isOwn = request.requesterId === reader.id;
  const mayWithdraw = !asking.isSettled && (isOwn || reader.roles.includes("Operator"));
  return { standing: standingOf(reader, requests, asking), mayWithdraw };
}

function standingOf(
  reader: Principal,
  requests: readonly ApprovalRequest[],
  { people, decided, isSettled }: NonNullable<Situation["asking"]>,
): You["standing"] {
  if (isRequester(reader, requests)) return { kind: "requester" };
  const mine = decided.findLast(({ by }) => by.id === reader.id);
  if (mine) return { kind: "decided", verdict: mine.verdict, at: mine.at, mayChange: !isSettled };
  if (isSettled) return { kind: "nobodyAsked" };
  if (reader.kind === "app") return { kind: "notAsked", why: "People decide; this is the identity of an app." };
  const authority = authorityFor(people, reader);
  if (!("lacks" in authority)) return { kind: "mayDecide" };
  return { kind: "notAsked", why: `${authority.lacks} You are signed in as ${reader.name}.` };
}
