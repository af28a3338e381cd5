import type { AuditView as Audit } from "../audit-types";
import { useArrival } from "./arrival";
import { chain, evidenceOf, proof } from "./audit-chain";
import { useNow } from "./clock";
import { refresh, useFeed } from "./feeds";
import { type Drawn, h, html } from "./html";
import { icon } from "./icons";
import { consumerName, shortId } from "./names";
import { hrefOf } from "./router";
import { plural } from "./time";
import { toastOf } from "./told";
import { Bones, Failing } from "./waiting-failing";

/** The log of one connection, entry by entry, and whether it can be trusted. */
export function AuditPage({ id }: { readonly id: string }): Drawn {
  const path = `/api/requests/${encodeURIComponent(id)}/audit`;
  const feed = useFeed<Audit>(path);
  const now = useNow();
  const again = () => {
    refresh(path);
    toastOf("Checking the chain again.");
  };
  const audit = feed.value;
  if (!audit && feed.failures > 0) return h(Failing, { feed, what: "The audit log", again });
  if (!audit) return h(Bones, { kind: "page" });
  return html`<div class="page narrow">
    ${h(Heading, { audit })}
    <div class="tools">
      <a class="btn" href=${hrefOf({ kind: "audit" })}>${icon("search")}Another request</a>
      <div class="push"><button class="btn" type="button" onClick=${() => save(audit)}>${icon("out")}JSON lines</button></div>
    </div>
    ${proof(audit, now, { again, copy: () => copy(audit) })} ${chain(audit, now)}
  </div>`;
}

function Heading({ audit }: { readonly audit: Audit }): Drawn {
  const sentence = useArrival();
  const { requestId, consumer, target, connection, entries } = audit;
  return html`<div class="say">
    <h1 tabindex="-1" ref=${sentence}>
      <span class="nb">${consumerName(consumer)}</span> <span class="glue">to</span> <span class="nb">${target.name}</span>
      <span class="glue"> in ${entries.length} ${entries.length === 1 ? "entry" : "entries"}</span>
    </h1>
    <p>Request <a class="mono" href=${hrefOf({ kind: "request", id: requestId })}>${shortId(requestId)}
      </a>, connection <span class="mono nb">${connection}</span></p>
  </div>`;
}

function copy(audit: Audit): void {
  navigator.clipboard.writeText(evidenceOf(audit)).then(
    () => toastOf("The evidence is copied."),
    () => toastOf("This browser does not let the page copy."),
  );
}

/** One entry a line, as the log itself has it. The file is made here: nothing is asked of the server. */
function save({ entries, requestId }: Audit): void {
  const lines = entries.map((entry) => JSON.stringify(entry)).join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${lines}\n`], { type: "application/jsonl" }));
  link.download = `audit-${requestId}.jsonl`;
  link.click();
  URL.revokeObjectURL(link.href);
  toastOf(`${plural(entries.length, "line")} saved.`);
}
