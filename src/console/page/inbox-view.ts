import { useEffect, useRef, useState } from "preact/hooks";
import type { RequestPage } from "../api-types";
import { useArrival } from "./arrival";
import { useNow } from "./clock";
import { useCommands } from "./commands";
import { lastWord, waitHeading } from "./copy";
import { refresh } from "./feeds";
import { type Drawn, h, html } from "./html";
import { icon } from "./icons";
import {
  type Arranged,
  arranged,
  beyondCount,
  freshWords,
  type Held,
  heldFrom,
  type Row,
  waitingCount,
} from "./inbox-list";
import { consumerName } from "./names";
import { go, swap } from "./place";
import { RequestPane } from "./request-view";
import { hrefOf } from "./router";
import { INBOX, type Session } from "./session";
import { ago, env, fuse, quorum, time, timeLeft, whole, wished } from "./small-parts";
import { standingOf } from "./standing";
import { clock, day, isSoon, type Now, plural, span } from "./time";
import { tell } from "./told";
import { Bones, Failing } from "./waiting-failing";
import { isWide, useWide } from "./width";

type InboxProps = { readonly id?: string | undefined; readonly session: Session };

/** What waits for the reader, by deadline; from 1200 px on with the request beside it. */
export function InboxView({ id, session }: InboxProps): Drawn {
  const { inbox } = session;
  if (inbox.value) return h(Inbox, { id, session });
  if (inbox.failures > 0) return h(Failing, { feed: inbox, what: "The inbox", again: () => refresh(INBOX) });
  return html`<div class="inbox"><section class="list">${h(Bones, { kind: "list" })}</section></div>`;
}

function Inbox({ id, session }: InboxProps): Drawn {
  const page = session.inbox.value ?? NOTHING;
  const { items } = page;
  const [held, hold] = useState<Held>(() => heldFrom(items));
  const wide = useWide();
  const list = arranged(held, page);
  const rows = [...list.waiting, ...list.decided];
  const shown = useShown(id, wide, rows);
  const redraw = () => hold(heldFrom(items));
  // A reader who decided has asked for the list to change.
  const mine = items.filter(({ you }) => you.standing.kind === "decided").map((one) => one.id);
  useEffect(redraw, [mine.join(" ")]);
  useCommands((command) => {
    if (command.kind === "next" || command.kind === "previous") return step(rows, command.kind === "next" ? 1 : -1);
    if (command.kind !== "back" || id === undefined) return false;
    go({ kind: "inbox" });
    return true;
  });
  if (rows.length === 0 && list.fresh.length === 0 && shown === undefined) return h(Empty, { session });
  return html`<div class=${`inbox${id ? " open" : ""}`}>
    ${(wide || !id) && h(List, { list, shown, session, redraw })}
    ${shown && h(RequestPane, { id: shown, level: wide ? "h2" : "h1", backTo: { kind: "inbox" }, session, key: shown })}
  </div>`;
}

/** Side by side something is always shown, and it stays until the reader goes on: also when it has left the list. */
function useShown(id: string | undefined, wide: boolean, rows: readonly Row[]): string | undefined {
  const last = useRef(id);
  if (id !== undefined) last.current = id;
  if (!wide) return id;
  last.current ??= rows[0]?.request.id;
  return last.current;
}

const NOTHING: Pick<RequestPage, "items"> = { items: [] };

type ListProps = {
  readonly list: Arranged;
  readonly shown: string | undefined;
  readonly session: Session;
  readonly redraw: () => void;
};

function List({ list: { waiting, decided, fresh }, shown, session, redraw }: ListProps): Drawn {
  const now = useNow();
  useEffect(() => {
    if (fresh.length > 0) tell(freshWords(fresh).replace(/ Show.*$/, ""));
  }, [fresh.length]);
  const page: Pick<RequestPage, "items" | "undecided" | "next"> = session.inbox.value ?? NOTHING;
  const draw = (row: Row) => item(row, shown, session, now);
  const pill = html`<button class="news" type="button" onClick=${redraw}>${freshWords(fresh)}</button>`;
  return html`<section class="list" aria-labelledby="inbox-h">
    <div class="pill-slot">${fresh.length > 0 && pill}</div>
    ${h(Heading, { count: waitingCount(page) - fresh.length, next: waiting.find(({ isOver }) => !isOver), now })}
    ${waiting.length > 0 && html`<ul aria-label="Waiting for you, by deadline">${waiting.map(draw)}</ul>`}
    ${decided.length > 0 && html`<h2>You have decided; others have not yet</h2><ul aria-label="Decided by you">${decided.map(draw)}</ul>`}
    ${page.next !== undefined && html`<p class="more"><a href=${hrefOf({ kind: "requests", state: "waiting" })}>${beyondWords(page)} See all that wait</a></p>`}
    <p class="hint"><kbd>j</kbd> <kbd>k</kbd> move, <kbd>a</kbd> approve, <kbd>r</kbd> reject, <kbd>?</kbd> all keys</p>
  </section>`;
}

