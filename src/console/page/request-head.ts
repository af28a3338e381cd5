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
import { verdictVerb, type Wish, wishOf } from "./wish";

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
  const open = isOpen(standing) ? asking : undefined;
  return html`<div class="req-top">
      <a class="back" href=${hrefOf(backTo)} aria-label="Back to the list">${icon("back")}</a>${badge(standing, true)}
      ${open && quorum(open)}
      ${open && html`<span class=${`due${isSoon(open.deadline, now) ? " wait" : ""}`}>${timeLeft(open.deadline, now)}</span>`}
      <span class="id mono" title=${id}>${shortId(id)}</span>
    </div>
    <${level} class="sentence" tabindex="-1" ref=${sentence}>
      ${consumerName(consumer)} <span class="glue">${verbOf(standing, wishOf(request))}</span> ${whole(target.name)} ${env(target)}${sentenceEnd(request, standing, session)}
    </${level}>`;
}

function sentenceEnd(request: RequestDetail, standing: Standing, { me }: Session): Drawn {
  const relation = relationOf(request.consumer, me.organisation);
  if (!wishOf(request).isRejection)
    return html`${" "}<span class="glue">${relation ? `from ${relation}.` : "."}</span>`;
  if (!isOpen(standing)) return html`<span class="glue">.</span>`;
  return html`<span class="glue">:</span> ${whole(request.request.requestedBy)} <span class="glue">asks for its connection to be rejected.</span>`;
}

export function context({ request, standing, session, now }: HeadProps): Drawn {
  const { asking, shown, outcome } = request;
  const wish = wishOf(request);
  const drawing = drawingOf(
    {
      consumer: request.consumer,
      target: request.target,
      ...(shown?.facts.connection.groupIds && { groupIds: shown.facts.connection.groupIds }),
      ...(outcome && { outcome }),
    },
    standing,
    session.me.organisation,
    wish,
  );
  return html`${isOpen(standing) && because(request)} ${asking?.decisions.filter((one) => one.void === undefined).map((one) => said(one, wish, now))}
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
function said({ by, verdict, comment, at }: PersonsDecision, wish: Wish, now: Now): Drawn {
  const isApproval = verdict === "approve";
  return html`<div class="said">
    ${face(by.name)}
    <div class="who small">
      <b>${by.name}</b
      ><span class=${`state ${isApproval ? "go" : "stop"}`}>
        ${shape(isApproval ? "applied" : "rejected")}${verdictVerb(verdict, wish)}</span
      ><span class="quiet">${ago(at, now)}</span>
    </div>
    <p>${comment || html`<span class="quiet">without a word</span>`}</p>
  </div>`;
}
