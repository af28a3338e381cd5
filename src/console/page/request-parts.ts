import type { RequestDetail } from "../api-types";
import { factRows } from "./facts-rows";
import { facts } from "./facts-view";
import { type Drawn, html } from "./html";
import { hrefOf } from "./router";
import { rules } from "./rules-view";
import { ago, part } from "./small-parts";
import type { Now } from "./time";
import { timelineEntries } from "./timeline-entries";
import { timeline } from "./timeline-view";

/** Everything below the first screen: what is known, what policy made of it, what has happened. */
export function requestParts(request: RequestDetail, now: Now): Drawn {
  const { shown, judgement, next, id } = request;
  const entries = timelineEntries(request);
  return html`${
    shown
      ? part(
          "What is known",
          html`read from Azure ${ago(shown.facts.readAt, now)}`,
          facts(factRows(shown.facts, judgement?.explanation ?? [], now, request.alsoAskedBy)),
        )
      : part("What is known", "", html`<p class="quiet">Nothing yet: Azure has not been read.</p>`)
  }
  ${
    judgement &&
    part(
      "What policy made of it",
      html`first match wins, policy <span class="mono">${judgement.policyHash.slice(0, 8)}</span>`,
      judgement.explanation.length > 0 ? rules(judgement.explanation) : html`<p>${judgement.reason}.</p>`,
    )
  }
  ${part(
    "What has happened",
    html`<a
    href=${hrefOf({ kind: "audit", id })}>audit log</a>`,
    timeline(entries, request.state === "ended" ? undefined : next, now),
  )}`;
}
