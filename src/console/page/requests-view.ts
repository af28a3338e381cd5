import { useEffect, useState } from "preact/hooks";
import type { RequestPage, RequestSummary, StateFilter } from "../api-types";
import { useArrival } from "./arrival";
import { useNow } from "./clock";
import { refresh, useFeed } from "./feeds";
import { type Drawn, h, html } from "./html";
import { badge } from "./icons";
import { consumerName, shortId } from "./names";
import { swap } from "./place";
import { hrefOf, type Route, withQuery } from "./router";
import { SearchField } from "./search-field";
import { ago, timeLeft, whoTo, wished } from "./small-parts";
import { isOpen, standingOf } from "./standing";
import { inWords, isSoon, type Now, plural } from "./time";
import { Bones, Failing } from "./waiting-failing";

type RequestsRoute = Extract<Route, { kind: "requests" }>;

const CHIPS: readonly { readonly state?: StateFilter; readonly word: string }[] = [
  { word: "All" },
  { state: "waiting", word: "Waiting" },
  { state: "working", word: "In progress" },
  { state: "connected", word: "Connected" },
  { state: "rejected", word: "Rejected" },
  { state: "other", word: "Ended otherwise" },
];

/** Every request there was: filter, search, pages. */
export function RequestsView({ route }: { readonly route: RequestsRoute }): Drawn {
  const { state, q, page } = route;
  const path = withQuery("/api/requests", { state, q, page });
  const feed = useFeed<RequestPage>(path);
  // What was shown stays while the next question is on its way: a list that blinks loses the reader's place.
  const [last, keep] = useState<RequestPage>();
  useEffect(() => {
    if (feed.value) keep(feed.value);
  }, [feed.value]);
  const value = feed.value ?? last;
  const hint = "Consumer, target, rule or id";
  const search = (text: string) => swap({ kind: "requests", ...(state && { state }), ...(text && { q: text }) });
  if (!value && feed.failures > 0) return h(Failing, { feed, what: "The requests", again: () => refresh(path) });
  if (!value) return h(Bones, { kind: "page" });
  return html`<div class="page" aria-busy=${feed.value ? undefined : "true"}>
    ${h(Heading, { page: value })}
    <div class="tools">
      ${h(SearchField, { value: q ?? "", label: "Search by consumer, target, rule or id", hint, search })}
      <nav class="chips" aria-label="State">
        ${CHIPS.map((chip) => chipLink(chip, route, value.counts))}
      </nav>
    </div>
    ${h(Held, { page: value, path, route })} ${pager(value, route)}
  </div>`;
}

function Heading({ page }: { readonly page: RequestPage }): Drawn {
  const sentence = useArrival();
  const all = page.counts?.all ?? page.total;
  const { waiting = 0, working = 0 } = page.counts ?? {};
  const open = [
    waiting > 0 && `${inWords(waiting)} ${waiting === 1 ? "waits" : "wait"} for people`,
    working > 0 && `${inWords(working)} ${working === 1 ? "is" : "are"} in progress`,
  ].filter(Boolean);
  return html`<div class="say">
    <h1 tabindex="-1" ref=${sentence}>
      ${all === undefined ? "All requests" : plural(all, "request")}<span class="glue"
        >${open.length > 0 ? `, of which ${open.join(" and ")}.` : ", and none is open."}</span
      >
    </h1>
  </div>`;
}

function chipLink(
  { state, word }: (typeof CHIPS)[number],
  { state: picked, q }: RequestsRoute,
  counts: RequestPage["counts"],
): Drawn {
  const href = hrefOf({ kind: "requests", ...(state && { state }), ...(q && { q }) });
  return html`<a class="chip" href=${href} aria-current=${state === picked ? "true" : undefined}>
    ${word}${counts && html` <b>${counts[state ?? "all"]}</b>`}</a>`;
}

type HeldProps = { readonly page: RequestPage; readonly path: string; readonly route: RequestsRoute };

/** Rows keep their places while the same question is shown; a list that has changed waits behind a pill. */
function Held({ page, path, route }: HeldProps): Drawn {
  const [held, hold] = useState({ page, path });
  const now = useNow();
  const ids = (one: RequestPage) => one.items.map(({ id }) => id).join(" ");
  const isMoved = held.path === path && ids(held.page) !== ids(page);
  useEffect(() => {
    if (!isMoved) hold({ page, path });
  }, [page, path, isMoved]);
  const latest = new Map(page.items.map((item) => [item.id, item]));
  const rows = isMoved ? held.page.items.map((item) => latest.get(item.id) ?? item) : page.items;
  return html`<div class="pill-slot">
      ${isMoved && html`<button class="news" type="button" onClick=${() => hold({ page, path })}>The list has changed. Show it</button>`}
    </div>
    <div class="table">
      <table role="table">
        <caption class="sr">Requests, waiting ones first and oldest first, then the newest</caption>
        <thead role="rowgroup">
          <tr role="row">
            ${["State", "Who to where", "In words", "Asked"].map((word) => html`<th role="columnheader" scope="col">${word}</th>`)}
            <th role="columnheader" scope="col" class="c-id">Id</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows.map((request) => line(request, now))} ${rows.length === 0 && nothing(route)}
        </tbody>
      </table>
    </div>`;
}

function line(request: RequestSummary, now: Now): Drawn {
  const { id, consumer, target, rule, reason, outcome, asking, createdAt, text } = request;
  const standing = standingOf(request);
  const deadline = isOpen(standing) ? asking?.deadline : undefined;
  return html`<tr role="row" key=${id}>
    <td role="cell" class="nowrap c-state">${badge(standing)}</td>
    <td role="cell"><a class="cover" href=${hrefOf({ kind: "request", id })}>${whoTo(consumerName(consumer), target)}</a></td>
    <td role="cell">${wished(request)}${outcome?.reason ?? reason ?? text}${rule && html`<span class="sub mono">${rule}</span>`}</td>
    <td role="cell" class="nowrap c-when">
      ${ago(createdAt, now)}${
        deadline &&
        html`<span class=${`sub${isSoon(deadline, now) ? " wait" : ""}`}>
        ${timeLeft(deadline, now)}</span>`
      }
    </td>
    <td role="cell" class="mono small nowrap c-id" title=${id}>${shortId(id)}</td>
  </tr>`;
}

function nothing({ q, state }: RequestsRoute): Drawn {
  const where = CHIPS.find((chip) => chip.state === state)?.word.toLowerCase();
  const words = q ? `Nothing matches “${q}”${state ? ` in ${where}` : ""}.` : "There is none.";
  return html`<tr role="row">
    <td role="cell" colspan="5"><p>${words} ${(q || state) && html`<a href=${hrefOf({ kind: "requests" })}>Show everything</a>`}</p></td>
  </tr>`;
}

function pager({ items, first, total, next, previous }: RequestPage, route: RequestsRoute): Drawn {
  const last = first + items.length - 1;
  const span = items.length === 0 ? "None" : `${first} to ${last}${total === undefined ? "" : ` of ${total}`}`;
  const link = (page: string | undefined, word: string) =>
    page === undefined
      ? html`<span class="btn" aria-disabled="true">${word}</span>`
      : html`<a class="btn" href=${hrefOf({ ...route, page })}>${word}</a>`;
  return html`<nav class="pager" aria-label="Pages">
    <span>${span}</span>
    <div>${link(previous, "Previous")}${link(next, "Next")}</div>
  </nav>`;
}
