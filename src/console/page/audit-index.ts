import type { RequestPage } from "../api-types";
import { useArrival } from "./arrival";
import { useNow } from "./clock";
import { refresh, useFeed } from "./feeds";
import { type Drawn, h, html } from "./html";
import { badge, icon } from "./icons";
import { consumerName } from "./names";
import { swap } from "./place";
import { hrefOf, withQuery } from "./router";
import { SearchField } from "./search-field";
import { ago, whoTo } from "./small-parts";
import { standingOf } from "./standing";
import { Bones, Failing } from "./waiting-failing";

/** Which request's log to read. */
export function AuditIndex({ q }: { readonly q?: string | undefined }): Drawn {
  const path = withQuery("/api/requests", { q });
  const feed = useFeed<RequestPage>(path);
  const now = useNow();
  const sentence = useArrival();
  if (!feed.value && feed.failures > 0) return h(Failing, { feed, what: "The requests", again: () => refresh(path) });
  const items = feed.value?.items;
  const search = (text: string) => swap({ kind: "audit", ...(text && { q: text }) });
  return html`<div class="page narrow">
    <div class="say">
      <h1 tabindex="-1" ref=${sentence}>Every decision is written down<span class="glue">; each entry seals the one before it.</span></h1>
      <p>Choose a request to read the log of its connection and to check its chain.</p>
    </div>
    <div class="tools">
      ${h(SearchField, { value: q ?? "", label: "Find a request", hint: "Request, consumer or target", search })}
    </div>
    ${!items && h(Bones, { kind: "page" })} ${
      items?.length === 0 &&
      html`<p>Nothing matches${q && ` “${q}”`}. <a
      href=${hrefOf({ kind: "audit" })}>Show everything</a></p>`
    }
    ${
      items &&
      items.length > 0 &&
      html`<ul class="logs" aria-label="Requests">
        ${items.map(
          (request) => html`<li key=${request.id}><a class="log"
          href=${hrefOf({ kind: "audit", id: request.id })}><span>
          ${whoTo(consumerName(request.consumer), request.target)}</span><span class="log-state">
          ${badge(standingOf(request))}<span class="small quiet">${ago(request.createdAt, now)}</span></span>
          ${icon("chev", "i chev")}</a></li>`,
        )}
      </ul>`
    }
  </div>`;
}
