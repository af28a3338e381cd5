import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { DocumentShown, PolicyView as Policy, RulePlace } from "../policy-types";
import { useArrival } from "./arrival";
import { useNow } from "./clock";
import { rulesHeading } from "./copy";
import { refresh, useFeed } from "./feeds";
import { type Drawn, h, html } from "./html";
import { faults } from "./policy-faults";
import { hrefOf, type Route } from "./router";
import { momentOf } from "./small-parts";
import { inWords, type Now, plural } from "./time";
import { Bones, Failing } from "./waiting-failing";
import { WhatIf } from "./what-if";
import { painted } from "./yaml-paint";

type PolicyRoute = Extract<Route, { kind: "policy" }>;

/** The documents as they are in force, what is wrong with newer ones, and a what-if. */
export function PolicyPage({ route }: { readonly route: PolicyRoute }): Drawn {
  const feed = useFeed<Policy>("/api/policy");
  const now = useNow();
  const policy = feed.value;
  if (!policy && feed.failures > 0)
    return h(Failing, { feed, what: "The policy", again: () => refresh("/api/policy") });
  if (!policy) return h(Bones, { kind: "page" });
  const shown = documentFor(policy, route);
  const place = shown?.places.find(({ rule }) => rule === route.rule);
  return html`<div class="page">
    ${h(Heading, { policy, now })} ${faults(policy, now)}
    <div class="beside">
      <div>
        <nav class="docs" aria-label="Documents">
          ${policy.documents.map(
            (one) => html`<a class="chip" href=${hrefOf({ kind: "policy", file: one.file })}
            aria-current=${one === shown ? "true" : undefined}>${one.file} <b>${plural(one.rules.length, "rule")}</b>
            </a>`,
          )}
        </nav>
        ${shown ? h(Document, { document: shown, place, key: `${shown.file} ${route.rule}` }) : noDocuments()}
      </div>
      <section class="panel" aria-labelledby="what-if-h">${h(WhatIf, { known: policy.known })}</section>
    </div>
  </div>`;
}

function documentFor({ documents }: Policy, { file, rule }: PolicyRoute): DocumentShown | undefined {
  const named = documents.find((one) => one.file === file);
  const holding = documents.find(({ places }) => places.some((place) => place.rule === rule));
  return named ?? holding ?? documents[0];
}

function Heading({ policy, now }: { readonly policy: Policy; readonly now: Now }): Drawn {
  const sentence = useArrival();
  const { kind, rules, documents, hash, since } = policy;
  const trial = documents.flatMap(({ places }) => places).filter(({ mode }) => mode === "observe").length;
  const isNone = kind === "empty" || kind === "broken";
  return html`<div class="say">
    <h1 tabindex="-1" ref=${sentence}>
      ${isNone ? "No rules are in force" : rulesHeading(rules, documents.length)}<span class="glue"
        >${isNone ? "; every request is escalated to people." : ", read in order; the first that matches decides."}</span
      >
    </h1>
    <p>
      Policy <span class="mono">${hash.slice(0, 8)}</span> in force since ${momentOf(since, now)}.
      ${trial > 0 && ` ${trialWords(trial)}`}
    </p>
  </div>`;
}

function trialWords(trial: number): string {
  const count = inWords(trial);
  const many = trial === 1 ? "rule is on trial and decides nothing." : "rules are on trial and decide nothing.";
  return `${count.charAt(0).toUpperCase()}${count.slice(1)} ${many}`;
}

function noDocuments(): Drawn {
  return html`<p class="quiet">There are no documents.</p>`;
}

type DocumentProps = { readonly document: DocumentShown; readonly place: RulePlace | undefined };

function Document({ document: shown, place }: DocumentProps): Drawn {
  const { file, text } = shown;
  const lines = text.replace(/\n$/, "").split("\n");
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => marked.current?.scrollIntoView({ block: "center" }), []);
  const isMarked = (line: number) => place !== undefined && line >= place.line && line <= place.endLine;
  return html`<section class="code" aria-label=${file}>
    <header>
      <b>${file}</b>
      ${place ? html`<span class="wait">${placeWords(place)}</span>` : html`<span>${plural(lines.length, "line")}</span>`}
    </header>
    <div class="scroll" tabindex="0" role="region" aria-label=${`Text of ${file}`}>
      <ol>
        ${lines.map((line, index) => lineOf(line, isMarked(index + 1), index + 1 === place?.line ? marked : undefined))}
      </ol>
    </div>
  </section>`;
}

function placeWords({ rule, line, endLine }: RulePlace): string {
  return `${rule}, lines ${line} to ${endLine}`;
}

function lineOf(line: string, isMarked: boolean, ref: RefObject<HTMLLIElement | null> | undefined): Drawn {
  const paints = painted(line).map(({ kind, text }) => {
    return kind === "plain" ? text : html`<span class=${`y-${kind}`}>${text}</span>`;
  });
  return html`<li ref=${ref} class=${isMarked && "at"}>${paints}${line === "" && " "}</li>`;
}