function beyondWords(page: Pick<RequestPage, "items" | "undecided">): string {
  const beyond = beyondCount(page);
  if (beyond === 0) return "More wait than fit here.";
  return `${beyond} more ${beyond === 1 ? "waits" : "wait"} for you.`;
}

type HeadingProps = { readonly count: number; readonly next: Row | undefined; readonly now: Now };

function Heading({ count, next, now }: HeadingProps): Drawn {
  const sentence = useArrival();
  const deadline = next?.request.asking?.deadline;
  return html`<div class="say">
    <h1 id="inbox-h" tabindex="-1" ref=${sentence}>
      ${count <= 0 ? "Nothing waits for you." : waitHeading(count)} ${deadline && nextDeadline(deadline, now)}
    </h1>
  </div>`;
}

function nextDeadline(at: string, now: Now): Drawn {
  const end = html`<span class="glue">.</span>`;
  return html`<span class="glue">The next deadline is ${day(at, now)} at</span> ${clock(at, now)}${end}`;
}

function item({ request, isOver }: Row, shown: string | undefined, { me }: Session, now: Now): Drawn {
  const { id, consumer, target, reason, asking, createdAt, text } = request;
  const soon = asking && !isOver && isSoon(asking.deadline, now);
  return html`<li key=${id}>
    <a class=${`row${isOver ? " over" : ""}`} href=${hrefOf({ kind: "inbox", id })} aria-current=${id === shown ? "true" : undefined}>
      <span class="row-who">${consumerName(consumer)}</span>
      <span class=${`row-left${soon ? " soon" : ""}`}>
        ${isOver ? "no longer waits" : asking ? timeLeft(asking.deadline, now) : standingOf(request).word}</span>
      <span class="row-to">${icon("arrow")}<span class="sr">to </span>${whole(target.name)}${env(target)}</span>
      <span class="row-why">${wished(request)}${reason ?? text}</span>
      <span class="row-meta"
        >${asking && quorum(asking)}<span>${lastWord(request, me.id)}</span
        ><span class="late">${time(createdAt, now, `${span(now.ms - Date.parse(createdAt))} old`)}</span></span
      >
      ${asking && fuse(asking, now)}
    </a>
  </li>`;
}

/** j and k: side by side the next request is shown at once, else focus goes to its row. */
function step(rows: readonly Row[], by: number): boolean {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".list .row")];
  const here = links.findIndex((link) => link === document.activeElement || (isWide() && link.ariaCurrent === "true"));
  const at = here < 0 ? 0 : Math.max(0, Math.min(links.length - 1, here + by));
  const id = rows[at]?.request.id;
  if (id === undefined) return false;
  if (isWide()) swap({ kind: "inbox", id });
  links[at]?.focus();
  return true;
}

function Empty({ session: { health, me } }: { readonly session: Session }): Drawn {
  const sentence = useArrival();
  const now = useNow();
  const look = health?.reconciliation;
  return html`<div class="empty">
    <svg width="150" height="56" viewBox="0 0 150 56" aria-hidden="true" class="go">
      <circle class="w-n" cx="16" cy="28" r="10" /><path class="w-l" d="M26 28h32M92 28h28" /><circle class="w-gf" cx="75" cy="28" r="17" />
      <path class="w-gk" d="m67.5 28.5 5.2 5.2L83 22.5" /><rect class="w-n" x="122" y="17" width="22" height="22" rx="5" />
    </svg>
    <h1 tabindex="-1" ref=${sentence}>Nothing waits for you.</h1>
    <p>When policy asks you to decide, the request appears here by itself.</p>
    ${look && html`<p>The last look at Azure was ${ago(look.endedAt, now)}; ${leftWords(look.leftUnattended)}</p>`}
    <p class="small">You are signed in as ${me.name}, ${me.roles.join(", ") || "without a role"}.</p>
    <p><a href=${hrefOf({ kind: "requests" })}>See all requests</a></p>
  </div>`;
}

function leftWords(unattended: number): string {
  if (unattended === 0) return "nothing pending was found that nobody is on.";
  return `${plural(unattended, "pending connection")} could not be taken in.`;
}
