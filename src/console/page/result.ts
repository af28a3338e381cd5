import type { RequestDetail } from "../api-types";
import { type Drawn, h, html } from "./html";
import { icon, shape } from "./icons";
import { consumerInside, consumerName, listed, shortHash } from "./names";
import { azureSteps } from "./progress-steps";
import { CopyButton, TakeBack } from "./result-actions";
import { hrefOf } from "./router";
import { nextWaiting, type Session } from "./session";
import { momentOf } from "./small-parts";
import type { Shape, Standing, Tone } from "./standing";
import { inWords, left, type Now } from "./time";
import { wishOf } from "./wish";

export type ResultProps = {
  readonly request: RequestDetail;
  readonly standing: Standing;
  readonly session: Session;
  readonly now: Now;
  /** There where the reader may change what they decided. */
  readonly change?: () => void;
  readonly taken: (request: RequestDetail) => void;
};

/** Where it stands, for a reader who has nothing to decide: what, why, and what next, in that order. */
export function result(props: ResultProps): Drawn {
  return html`<div class="card result">${body(props)} ${onward(props)}</div>`;
}

function body(props: ResultProps): Drawn {
  const { request, standing } = props;
  if (standing.kind === "waiting" || standing.kind === "waitingForOthers") return open(props);
  if (standing.kind === "moving") return moving(props);
  if (standing.kind === "arriving") {
    return html`${head("move", "moving", "Being judged")}
      <p>${request.text} Nobody is asked yet, and nothing has changed in Azure.</p>${receipt(request)}`;
  }
  return ended(props);
}

export function head(tone: Tone, sign: Shape, words: string): Drawn {
  return html`<div class=${`big ${tone}`}>
    ${shape(sign)}
    <h2 tabindex="-1" data-result>${words}</h2>
  </div>`;
}

function open(props: ResultProps): Drawn {
  const { request, session } = props;
  const { standing } = request.you;
  const who = listed(request.asking?.names ?? []);
  const others = who ? `${who} can decide.` : "The others who are asked can decide.";
  if (standing.kind === "decided") return recorded(props, standing.verdict, others);
  if (standing.kind === "logBroken") {
    return html`${head("stop", "broken", "Nobody can decide this one")}
      <p>Somebody else has written to the connection's log (${standing.why}), so no decision in it can be trusted.</p>
      <p>The request ends by itself and changes nothing. <a href=${hrefOf({ kind: "audit", id: request.id })}>See the log</a></p>`;
  }
  if (standing.kind === "requester") {
    return html`${head("quiet", "withdrawn", "Others decide this one")}
      <p>You asked for this ${wishOf(request).isRejection ? "rejection" : "connection"}, so your decision would not count. ${others}</p>
      ${request.you.mayWithdraw && h(TakeBack, { id: request.id, isRejection: wishOf(request).isRejection, taken: props.taken })}`;
  }
  const why = standing.kind === "notAsked" ? standing.why : `You are signed in as ${session.me.name}.`;
  return html`${head("quiet", "withdrawn", "Others decide this one")}
    <p>${why} ${others}</p>
    ${request.you.mayWithdraw && h(TakeBack, { id: request.id, isRejection: wishOf(request).isRejection, taken: props.taken })}`;
}

function recorded(
  { request, now, session, change }: ResultProps,
  verdict: "approve" | "reject",
  others: string,
): Drawn {
  const { asking } = request;
  const missing = asking ? missingFor(verdict, asking) : 0;
  const mine = asking?.decisions.findLast(({ by, void: is }) => by.id === session.me.id && is === undefined);
  const isKept = verdict === "approve" && wishOf(request).isRejection;
  const [tone, sign, words] = RECORDED[isKept ? "keep" : verdict];
  const waiting = missing === 1 ? "one more person" : `${inWords(missing)} more people`;
  return html`${head(tone, sign, words)}
    <p>${missing > 0 ? `Waiting for ${waiting}. ${others}` : "Enough agree; policy is asked once more."}</p>
    <ul class="steps">
      ${step(sign, tone, "You", mine && momentOf(mine.at, now))}
      ${missing > 0 && asking && step("waiting", "wait", `Then ${waiting}`, left(asking.deadline, now) ?? "overdue")}
      ${step("waiting", undefined, isKept ? "Left in Azure as it is" : "Sent to Azure and read back", "later")}
    </ul>
    ${receipt(request, mine?.entry)}
    ${change && html`<button class="btn wide" type="button" onClick=${change}>Change my decision</button>`}`;
}

