import type { AuditView as Audit } from "../audit-types";
import { read } from "./api";
import { useArrival } from "./arrival";
import { chain, evidenceOf, proof } from "./audit-chain";
import { allEntries, auditPath, type Pages, usePages } from "./audit-pages";
import { useNow } from "./clock";
import { refresh, useFeed } from "./feeds";
import { type Drawn, h, html } from "./html";
import { icon } from "./icons";
import { consumerName, shortId } from "./names";
import { hrefOf } from "./router";
import { plural } from "./time";
import { tell, toastOf } from "./told";
import { Bones, Failing } from "./waiting-failing";

/** The log of one connection, entry by entry, and whether it can be trusted. */
export function AuditPage({ id }: { readonly id: string }): Drawn {
  const path = auditPath(id);
  const feed = useFeed<Audit>(path);
  const now = useNow();
  const audit = feed.value;
  const pages = usePages(id, audit);
  const again = () => {
    pages.forget();
    refresh(path);
    toastOf("Checking the chain again.");
  };
  if (!audit && feed.failures > 0) return h(Failing, { feed, what: "The audit log", again });
  if (!audit) return h(Bones, { kind: "page" });
  const shown = { ...audit, from: pages.earlier, entries: pages.entries };
  const took = (done: Promise<void>) => done.catch(reportError);
  return html`<div class="page narrow">
    ${h(Heading, { audit })}
    <div class="tools">
      <a class="btn" href=${hrefOf({ kind: "audit" })}>${icon("search")}Another request</a>
      <div class="push"><button class="btn" type="button" onClick=${() => took(save(id, shown))}>${icon("out")}JSON lines</button></div>
    </div>
    ${proof(audit, now, { again, copy: () => took(copy(id, shown)) })}
    ${pages.earlier > 0 && earlierButton(pages)} ${chain(shown, now)}
  </div>`;
}

function earlierButton({ earlier, isReading, readEarlier }: Pages): Drawn {
  const show = async () => {
    if (isReading) return;
    const came = await readEarlier();
    if (!came) return toastOf("No answer came. Nothing is lost: try again.");
    tell("Earlier entries are shown.");
    // The button goes with the last of them: the reader goes on where they begin.
    setTimeout(() => {
      if (document.activeElement === document.body) document.querySelector<HTMLElement>(".chain summary")?.focus();
    }, 0);
  };
  return html`<p class="earlier"><button class="btn wide" type="button" aria-disabled=${isReading ? "true" : undefined}
    onClick=${() => show().catch(reportError)}>${earlier === 1 ? "Show the earlier entry" : `Show earlier entries, ${earlier} in all`}</button></p>`;
}

function Heading({ audit }: { readonly audit: Audit }): Drawn {
  const sentence = useArrival();
  const { requestId, consumer, target, connection, total } = audit;
  return html`<div class="say">
    <h1 tabindex="-1" ref=${sentence}>
      <span class="nb">${consumerName(consumer)}</span> <span class="glue">to</span> <span class="nb">${target.name}</span>
      <span class="glue"> in ${total} ${total === 1 ? "entry" : "entries"}</span>
    </h1>
    <p>Request <a class="mono" href=${hrefOf({ kind: "request", id: requestId })}>${shortId(requestId)}
      </a>, connection <span class="mono nb">${connection}</span></p>
  </div>`;
}

/** What lies around a break can be on a page that nobody has asked for. */
async function copy(id: string, shown: Audit): Promise<void> {
  const { verification, from } = shown;
  const isElsewhere = verification.kind === "broken" && Math.max(0, verification.index - 2) < from;
  const answer = isElsewhere ? await read<Audit>(auditPath(id, verification.index + 2)) : undefined;
  await navigator.clipboard.writeText(evidenceOf(answer?.kind === "fresh" ? answer.value : shown)).then(
    () => toastOf("The evidence is copied."),
    () => toastOf("This browser does not let the page copy."),
  );
}

/** One entry a line, as the log itself has it: all of them, whatever is shown. The file is made here. */
async function save(id: string, shown: Audit): Promise<void> {
  const entries = await allEntries(id, shown);
  if (!entries) return toastOf("Not all entries could be read, so nothing was saved. Try again.");
  const lines = entries.map((entry) => JSON.stringify(entry)).join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${lines}\n`], { type: "application/jsonl" }));
  link.download = `audit-${shown.requestId}.jsonl`;
  link.click();
  URL.revokeObjectURL(link.href);
  toastOf(`${plural(entries.length, "line")} saved.`);
}
