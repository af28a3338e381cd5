import type { RefObject } from "preact";
import type { PersonsDecision, RequestDetail } from "../api-types";
import { askedBecause } from "./copy";
import { drawingOf } from "./drawing";
import { wire } from "./drawing-view";
import { type Drawn, html } from "./html";
import { badge, icon, shape } from "./icons";
import { consumerName, relationOf, shortId } from "./names";
import { hrefOf, type Route } from "./router";
import type { Session } from "./session";
import { ago, env, face, quorum, timeLeft, whole } from "./small-parts";
import { isOpen, type Standing, verbOf } from "./standing";
import { isSoon, type Now } from "./time";

/** The first screen of a request: how it stands, the sentence, why people are asked, what others said, the drawing. */

export type HeadProps = {
  readonly request: RequestDetail;
  readonly standing: Standing;
  readonly session: Session;
  readonly now: Now;
  readonly level: "h1" | "h2";
  readonly backTo: Route;
  readonly sentence: RefObject<HTMLElement | null>;
};

export function headline({ request, standing, session, now, level, backTo, sentence }: HeadProps): Drawn {
  const { consumer, target, asking, id } = request;
  const relation = relationOf(consumer, session.me.organisation);
  const open = isOpen(standing) ? asking : undefined;
  return html`<div class="req-top">
      <a class="back" href=${hrefOf(backTo)} aria-label="Back to the list">${icon("back")}</a>${badge(standing, true)}
      ${open && quorum(open)}
      ${open && html`<span class=${`due${isSoon(open.deadline, now) ? " wait" : ""}`}>${timeLeft(open.deadline, now)}</span>`}
      <span class="id mono" title=${id}>${shortId(id)}</span>
    </div>
    <${level} class="sentence" tabindex="-1" ref=${sentence}>
      ${consumerName(consumer)} <span class="glue">${verbOf(standing)}</span> ${whole(target.name)} ${env(target)}${" "}
      <span class="glue">${relation ? `from ${relation}.` : "."}</span>
    </${level}>`;
}

export function context({ request, standing, session, now }: HeadProps): Drawn {
  const { asking, shown, outcome } = request;
  const drawing = drawingOf(
    {
      consumer: request.consumer,
      target: request.target,
      ...(shown?.facts.connection.groupIds && { groupIds: shown.facts.connection.groupIds }),
      ...(outcome && { outcome }),
    },
    standing,
    session.me.organisation,
  );
  return html`${isOpen(standing) && because(request)} ${asking?.decisions.filter((one) => one.void === undefined).map((one) => said(one, now))}
  ${wire(drawing)}`;
}

function because(request: RequestDetail): Drawn {
  const { reason, rule, wants } = askedBecause(request);
  const who = request.you.standing.kind === "mayDecide" || request.you.standing.kind === "decided" ? "you" : "people";
  return html`<p class="lede">
    <b>Why ${who} are asked:</b> ${reason}.${" "}${rule ? html`The rule <span class="mono">${rule}</span> ${wants}` : wants}
  </p>`;
}

/** Another approver's verdict and words, in quotes: they are theirs. */
function said({ by, verdict, comment, at }: PersonsDecision, now: Now): Drawn {
  const isApproval = verdict === "approve";
  return html`<div class="said">
    ${face(by.name)}
    <div class="who small">
      <b>${by.name}</b
      ><span class=${`state ${isApproval ? "go" : "stop"}`}>
        ${shape(isApproval ? "applied" : "rejected")}${isApproval ? "approved" : "rejected"}</span
      ><span class="quiet">${ago(at, now)}</span>
    </div>
    <p>${comment || html`<span class="quiet">without a word</span>`}</p>
  </div>`;
}