const RECORDED = {
  approve: ["go", "applied", "Your approval is recorded"],
  keep: ["go", "applied", "Your vote to keep it is recorded"],
  reject: ["stop", "rejected", "Your rejection is recorded"],
} as const;

function missingFor(verdict: "approve" | "reject", asking: NonNullable<RequestDetail["asking"]>): number {
  const { quorum, approvals, decided } = asking;
  return quorum - (verdict === "approve" ? approvals : decided.filter((one) => one.verdict === verdict).length);
}

function step(sign: Shape, tone: Tone | undefined, what: string, when: Drawn): Drawn {
  return html`<li class=${sign === "waiting" && "later"}>
    ${shape(sign, tone)}<span>${what}</span><span class="q">${when}</span>
  </li>`;
}

function moving({ request, now }: ResultProps): Drawn {
  return html`${head("move", "moving", "Azure is working")}
    <p>The decision is made. You can leave this page; the outcome is recorded and sent either way.</p>
    ${azureSteps(request, now)} ${receipt(request)}`;
}

const HEADINGS: { readonly [kind: string]: string } = {
  alreadyConnected: "It was so already",
  rejected: "Rejected for good",
  kept: "Kept as it is",
  observed: "Observed, not changed",
  refusedByAzure: "Azure refused the change",
  vanished: "Nothing left to decide",
  expired: "Nobody decided in time",
  failed: "It could not be carried out",
  withdrawn: "Taken back by its requester",
};

function ended({ request, standing, now }: ResultProps): Drawn {
  const { outcome, note, progress } = request;
  const next = outcome?.next ?? request.next?.what;
  const isDone = next === undefined || /^Nothing\b/.test(next);
  return html`${head(standing.tone, standing.shape, HEADINGS[standing.kind] ?? standing.word)}
    <p>${outcome?.reason ?? request.text}</p>
    ${progress?.readBack && html`<p>Azure says <b>${progress.readBack.status}</b>, read back ${momentOf(progress.readBack.at, now)}.</p>`}
    ${note && html`<p class="note">${note}</p>`}
    ${next && !isDone && html`<div class="todo"><b>What to do</b>${next}</div>`}
    ${!isDone && h(CopyButton, { label: "Copy what to do", text: copyText(request, next) })}
    ${outcome?.azure && azureWords(outcome.azure)} ${receipt(request)}`;
}

function copyText({ consumer, target, outcome, text, id }: RequestDetail, next: string | undefined): string {
  return `${consumerName(consumer)} to ${target.name}: ${outcome?.reason ?? text}\nWhat to do: ${next ?? ""}\nRequest ${id}`;
}

function azureWords({
  code,
  message,
  requestId,
}: {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
}): Drawn {
  return html`<details>
    <summary>${icon("chev", "i chev")}What Azure said</summary>
    <pre>${code}${"\n"}${message}${requestId && `\nAzure request ${requestId}`}</pre>
  </details>`;
}

function receipt({ id }: RequestDetail, entry?: { readonly index: number; readonly hash: string }): Drawn {
  const href = hrefOf({ kind: "audit", id });
  if (!entry) return html`<p class="small quiet"><a href=${href}>See the audit log</a></p>`;
  const link = html`<a class="mono" href=${href}>${shortHash(entry.hash)}</a>`;
  return html`<p class="small quiet">Entry ${entry.index + 1} of the audit log, ${link}</p>`;
}

function onward({ request, session }: ResultProps): Drawn {
  const next = nextWaiting(session, request.id);
  if (!next) return html`<a class="btn wide" href=${hrefOf({ kind: "inbox" })}>Back to the inbox</a>`;
  return html`<a class="btn wide" href=${hrefOf({ kind: "inbox", id: next.id })}>Next: ${consumerInside(next.consumer)}</a>`;
}
